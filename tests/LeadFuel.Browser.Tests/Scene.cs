using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Browser.Tests;

/// <summary>An account in the middle of its work, brought there by its own requests: a campaign that runs and was answered.</summary>
public sealed record Scene(Guid Icp, Guid Campaign, Guid Thread, Guid Post, OrbitScene Orbit)
{
    // As long as names get, and in a language of long words.
    public const string IcpName = "Finanzvorstände mittelständischer Zahlungsdienste";
    public const string CampaignName = "Frühjahrsansprache Zahlungsverkehrsdienstleister";

    /// <summary>What somebody who sells to payment companies says, by question of the interview.</summary>
    public static readonly IReadOnlyDictionary<string, string> Answers = new Dictionary<
        string,
        string
    >
    {
        ["offer"] = "We sell software that closes the books of payment companies in four days.",
        ["segments"] =
            "Our best customers are payment companies with three hundred people and one finance team.",
        ["buying_triggers"] =
            "They call us two weeks after a new CFO has started or an audit has gone wrong.",
    };

    /// <summary>Each `:id` of the route table, filled from this account.</summary>
    public string Fill(string path) =>
        path.Replace(
                ":id",
                path.StartsWith("/scope", StringComparison.Ordinal) ? $"{Icp}"
                    : path.StartsWith("/reach/inbox", StringComparison.Ordinal) ? $"{Thread}"
                    : path.StartsWith("/signal", StringComparison.Ordinal) ? $"{Post}"
                    : Orbit.IdFor(path) is { } id ? $"{id}"
                    : $"{Campaign}",
                StringComparison.Ordinal
            )
            .Replace(":number", "1", StringComparison.Ordinal);

    public static async Task<Scene> Set(Suite suite, Member member, string person)
    {
        var icp = await Icps(suite, member);
        await Ready(suite, member, person);
        var campaign = await Campaigns(member);
        var launched = await member.Web.Get($"/api/reach/campaigns/{campaign}");
        await Ok(
            member.Web.Post(
                $"/api/reach/campaigns/{campaign}/launch",
                etag: launched.Headers.ETag!.ToString()
            )
        );
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(person), "Thursday works for us.");
        var thread = default(JsonElement?);
        await Wait.Until(
            async () =>
            {
                await suite.Drain(member);
                var items = (await Ok(member.Web.Get("/api/reach/threads")))
                    .GetProperty("items")
                    .EnumerateArray()
                    .ToList();
                thread = items.Count > 0 ? items[0] : null;
                return thread is not null;
            },
            () => "the answer is not in the inbox"
        );
        var post = await Ok(
            member.Web.Post("/api/signal/posts", new { text = "Closing the books in four days." })
        );
        return new Scene(
            icp,
            campaign,
            Id(thread!.Value),
            Id(post),
            await OrbitScene.Set(suite, member)
        );
    }

    /// <summary>An ICP that was written and published.</summary>
    private static async Task<Guid> Icps(Suite suite, Member member)
    {
        var icp = Id(await Ok(member.Web.Post("/api/scope/icps", new { name = IcpName })));
        var path = $"/api/scope/icps/{icp}";
        foreach (var (key, value) in Answers)
        {
            await Ok(member.Web.Put($"{path}/answers/{key}", new { value }, "\"0\""));
        }

        var preview = await Ok(member.Web.Get($"{path}/prompt-preview"));
        var previewHash = preview.GetProperty("hash").GetString();
        await Ok(member.Web.Post($"{path}/syntheses", new { previewHash }));
        await suite.Drain(member);
        var written = await member.Web.Get(path);
        await Ok(
            member.Web.Put($"{path}/versions/1/publication", null, written.Headers.ETag!.ToString())
        );
        return icp;
    }

    /// <summary>A verified domain, a sender, the postal address, two people to write to.</summary>
    private static async Task Ready(Suite suite, Member member, string person)
    {
        var name = $"d{Guid.CreateVersion7():N}.test";
        var domain = Id(await Ok(member.Web.Post("/api/reach/domains", new { name })));
        await suite.Drain(member);
        await Ok(member.Web.Post($"/api/reach/domains/{domain}/check"));
        await Ok(
            member.Web.Post(
                "/api/reach/senders",
                new { name = "Maria Kern", address = $"maria@{name}" }
            )
        );
        await Ok(
            member.Web.Put(
                "/api/reach/settings",
                new { postalAddress = "Northbeam GmbH\nTorstraße 1\n10119 Berlin" },
                "\"0\""
            )
        );
        await Ok(
            member.Web.Post(
                "/api/reach/imports",
                new
                {
                    text = $"email,first name,company\n{person},Ines,Kestrel Pay\n"
                        + $"{Suite.NewAddress("tomas")},Tomás,Lumio",
                }
            )
        );
    }

    private static async Task<Guid> Campaigns(Member member)
    {
        var made = await Ok(
            member.Web.Post("/api/reach/campaigns", new { name = CampaignName, goal = "Talk" })
        );
        var id = Id(made);
        var sender = (await Ok(member.Web.Get("/api/reach/senders"))).GetProperty("items")[0];
        await Ok(
            member.Web.Put(
                $"/api/reach/campaigns/{id}",
                new
                {
                    name = CampaignName,
                    goal = "Talk",
                    persona = "",
                    senderId = Id(sender),
                    audience = new { kind = "everyone" },
                },
                $"\"{made.GetProperty("version").GetInt32()}\""
            )
        );
        var drafts = await Ok(member.Web.Get($"/api/reach/campaigns/{id}/drafts"));
        foreach (var draft in drafts.GetProperty("items").EnumerateArray())
        {
            var path = $"/api/reach/drafts/{Id(draft)}";
            var written = await Ok(
                member.Web.Put(
                    path,
                    new { subject = "The month end", body = "Hello {{first_name}}, may I ask?" },
                    $"\"{draft.GetProperty("version").GetInt32()}\""
                )
            );
            await Ok(
                member.Web.Put(
                    $"{path}/approval",
                    new { contentHash = written.GetProperty("contentHash").GetString() },
                    $"\"{written.GetProperty("version").GetInt32()}\""
                )
            );
        }

        return id;
    }

    private static async Task<JsonElement> Ok(Task<HttpResponseMessage> asked)
    {
        var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {text}"
        );
        return text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }

    private static Guid Id(JsonElement of) => of.GetProperty("id").GetGuid();
}
