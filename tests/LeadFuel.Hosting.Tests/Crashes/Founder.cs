using System.Diagnostics;
using System.Net;
using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Hosting.Tests.Crashes;

/// <summary>
/// Somebody who does the whole main job, from the first visit to the second mail. Whenever an answer is lost, they look
/// what became of the step, and do it again where nothing did, as the web app would: with the same Idempotency-Key.
/// </summary>
internal sealed class Founder(WholeSuite suite, string shared, bool sharedAnswers) : IDisposable
{
    private static readonly TimeSpan UntilRepeated = TimeSpan.FromSeconds(8);
    private readonly InsistentCaller web = new(suite.Gateway);

    /// <summary>Stands in everything that is theirs, and nowhere else.</summary>
    public string Name { get; } = $"f{Guid.CreateVersion7():N}";

    public string Email => $"{Name}@example.test";

    public string Sender => $"maria@{Name}.test";

    public string Answering => $"ines@{Name}.customers.test";

    public string Leaving => $"tomas@{Name}.customers.test";

    public string Silent => $"grace@{Name}.customers.test";

    public IReadOnlyList<string> People => [Answering, Leaving, Silent, shared];

    /// <summary>Who has answered the first mail.</summary>
    public IReadOnlyList<string> Answered => sharedAnswers ? [Answering, shared] : [Answering];

    /// <summary>Who gets the second mail, too.</summary>
    public IReadOnlyList<string> Followed => [.. People.Except([.. Answered, Leaving])];

    private SandboxWorld World => suite.World;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task DoTheMainJob()
    {
        await SignUp();
        var icp = await WriteTheIcp();
        await AddContacts();
        await SayWhoSends();
        var campaign = await PlanACampaign(icp);
        await WriteAndApprove(campaign);
        await web.Until(
            campaign,
            now => now.Text("state") is "running" or "finished",
            now => web.Post($"{campaign}/launch", etag: now.Tag())
        );
        await Reached(1, People);
        await HearFromPeople(campaign);
        await LetAnHourPass();
        await Reached(2, Followed);
        await web.Until(campaign, now => now.Text("state") == "finished");
    }

    public void Dispose() => web.Dispose();

    private async Task SignUp()
    {
        while (!web.SignedIn)
        {
            var before = (await World.Mails(Email)).Count;
            var asked = await web.Once(browser =>
                browser.Post("/api/core/sign-in-links", new { email = Email })
            );
            // Whoever was told that it did not work looks into the mailbox for a moment only.
            var patience = asked is null ? UntilRepeated / 2 : UntilRepeated * 2;
            var mails = await World.Mails(Email);
            for (
                var at = Stopwatch.GetTimestamp();
                mails.Count == before && Stopwatch.GetElapsedTime(at) < patience;
                mails = await World.Mails(Email)
            )
            {
                await Task.Delay(InsistentCaller.Glance, Ct);
            }

            // The newest link may have been used by a try whose answer was lost; then another one is asked for.
            for (var tries = 0; mails.Count > before && tries < 2 && !web.SignedIn; tries++)
            {
                var token = Suite.LinkIn(mails[^1]);
                var answer = await web.Once(browser =>
                    browser.Post("/api/core/sign-in-links/consume", new { token, here = tries > 0 })
                );
                web.SignedIn = answer is { IsSuccessStatusCode: true };
            }
        }
    }

    private async Task<string> WriteTheIcp()
    {
        var answers = new Dictionary<string, string>
        {
            ["offer"] =
                $"We sell {Name}, which closes the books of payment companies in four days.",
            ["segments"] = "Our best customers are payment companies with three hundred people.",
            ["buying_triggers"] = "They call us two weeks after an audit has gone wrong.",
        };
        var made = await web.Do("/api/scope/icps", new { name = Name });
        var icp = $"/api/scope/icps/{made.Id()}";
        await web.Until(
            $"{icp}/interview",
            now => Open(now).Count == 0,
            async now =>
            {
                foreach (var item in Open(now))
                {
                    var key = item.Text("key");
                    await web.Once(browser =>
                        browser.Put(
                            $"{icp}/answers/{key}",
                            new { value = answers[key] },
                            item.Tag()
                        )
                    );
                }
            }
        );
        await web.Write(
            async () => (await web.Look($"{icp}/versions")).Items().Count > 0,
            async () =>
                await web.Post(
                    $"{icp}/syntheses",
                    new { previewHash = (await web.Look($"{icp}/prompt-preview")).Text("hash") }
                ),
            "/api/scope/syntheses"
        );
        await web.Until(
            icp,
            now => now.GetProperty("publishedVersion").ValueKind == JsonValueKind.Number,
            now =>
                web.Once(browser => browser.Put($"{icp}/versions/1/publication", null, now.Tag()))
        );
        return made.Id();

        List<JsonElement> Open(JsonElement interview) =>
            interview
                .Items()
                .FindAll(item =>
                    answers.TryGetValue(item.Text("key"), out var answer)
                    && item.Text("value") != answer
                );
    }

    private async Task AddContacts()
    {
        var rows = People.Select((person, i) => $"{person},Ines,{Name} Pay {i}");
        await web.Do(
            "/api/reach/imports",
            new { text = string.Join('\n', rows.Prepend("email,first name,company")) }
        );
    }

