using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Browser.Tests;

/// <summary>A mailbox that was connected and read, and somebody in it.</summary>
public sealed record OrbitScene(Guid Mailbox, Guid Person, Guid Thread)
{
    public Guid? IdFor(string path) =>
        path.StartsWith("/orbit/mailboxes", StringComparison.Ordinal) ? Mailbox
        : path.StartsWith("/orbit/people", StringComparison.Ordinal) ? Person
        : path.StartsWith("/orbit/threads", StringComparison.Ordinal) ? Thread
        : null;

    public static async Task<OrbitScene> Set(Suite suite, Member member)
    {
        var address = $"maria-{Guid.CreateVersion7().ToString("N")[^20..]}@northbeam.example";
        await suite.Sandbox.Post(
            "/microsoft-boxes",
            new
            {
                address,
                name = "Maria Kern",
                messages = 300,
                people = 9,
                seed = 3,
            }
        );
        var asked = await Read(
            member.Web.Post("/api/orbit/mailboxes/authorize", new { mailboxId = (Guid?)null })
        );
        var back = await suite.Sandbox.Post(
            $"/microsoft-boxes/{address}/consent",
            new { url = asked.GetProperty("url").GetString() }
        );
        var mailbox = await Read(
            member.Web.Post(
                "/api/orbit/mailboxes/callback",
                new
                {
                    state = back.GetProperty("state").GetString(),
                    code = back.GetProperty("code").GetString(),
                }
            )
        );
        var path = $"/api/orbit/mailboxes/{mailbox.GetProperty("id").GetGuid()}";
        var folders = await Read(member.Web.Post($"{path}/folders", new { }));
        await Read(
            member.Web.Post(
                $"{path}/start",
                new
                {
                    folders = folders
                        .GetProperty("folders")
                        .EnumerateArray()
                        .Where(folder => folder.GetProperty("included").GetBoolean())
                        .Select(folder => folder.GetProperty("id").GetGuid())
                        .ToArray(),
                    historyMonths = 0,
                    withText = true,
                    visibility = "strength",
                    contacts = "written",
                    skipMarked = false,
                    skipInternal = false,
                    skipFreeMail = false,
                    skipRobots = true,
                }
            )
        );
        await suite.Drain(member, "orbit.sync-mailbox", "orbit.score-people");
        var (person, thread) = (Guid.Empty, Guid.Empty);
        await Wait.Until(
            async () =>
            {
                var people = await Read(member.Web.Get("/api/orbit/people"));
                foreach (var one in people.GetProperty("items").EnumerateArray().Take(1))
                {
                    person = one.GetProperty("id").GetGuid();
                    var page = await Read(member.Web.Get($"/api/orbit/people/{person}"));
                    foreach (var turn in page.GetProperty("turns").EnumerateArray().Take(1))
                    {
                        thread = turn.GetProperty("threadId").GetGuid();
                    }
                }

                return thread != Guid.Empty;
            },
            () => "nobody in the mailbox is known"
        );
        return new OrbitScene(mailbox.GetProperty("id").GetGuid(), person, thread);
    }

    private static async Task<JsonElement> Read(Task<HttpResponseMessage> asked) =>
        await (await asked).Json();
}
