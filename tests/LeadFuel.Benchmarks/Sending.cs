using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>P5: mails of running campaigns as fast as they are allowed to leave, to a provider that answers after 50 ms.</summary>
internal static class Sending
{
    private const int Rounds = 5;
    private const int People = 200;
    private const double Limit = 0.95;
    private const int AnswerMs = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private sealed record Sender(Customer Customer, Guid Id, int People);

    // One customer by itself too: of one account only a few jobs run at once.
    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct) =>
        [await At(100, 1, ct), await At(100, 10, ct), await At(1_000, 10, ct)];

    private static async Task<Row> At(int pace, int customers, CancellationToken ct)
    {
        var state = SuiteRun.NewState();
        try
        {
            await using var suite = await SuiteRun.Start(
                state,
                new()
                {
                    ["Reach__MailsPerSecond"] = pace.ToString(CultureInfo.InvariantCulture),
                    // The pace is ours to keep: a provider that refused would be measured in its place.
                    ["Sandbox__Resend__RequestsPerSecond"] = "1000000",
                },
                ct
            );
            await suite.Sandbox(
                HttpMethod.Post,
                "/faults",
                new
                {
                    vendor = "resend",
                    kind = "latency",
                    delayMs = AnswerMs,
                },
                ct
            );
            await using var database = NpgsqlDataSource.Create(
                $"{suite.Database("reach")};Search Path=reach"
            );
            var senders = new List<Sender>();
            for (var i = 0; i < customers; i++)
            {
                senders.Add(await Ready(suite, People / customers, ct));
            }

            return await Rate(
                $"P5 {pace:#,0} mails/s, {customers} {(customers == 1 ? "customer" : "customers")}",
                senders,
                pace,
                database,
                ct
            );
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<Row> Rate(
        string workload,
        IReadOnlyList<Sender> senders,
        int pace,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var rounds = new List<(double, double)>();
        // The first round is for all of it to be compiled for speed.
        for (var round = 0; round <= Rounds; round++)
        {
            var rate = await Send(senders, database, ct);
            if (round > 0)
            {
                rounds.Add((rate, pace));
                await Report.Round($"{rate:0.0} of {pace} mails/s from {senders.Count}");
            }
        }

        return Row.Of(workload, "mails/s", rounds, Limit, atLeast: true);
    }

    /// <summary>One campaign of each, launched together; how many mails a second the provider took in the middle of it.</summary>
    private static async Task<double> Send(
        IReadOnlyList<Sender> senders,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var suite = senders[0].Customer.Suite;
        await suite.Sandbox(HttpMethod.Delete, "/deliveries", null, ct);
        var campaigns = new List<(Sender Sender, Guid Id)>();
        foreach (var sender in senders)
        {
            campaigns.Add((sender, await Campaign(sender, ct)));
        }

        await Task.WhenAll(campaigns.Select(campaign => Launch(campaign.Sender, campaign.Id, ct)));
        var launched = DateTimeOffset.UtcNow;
        var people = senders.Sum(sender => sender.People);
        await Until(() => AllSent(database, [.. campaigns.Select(c => c.Id)], people, ct), ct);
        var sent = await Mails(suite, ct);
        var twice = sent.CountBy(mail => mail.To).FirstOrDefault(to => to.Value > 1);
        if (twice.Key is not null || sent.Count != people)
        {
            throw new InvalidOperationException(
                twice.Key is null
                    ? $"{sent.Count} mails for {people} people."
                    : $"{twice.Key} got the mail {twice.Value} times."
            );
        }

        // What the provider tells of these mails is heard and worked on before the next round.
        await Until(async () => (await Mails(suite, ct)).All(mail => mail.Told), ct);
        await Until(() => NothingDue(database, ct), ct);
        var times = sent.Select(mail => mail.At).Order().ToList();
        // The middle: launching is over, one in ten has gone, and as many are left.
        var first = Math.Max(people / 10, times.FindIndex(at => at >= launched));
        var last = people * 9 / 10;
        return (last - first) / (times[last] - times[first]).TotalSeconds;
    }

    private static async Task<Sender> Ready(SuiteRun suite, int people, CancellationToken ct)
    {
        var customer = await Customer.SignUp(suite, ct);
        var name = $"d{Guid.CreateVersion7():N}.test";
        var domain = await customer.Post("/reach/domains", new { name }, ct);
        var path = $"/reach/domains/{domain.GetProperty("id").GetGuid()}";
        await Until(
            async () => (await customer.Get(path, ct)).GetProperty("records").GetArrayLength() > 0,
            ct
        );
        await customer.Post($"{path}/check", null, ct);
        var sender = await customer.Post(
            "/reach/senders",
            new { name = "Maria Kern", address = $"maria@{name}" },
            ct
        );
        await customer.Put(
            "/reach/settings",
            new { postalAddress = "Northbeam GmbH\nTorstraße 1\n10119 Berlin" },
            0,
            ct
        );
        var rows = Enumerable
            .Range(0, people)
            .Select(i => $"person{i}@company{i % 90}.{name},Ines,Company {i % 90}")
            .Prepend("email,first name,company");
        await customer.Post("/reach/imports", new { text = string.Join('\n', rows) }, ct);
        return new(customer, sender.GetProperty("id").GetGuid(), people);
    }

    private static async Task<Guid> Campaign(Sender sender, CancellationToken ct)
    {
        var (customer, id, _) = sender;
        var (name, goal) = ("Month end", "Talk to ten of them");
        var made = await customer.Post("/reach/campaigns", new { name, goal }, ct);
        var campaign = made.GetProperty("id").GetGuid();
        await customer.Put(
            $"/reach/campaigns/{campaign}",
            new
            {
                name,
                goal,
                persona = "",
                senderId = id,
                audience = new { kind = "everyone" },
            },
            Version(made),
            ct
        );
        var drafts = await customer.Get($"/reach/campaigns/{campaign}/drafts", ct);
        foreach (var draft in drafts.GetProperty("items").EnumerateArray())
        {
            var path = $"/reach/drafts/{draft.GetProperty("id").GetGuid()}";
            var written = await customer.Put(
                path,
                new
                {
                    subject = "The month end",
                    body = "Hello {{first_name}},\n\nhow long does {{company}} take to close its books? We have brought others from ten days to four.\n\nMaria",
                },
                Version(draft),
                ct
            );
            await customer.Put(
                $"{path}/approval",
                new { contentHash = written.GetProperty("contentHash").GetString() },
                Version(written),
                ct
            );
        }

        return campaign;
    }

    private static async Task Launch(Sender sender, Guid campaign, CancellationToken ct)
    {
        var path = $"/reach/campaigns/{campaign}";
        var version = Version(await sender.Customer.Get(path, ct));
        await sender.Customer.Ask(HttpMethod.Post, $"{path}/launch", null, version, ct);
    }

    private static int Version(JsonElement of) => of.GetProperty("version").GetInt32();

    // Asked of the database, since the Sandbox's record is long and would have to be written for each look.
    private static async Task<bool> AllSent(
        NpgsqlDataSource database,
        Guid[] campaigns,
        int people,
        CancellationToken ct
    )
    {
        await using var count = database.CreateCommand(
            "select count(*) from messages where campaign_id = any($1) and accepted_at is not null"
        );
        count.Parameters.Add(new() { Value = campaigns });
        return await count.ExecuteScalarAsync(ct) is long sent && sent == people;
    }

    private static async Task<bool> NothingDue(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var count = database.CreateCommand(
            "select count(*) from jobs where state in (0, 1) and run_at <= now()"
        );
        return await count.ExecuteScalarAsync(ct) is 0L;
    }

    /// <summary>What reached people, as the Sandbox wrote it down.</summary>
    private static async Task<List<(string To, DateTimeOffset At, bool Told)>> Mails(
        SuiteRun suite,
        CancellationToken ct
    )
    {
        var record = await suite.Sandbox(HttpMethod.Get, "/deliveries?team=reach", null, ct);
        return
        [
            .. record
                .GetProperty("items")
                .EnumerateArray()
                .Select(mail =>
                    (
                        mail.GetProperty("to")[0].GetString()!,
                        mail.GetProperty("at").GetDateTimeOffset(),
                        mail.GetProperty("lastEvent").GetString() == "delivered"
                    )
                ),
        ];
    }

    private static async Task Until(Func<Task<bool>> done, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (!await done())
        {
            await Task.Delay(250, patience.Token);
        }
    }
}
