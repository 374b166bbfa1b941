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
        var domain = $"m{Guid.CreateVersion7():N}.test"[..30] + ".test";
        var added = await (await member.Reach.Post("/domains", new { name = domain })).Json();
        await suite.Drain(member);
        (await member.Reach.Post($"/domains/{added.Text("id")}/check")).EnsureSuccessStatusCode();
        var sender = await (
            await member.Reach.Post(
                "/senders",
                new { name = "Ada Lovelace", address = $"ada@{domain}" }
            )
        ).Json();
        var csv = "email,first_name,last_name,company\n" + string.Join('\n', people);
        var imported = await (await member.Reach.Post("/imports", new { text = csv })).Json();
        var plan = await Create(suite, member);
        await plan.Save(
            new
            {
                name = "Spring",
                goal = "Fifteen minutes on the month-end close",
                persona = "Heads of finance at payment companies",
                senderId = sender.Text("id"),
                audience = new { kind = "import", importId = imported.Text("id") },
            }
        );
        return plan;
    }

    public async Task<HttpResponseMessage> Get() => await Member.Reach.Get($"/campaigns/{Id}");

    public async Task<JsonElement> Save(object plan) =>
        await (await Member.Reach.Put($"/campaigns/{Id}", plan, (await Get()).Tag())).Json();

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
