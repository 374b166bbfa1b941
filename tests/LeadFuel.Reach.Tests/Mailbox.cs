using System.Text.Json;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests;

/// <summary>A member's mailbox at the played Microsoft, connected to Orbit.</summary>
internal sealed class Mailbox(Suite suite, Member member)
{
    private string id = "";

    public string Id => id;

    public string Address { get; } = $"me-{Guid.CreateVersion7():N}@northbeam.example";

    private string Door => $"/microsoft-boxes/{Uri.EscapeDataString(Address)}";

    /// <summary>With a conversation of two mails with each of these people, a day old.</summary>
    public static async Task<Mailbox> Connected(
        Suite suite,
        Member member,
        string visibility = "strength",
        bool replyInbox = false,
        bool noPlus = false,
        params string[] knows
    )
    {
        var box = new Mailbox(suite, member);
        await suite.Sandbox.Post(
            "/microsoft-boxes",
            new
            {
                address = box.Address,
                name = "Me Myself",
                messages = 0,
                seed = 7,
                noPlus,
            }
        );
        var now = suite.Time.GetUtcNow();
        foreach (var person in knows)
        {
            await box.Drop(
                new
                {
                    from = box.Address,
                    to = new[] { person },
                    subject = "Hello",
                    text = "Would you have time?",
                    folder = "sentitems",
                    at = now.AddDays(-2),
                    conversation = person,
                }
            );
            await box.Drop(
                new
                {
                    from = person,
                    subject = "Re: Hello",
                    text = "Yes, I would.",
                    at = now.AddDays(-1),
                    conversation = person,
                }
            );
        }

        await box.Connect(visibility);
        if (replyInbox)
        {
            var read = await member.Orbit.Get($"/mailboxes/{box.id}");
            (
                await member.Orbit.Patch(
                    $"/mailboxes/{box.id}",
                    new { visibility, replyInbox = true },
                    read.Tag()
                )
            ).EnsureSuccessStatusCode();
            await suite.Drain(member);
        }

        return box;
    }

    public async Task<string> Drop(object mail) =>
        (await suite.Sandbox.Post($"{Door}/mails", mail)).Text("internetMessageId");

    /// <summary>Orbit looks now; whatever follows from it has happened afterwards.</summary>
    public async Task Look(bool all = false)
    {
        await Sync(all);
        await suite.Drain(member);
    }

    /// <summary>Asks Orbit to look, and does not wait for what follows.</summary>
    public async Task Sync(bool all = false) =>
        (await member.Orbit.Post($"/mailboxes/{id}/sync", new { all })).EnsureSuccessStatusCode();

    /// <summary>Somebody, or a rule, moves this mail to a folder that is not read.</summary>
    public Task Junk(int number) =>
        suite.Sandbox.Post($"{Door}/mails/{number}/move", new { folder = "junkemail" });

    /// <summary>Ends the reading for answers, and lets what follows happen.</summary>
    public async Task Close(string how)
    {
        switch (how)
        {
            case "switched off":
                var read = await member.Orbit.Get($"/mailboxes/{id}");
                (
                    await member.Orbit.Patch(
                        $"/mailboxes/{id}",
                        new { visibility = "strength", replyInbox = false },
                        read.Tag()
                    )
                ).EnsureSuccessStatusCode();
                break;
            case "disconnected":
                (await member.Orbit.Delete($"/mailboxes/{id}")).EnsureSuccessStatusCode();
                break;
            default:
                await suite.Sandbox.Post($"{Door}/revoke");
                await suite.Sandbox.Post($"{Door}/expire");
                await Look();
                return;
        }

        await suite.Drain(member);
    }

    private async Task Connect(string visibility)
    {
        var asked = await (await member.Orbit.Post("/mailboxes/authorize", new { })).Json();
        var back = await suite.Sandbox.Post(
            $"{Door}/consent",
            new { url = asked.Text("url"), answer = "accept" }
        );
        var box = await (
            await member.Orbit.Post(
                "/mailboxes/callback",
                new { state = back.Text("state"), code = back.Text("code") }
            )
        ).Json();
        id = box.Text("id");
        var found = await (await member.Orbit.Post($"/mailboxes/{id}/folders", new { })).Json();
        (
            await member.Orbit.Post(
                $"/mailboxes/{id}/start",
                new
                {
                    folders = found
                        .GetProperty("folders")
                        .EnumerateArray()
                        .Where(f => f.GetProperty("included").GetBoolean())
                        .Select(f => f.Text("id")),
                    historyMonths = 0,
                    withText = false,
                    visibility,
                    contacts = "written",
                    skipMarked = false,
                    skipInternal = false,
                    skipFreeMail = false,
                    skipRobots = true,
                }
            )
        ).EnsureSuccessStatusCode();
        await suite.Drain(member);
    }
}