    private async Task SayWhoSends()
    {
        var domain =
            $"/api/reach/domains/{(await web.Do("/api/reach/domains", new { name = $"{Name}.test" })).Id()}";
        await web.Until(domain, now => now.GetProperty("records").GetArrayLength() > 0);
        await web.Until(
            domain,
            now => now.GetProperty("verified").GetBoolean(),
            _ => web.Post($"{domain}/check")
        );
        await web.Do("/api/reach/senders", new { name = "Maria Kern", address = Sender });
        const string Postal = "Northbeam GmbH\nTorstraße 1\n10119 Berlin";
        await web.Until(
            "/api/reach/settings",
            now => now.Text("postalAddress") == Postal,
            now =>
                web.Once(browser =>
                    browser.Put("/api/reach/settings", new { postalAddress = Postal }, now.Tag())
                )
        );
    }

    private async Task<string> PlanACampaign(string icpId)
    {
        var goal = $"Talk about {Name}";
        var made = await web.Do(
            "/api/reach/campaigns",
            new
            {
                name = Name,
                goal,
                icpId,
            }
        );
        var campaign = $"/api/reach/campaigns/{made.Id()}";
        var senderId = (await web.Look("/api/reach/senders")).Items()[0].Id();
        await web.Until(
            campaign,
            now => now.GetProperty("senderId").ValueKind == JsonValueKind.String,
            now =>
                web.Once(browser =>
                    browser.Put(
                        campaign,
                        new
                        {
                            name = Name,
                            goal,
                            persona = "",
                            icpId,
                            senderId,
                            audience = new { kind = "everyone" },
                        },
                        now.Tag()
                    )
                )
        );
        await web.Until(
            campaign,
            now => now.GetProperty("steps")[1].Text("unit") == "hours",
            now =>
            {
                var steps = now.GetProperty("steps")
                    .EnumerateArray()
                    .Select(
                        (step, i) =>
                            new
                            {
                                id = step.Id(),
                                delay = i,
                                unit = "hours",
                                goal = step.Text("goal"),
                            }
                    );
                return web.Once(browser =>
                    browser.Put($"{campaign}/steps", new { steps }, now.Tag())
                );
            }
        );
        return campaign;
    }

    /// <summary>The first mail is written by Claude, the second by hand.</summary>
    private async Task WriteAndApprove(string campaign)
    {
        var drafts = (await web.Look($"{campaign}/drafts"))
            .Items()
            .ConvertAll(draft => $"/api/reach/drafts/{draft.Id()}");
        await web.Write(
            async () =>
                await web.Look(drafts[0]) is var draft
                && draft.Text("subject").Length > 0
                && draft.Text("state") != "generating",
            async () =>
                await web.Post(
                    $"{drafts[0]}/generations",
                    new
                    {
                        promptHash = (await web.Do($"{drafts[0]}/prompt-preview", new { })).Text(
                            "hash"
                        ),
                    }
                ),
            "/api/reach/generations"
        );
        await web.Until(
            drafts[1],
            now => now.Text("subject").Length > 0,
            now =>
                web.Once(browser =>
                    browser.Put(
                        drafts[1],
                        new
                        {
                            subject = $"Once more: {Name}",
                            body = "Hello {{first_name}}, may I ask again?",
                        },
                        now.Tag()
                    )
                )
        );
        foreach (var draft in drafts)
        {
            await web.Until(
                draft,
                now => now.Text("state") == "approved",
                now =>
                    web.Once(browser =>
                        browser.Put(
                            $"{draft}/approval",
                            new { contentHash = now.Text("contentHash") },
                            now.Tag()
                        )
                    )
            );
        }
    }

    /// <summary>Some answer, one wants no more: none of them has a mail waiting after that.</summary>
    private async Task HearFromPeople(string campaign)
    {
        foreach (var person in Answered)
        {
            var mail = (await World.Mails(person)).Single(mail => mail.From.Contains(Sender));
            var told = await World.Post(
                $"/mail/{mail.Id}/reply",
                new { text = $"Yes, {Name}: Thursday." }
            );
            var at = Stopwatch.GetTimestamp();
            await web.Until(
                "/api/reach/threads",
                now => now.Items().Exists(thread => thread.Text("email") == person),
                async _ =>
                {
                    // Resend tells again what nobody took, after five minutes at the latest.
                    if (Stopwatch.GetElapsedTime(at) > UntilRepeated)
                    {
                        await World.Post(
                            $"/mail/{mail.Id}/replay",
                            new { svixId = told.Text("svixId") }
                        );
                        at = Stopwatch.GetTimestamp();
                    }
                }
            );
        }

        // As mailbox providers do it.
        var link = (await World.Mails(Leaving)).Single().Headers["List-Unsubscribe"];
        using var provider = new HttpClient();
        using var left = await web.Repeat(_ =>
            provider.PostAsync(
                new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]),
                new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
                Ct
            )
        );
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        await web.Until(
            $"{campaign}/decisions",
            now =>
                now.Items()
                    .FindAll(item => item.GetProperty("stepNumber").GetInt32() == 2)
                    .TrueForAll(item =>
                        item.Text("verdict")
                        == (Followed.Contains(item.Text("email")) ? "waiting" : "never")
                    )
        );
    }

    private async Task LetAnHourPass()
    {
        foreach (
            var sql in (string[])
                [
                    "update messages set due_at = due_at - interval '1 hour' where account_email = $1 and step_number = 2",
                    "update jobs set run_at = now() where account_email = $1 and state = 0 and kind = 'reach.send-message'",
                    "update job_lanes set next_at = now() where account_email = $1",
                ]
        )
        {
            await suite.Sql("reach", sql, Email);
        }
    }

    private async Task Reached(int mails, IReadOnlyList<string> people)
    {
        foreach (var person in people)
        {
            await InsistentCaller.Waited(
                $"{person} has {mails} mails of {Name}",
                async () =>
                    (await World.Mails(person)).Count(mail => mail.From.Contains(Sender)) >= mails
            );
        }
    }
}
