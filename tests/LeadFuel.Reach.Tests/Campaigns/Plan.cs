using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Campaigns;

/// <summary>A campaign as a person makes it, step by step over HTTP.</summary>
public sealed record Plan(Suite Suite, Member Member, string Id)
{
    public static async Task<Plan> Create(Suite suite, Member member, string name = "Spring")
    {
        var made = await (await member.Reach.Post("/campaigns", new { name })).Json();
        return new Plan(suite, member, made.Text("id"));
    }

    /// <summary>With sender, verified domain, postal address and the people given; drafts are still to write.</summary>
    public static async Task<Plan> Ready(Suite suite, Member member, params string[] people)
    {
        await member.Reach.Put(
            "/settings",
            new { postalAddress = "Analytical Engines Ltd\n12 Byron Street\nLondon" },
            "\"0\""
        );
        var sender = await AddSender(suite, member, "Ada Lovelace");
        var csv = "email,first_name,last_name,company\n" + string.Join('\n', people);
        var imported = await (await member.Reach.Post("/imports", new { text = csv })).Json();
        var plan = await Create(suite, member);
        await plan.Save(
            new
            {
                name = "Spring",
                goal = "Fifteen minutes on the month-end close",
                persona = "Heads of finance at payment companies",
                senderId = sender.Id,
                audience = new { kind = "import", importId = imported.Text("id") },
            }
        );
        return plan;
    }

    /// <summary>With a domain of its own.</summary>
    public static async Task<(string Id, string Address)> AddSender(
        Suite suite,
        Member member,
        string name,
        bool verified = true
    )
    {
        var domain = $"m{Guid.CreateVersion7():N}.test"[..30] + ".test";
        var added = await (await member.Reach.Post("/domains", new { name = domain })).Json();
        await suite.Drain(member);
        if (verified)
        {
            (
                await member.Reach.Post($"/domains/{added.Text("id")}/check")
            ).EnsureSuccessStatusCode();
        }

        var address = $"{name.Split(' ')[0].ToLowerInvariant()}@{domain}";
        var sender = await (await member.Reach.Post("/senders", new { name, address })).Json();
        return (sender.Text("id"), address);
    }

    public async Task<HttpResponseMessage> Get() => await Member.Reach.Get($"/campaigns/{Id}");

    public async Task<JsonElement> Save(object plan) =>
        await (await Member.Reach.Put($"/campaigns/{Id}", plan, (await Get()).Tag())).Json();

    /// <summary>Saves the plan with what is named here; the rest stays.</summary>
    public async Task<HttpResponseMessage> Change(
        string? name = null,
        string? goal = null,
        string? senderId = null,
        string? warmPolicy = null,
        object? audience = null,
        Guid? icpId = null
    )
    {
        var read = await Get();
        var now = await read.Json();
        return await Member.Reach.Put(
            $"/campaigns/{Id}",
            new
            {
                name = name ?? now.Text("name"),
                goal = goal ?? now.Text("goal"),
                persona = now.Text("persona"),
                icpId,
                senderId = senderId ?? now.Text("senderId"),
                audience = audience ?? now.GetProperty("audience"),
                warmPolicy = warmPolicy ?? now.Text("warmPolicy"),
            },
            read.Tag()
        );
    }

    /// <summary>Sets the steps, each without a goal and so many days after the one before; null makes a new one.</summary>
    public async Task<HttpResponseMessage> Arrange(params (string? Id, int Days)[] steps) =>
        await Member.Reach.Put(
            $"/campaigns/{Id}/steps",
            new
            {
                steps = steps.Select(step => new
                {
                    id = step.Id,
                    delay = step.Days,
                    unit = "days",
                    goal = "",
                }),
            },
            (await Get()).Tag()
        );

    public async Task<string[]> Steps() =>
        [
            .. (await (await Get()).Json())
                .GetProperty("steps")
                .EnumerateArray()
                .Select(step => step.Text("id")),
        ];

    /// <summary>Launched with as many mails, each so many days after the one before, and what is due sent.</summary>
    public static async Task<Plan> Sent(
        Suite suite,
        Member member,
        int[] days,
        params string[] addresses
    )
    {
        var plan = await Ready(
            suite,
            member,
            [.. addresses.Select(address => $"{address},Grace,Hopper,Navy")]
        );
        var present = await plan.Steps();
        (
            await plan.Arrange([
                .. days.Select((wait, at) => (at < present.Length ? present[at] : null, wait)),
            ])
        ).EnsureSuccessStatusCode();
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(member);
        return plan;
    }

    public async Task<IReadOnlyList<JsonElement>> Drafts() =>
        [
            .. (await Member.Reach.Json($"/campaigns/{Id}/drafts"))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    public async Task WriteAndApprove(
        string body = "Hi {{first_name | \"there\"}}, one question?",
        string subject = "The month-end close"
    )
    {
        foreach (var draft in await Drafts())
        {
            var id = draft.Text("id");
            var written = await Member.Reach.Put(
                $"/drafts/{id}",
                new { subject, body },
                $"\"{draft.GetProperty("version").GetInt32()}\""
            );
            await Approve(id, written);
        }
    }

    public async Task<JsonElement> Approve(string id, HttpResponseMessage read) =>
        await (
            await Member.Reach.Put(
                $"/drafts/{id}/approval",
                new { contentHash = (await read.Json()).Text("contentHash") },
                read.Tag()
            )
        ).Json();

    public async Task<HttpResponseMessage> Launch() =>
        await Member.Reach.Post($"/campaigns/{Id}/launch", etag: (await Get()).Tag());

    public async Task<HttpResponseMessage> Act(string act) =>
        await Member.Reach.Post($"/campaigns/{Id}/{act}", etag: (await Get()).Tag());
}

internal static class Texts
{
    public static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString()!;
}
