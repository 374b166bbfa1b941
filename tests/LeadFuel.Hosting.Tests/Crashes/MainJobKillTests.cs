using System.Globalization;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Hosting.Tests.Crashes;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Crashes;

/// <summary>
/// Several people do the whole main job at once while processes of the suite die by SIGKILL at any moment. What
/// reached people is judged from the Sandbox's record, and the books by it.
/// </summary>
[Collection(typeof(Crashes))]
public sealed class MainJobKillTests
{
    private const int AtOnce = 3;

    // So many may be away at the same time that the others still get something done.
    private const int Down = 2;

    // A walk through the main job takes about so long.
    private static readonly TimeSpan Walk = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly List<string> killed = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 1_500_000)]
    public async Task Whatever_is_killed_at_any_moment_of_the_main_job_nothing_is_lost_and_nothing_sent_twice()
    {
        var ct = TestContext.Current.CancellationToken;
        // 200 by `LEADFUEL_KILLS=200`; a few in each run.
        var kills = Setting("LEADFUEL_KILLS", 3);
        var seed = Setting("LEADFUEL_SEED", 20261124);
        await using var suite = await WholeSuite.Start();
        try
        {
            var founders = await MainJobs(suite, kills, new Random(seed));
            await Settled(suite);
            var mails = await suite.World.Deliveries();
            await JudgeWhatReachedPeople(suite, founders, mails);
            await JudgeTheBooks(suite, founders, mails);
            await suite.Stop();
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"LEADFUEL_SEED={seed} LEADFUEL_KILLS={kills}, after the kills of: {string.Join(", ", killed)}\n{await suite.Says()}",
                failed
            );
        }
    }

    private async Task<List<Founder>> MainJobs(WholeSuite suite, int kills, Random random)
    {
        var founders = new List<Founder>();
        var shared = Suite.NewAddress("everybody");
        using var over = new CancellationTokenSource();
        var killing = KillAgainAndAgain(suite, kills, random, over.Token);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(Walks).Append(killing));
        return founders;

        async Task Walks(int lane)
        {
            try
            {
                do
                {
                    using var founder = new Founder(suite, shared, sharedAnswers: lane % 2 == 0);
                    lock (founders)
                    {
                        founders.Add(founder);
                    }

                    await founder.DoTheMainJob();
                } while (!killing.IsCompleted);
            }
            catch
            {
                await over.CancelAsync();
                throw;
            }
        }
    }

    private async Task KillAgainAndAgain(
        WholeSuite suite,
        int kills,
        Random random,
        CancellationToken over
    )
    {
        using var down = new SemaphoreSlim(Down);
        var longest =
            2 * Math.Max(Walk.TotalMilliseconds / Math.Max(kills, 1), Pause.TotalMilliseconds);
        var back = new List<Task>();
        var next = new Queue<string>();
        for (var kill = 0; kill < kills; kill++)
        {
            if (next.Count == 0)
            {
                // Each has its turn.
                var all = WholeSuite.Mortal.ToArray();
                random.Shuffle(all);
                next = new(all);
            }

            await Task.Delay(random.Next((int)longest), over);
            await down.WaitAsync(over);
            killed.Add(next.Peek());
            back.Add(Kill(next.Dequeue(), random.Next(100)));
        }

        await Task.WhenAll(back);

        async Task Kill(string name, int which)
        {
            await suite.Kill(name, which);
            down.Release();
        }
    }

    /// <summary>Nothing is due or running any more, and nothing was given up.</summary>
    private static async Task Settled(WholeSuite suite)
    {
        // Twice, since the last of one may ask another for something.
        foreach (var service in WholeSuite.Services.Concat(WholeSuite.Services))
        {
            while (
                await suite.Sql(
                    service,
                    "select kind, attempts, last_error from jobs where state = 1 or (state = 0 and (run_at <= now() or last_error is not null))"
                )
                    is { Count: > 0 } open
            )
            {
                await Task.Delay(500, Ct);
            }
        }

        foreach (var service in WholeSuite.Services)
        {
            Assert.Empty(
                await suite.Sql(
                    service,
                    "select kind, attempts, last_error from jobs where state = 3"
                )
            );
        }
    }

    private static async Task JudgeWhatReachedPeople(
        WholeSuite suite,
        List<Founder> founders,
        IReadOnlyList<SandboxWorld.Delivery> mails
    )
    {
        // Never twice: neither under one key, nor the same words under two.
        Assert.Empty(Twice(mails.Select(mail => mail.IdempotencyKey)));
        Assert.Empty(
            Twice(mails.Select(mail => $"{mail.From} {mail.To[0]} {mail.Subject} {mail.Text}"))
        );
        // Never lost, and never after an answer.
        Assert.Equal(
            founders
                .SelectMany(founder =>
                    founder
                        .People.Concat(founder.Followed)
                        .Select(person => $"{founder.Sender} {person}")
                )
                .Order(StringComparer.Ordinal),
            mails
                .Where(mail => mail.Team == "reach")
                .Select(mail =>
                    $"{founders.Single(f => mail.From.Contains(f.Sender)).Sender} {mail.To[0]}"
                )
                .Order(StringComparer.Ordinal)
        );
        // No repeat ever had other bytes than the first try.
        var tries = (await suite.World.Records("resend"))
            .Where(r => r.Method == "POST" && r.Path.EndsWith("/emails", StringComparison.Ordinal))
            .GroupBy(r => r.Headers["Idempotency-Key"])
            .ToList();
        Assert.Equal(mails.Count, tries.Count);
        Assert.All(tries, same => Assert.Single(same.Select(r => r.Body).Distinct()));
        // And nobody's words went along with another's.
        Assert.All(
            await suite.World.Records("anthropic"),
            asked => Assert.Single(founders, founder => asked.Body.Contains(founder.Name))
        );
    }

    private static async Task JudgeTheBooks(
        WholeSuite suite,
        List<Founder> founders,
        IReadOnlyList<SandboxWorld.Delivery> mails
    )
    {
        foreach (var founder in founders)
        {
            Assert.Equal(
                ["1 published 1 of 1"],
                await suite.Sql(
                    "scope",
                    "select count(*), 'published', max(published_version), 'of', (select count(*) from versions where account_email = $1) from icps where account_email = $1",
                    founder.Email
                )
            );
            Assert.Equal(
                ["4 contacts 1 domains 1 senders 1 campaigns 2 steps 4 enrolments 8 messages"],
                await suite.Sql(
                    "reach",
                    $"select {string.Join(", ", new[] { "contacts", "domains", "senders", "campaigns", "steps", "enrolments", "messages" }.Select(table => $"(select count(*) from {table} where account_email = $1), '{table}'"))}",
                    founder.Email
                )
            );
            Assert.Equal(
                founder.Answered.Order(StringComparer.Ordinal),
                await suite.Sql(
                    "reach",
                    "select from_address from replies where account_email = $1 order by 1",
                    founder.Email
                )
            );
            // Each mail by its key and by Resend's name for it.
            Assert.Equal(
                mails
                    .Where(mail => mail.From.Contains(founder.Sender))
                    .Select(mail => $"{mail.To[0]} {mail.IdempotencyKey} {mail.Id}")
                    .Order(StringComparer.Ordinal),
                (
                    await suite.Sql(
                        "reach",
                        "select m.to_address, 'reach/' || m.id, m.provider_id from messages m join decisions d using (account_email, enrolment_id, step_id) where account_email = $1 and d.verdict = 1 and m.state >= 10",
                        founder.Email
                    )
                ).Order(StringComparer.Ordinal)
            );
            // What was not sent says why, and nothing stands between the two.
            Assert.Equal(
                founder
                    .Answered.Select(person => $"{person} stopped_reply")
                    .Append($"{founder.Leaving} unsubscribed")
                    .Order(StringComparer.Ordinal),
                (
                    await suite.Sql(
                        "reach",
                        "select e.email, d.reason from decisions d join enrolments e on e.account_email = d.account_email and e.id = d.enrolment_id join messages m on m.account_email = d.account_email and m.enrolment_id = d.enrolment_id and m.step_id = d.step_id where d.account_email = $1 and d.verdict = 2 and m.state = 3",
                        founder.Email
                    )
                ).Order(StringComparer.Ordinal)
            );
            Assert.Equal(
                [
                    "account.founded 1",
                    "campaign.created 1",
                    "campaign.launched 1",
                    "draft.approved 2",
                    "icp.published 1",
                    "icp.synthesised 1",
                ],
                await suite.Sql(
                    "core",
                    "select action, count(*) from audit_entries where account_email = $1 and action = any($2) group by 1 order by 1",
                    founder.Email,
                    new[]
                    {
                        "account.founded",
                        "campaign.created",
                        "campaign.launched",
                        "draft.approved",
                        "icp.published",
                        "icp.synthesised",
                    }
                )
            );
        }

        await NobodyHasAnythingOfAnother(suite, founders);
    }

    private static async Task NobodyHasAnythingOfAnother(WholeSuite suite, List<Founder> founders)
    {
        foreach (var database in WholeSuite.Services.Append("shared"))
        {
            var tables = await suite.Sql(
                database,
                "select table_name from information_schema.columns where table_schema = $1 and column_name = 'account_email' order by 1",
                database
            );
            Assert.NotEmpty(tables);
            foreach (var table in tables)
            {
                Assert.Empty(
                    await suite.Sql(
                        database,
                        $"select '{table}', t.account_email, theirs.mark from \"{table}\" t, unnest($1) theirs (mark) where position(theirs.mark in t.account_email) = 0 and position(theirs.mark in to_jsonb(t)::text) > 0",
                        (object)founders.Select(founder => founder.Name).ToArray()
                    )
                );
            }
        }
    }

    private static IEnumerable<string?> Twice(IEnumerable<string?> all) =>
        all.GroupBy(one => one).Where(same => same.Count() > 1).Select(same => same.Key);

    private static int Setting(string name, int usual) =>
        int.Parse(
            Environment.GetEnvironmentVariable(name) ?? $"{usual}",
            CultureInfo.InvariantCulture
        );
}
