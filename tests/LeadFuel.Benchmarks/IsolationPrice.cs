using System.Diagnostics;
using System.Text.Json;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Today;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Interviews;
using LeadFuel.Secrets;
using Npgsql;
using ListIcps = LeadFuel.Scope.Icps.ListIcps;

namespace LeadFuel.Benchmarks;

/// <summary>P10: what filter, set_config and row-level security add to the ten hottest units of work.</summary>
internal static class IsolationPrice
{
    private const int Rounds = 7;
    private const int Times = 80;
    private const double TimeLimit = 1.15;
    private const double QueryLimit = 1.05;

    private sealed record Unit(string Name, Func<Side, Task> Run);

    public static async Task<IReadOnlyList<Row>> Measure(CancellationToken ct)
    {
        await using var server = await Server.Start(ct);
        var seen = new SeenCommands();
        var watched = Side.Ours(server, seen);
        var (ours, owner) = (Side.Ours(server), Side.Owner(server));
        var scene = await Scene.Set(server, ours, ct);
        foreach (var side in (Side[])[watched, ours, owner])
        {
            await using var db = side.Scope();
            side.Icp = (await CreateIcp.Handle(new("Own"), db, TimeProvider.System, ct)).Value.Id;
        }

        var units = Units(scene, ct);
        foreach (var unit in units)
        {
            seen.Begin(unit.Name);
            await unit.Run(watched);
            for (var i = 0; i < Times; i++)
            {
                await unit.Run(ours);
                await unit.Run(owner);
            }
        }

        var times = units.ToDictionary(unit => unit, _ => new List<(double, double)>());
        var sums = new List<(double, double)>();
        for (var round = 0; round < Rounds; round++)
        {
            var (sumOurs, sumOwner) = (0.0, 0.0);
            foreach (var unit in units)
            {
                var (a, b) = await Pairs(() => unit.Run(ours), () => unit.Run(owner), Times);
                times[unit].Add((a, b));
                (sumOurs, sumOwner) = (sumOurs + a, sumOwner + b);
            }

            sums.Add((sumOurs, sumOwner));
            await Report.Round($"{sumOurs:0.0} ms, owner {sumOwner:0.0} ms");
        }

        var (execution, planning) = await Explain(seen, ours, owner, ct);
        return
        [
            Row.Of("P10 ten units of work", "ms", sums, TimeLimit),
            .. units.Select(unit => Row.Of($"P10   {unit.Name}", "ms", times[unit])),
            Row.Of("P10 their queries alone", "ms", execution, QueryLimit),
            Row.Of("P10   planning of them", "ms", planning),
        ];
    }

    private static IReadOnlyList<Unit> Units(Scene scene, CancellationToken ct)
    {
        var keys = new SecretKeys(TimeProvider.System, new byte[32]);
        return
        [
            new(
                "Scope ICPs",
                side => In(side.Scope(), db => ListIcps.Handle(null, null, false, db, ct))
            ),
            new("Scope ICP", side => In(side.Scope(), db => GetIcp.Handle(scene.Icp, db, ct))),
            new(
                "Scope interview",
                side => In(side.Scope(), db => GetInterview.Handle(scene.Icp, db, ct))
            ),
            new(
                "Scope answer saved",
                side =>
                    In(
                        side.Scope(),
                        db =>
                            WriteAnswer.Handle(
                                side.Icp,
                                "offer",
                                new($"Software, the {side.AnswerVersion}th time."),
                                new IfMatch(side.AnswerVersion++),
                                db,
                                TimeProvider.System,
                                ct
                            )
                    )
            ),
            new(
                "Reach contacts",
                side =>
                    In(side.Reach(), db => ListContacts.Handle(50, "", null, null, false, db, ct))
            ),
            new(
                "Reach contact",
                side => In(side.Reach(), db => GetContact.Handle(scene.Contact, db, ct))
            ),
            new(
                "Reach campaigns",
                side => In(side.Reach(), db => ListCampaigns.Handle(null, null, false, db, ct))
            ),
            new(
                "Reach campaign",
                side => In(side.Reach(), db => GetCampaign.Handle(scene.Campaign, db, ct))
            ),
            new("Reach today", side => In(side.Reach(), db => GetToday.Handle(db, ct))),
            new(
                "Core activity",
                side =>
                    In(
                        side.Core(),
                        db =>
                            ListAuditEntries.Handle(
                                null,
                                null,
                                new Which(),
                                db,
                                new AuditLog(db, keys, db.Account, TimeProvider.System),
                                TimeProvider.System,
                                ct
                            )
                    )
            ),
        ];
    }

    private static async Task In<TDb, T>(TDb context, Func<TDb, Task<T>> unit)
        where TDb : DbContext
    {
        await using (context)
        {
            if (await unit(context) is Outcome<GetInterview.Item> { Refused: { } refused })
            {
                throw new InvalidOperationException(refused.Detail);
            }
        }
    }

    /// <summary>The two in turn, who begins changing each time, so that what else the machine does meets both.</summary>
    private static async Task<(double A, double B)> Pairs(Func<Task> a, Func<Task> b, int times)
    {
        var (timesA, timesB) = (new List<double>(times), new List<double>(times));
        for (var i = 0; i < times; i++)
        {
            if (i % 2 == 0)
            {
                timesA.Add(await Time(a));
                timesB.Add(await Time(b));
            }
            else
            {
                timesB.Add(await Time(b));
                timesA.Add(await Time(a));
            }
        }

        return (Row.Median(timesA), Row.Median(timesB));
    }

    private static async Task<double> Time(Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Every query of the units, as PostgreSQL itself times it, under the policy and without.</summary>
    private static async Task<(
        IReadOnlyList<(double, double)> Execution,
        IReadOnlyList<(double, double)> Planning
    )> Explain(SeenCommands seen, Side ours, Side owner, CancellationToken ct)
    {
        var (execution, planning) = (new List<(double, double)>(), new List<(double, double)>());
        for (var round = 0; round < Rounds; round++)
        {
            var (oursRuns, ownerRuns, oursPlans, ownerPlans) = (0.0, 0.0, 0.0, 0.0);
            foreach (var command in seen.Commands)
            {
                var (a, b) = (
                    new List<(double Run, double Plan)>(),
                    new List<(double Run, double Plan)>()
                );
                for (var i = 0; i < 15; i++)
                {
                    a.Add(await Explained(command, ours, ct));
                    b.Add(await Explained(command, owner, ct));
                }

                oursRuns += Row.Median(a.Select(e => e.Run));
                ownerRuns += Row.Median(b.Select(e => e.Run));
                oursPlans += Row.Median(a.Select(e => e.Plan));
                ownerPlans += Row.Median(b.Select(e => e.Plan));
            }

            execution.Add((oursRuns, ownerRuns));
            planning.Add((oursPlans, ownerPlans));
        }

        return (execution, planning);
    }

    private static async Task<(double Run, double Plan)> Explained(
        SeenCommands.Seen seen,
        Side side,
        CancellationToken ct
    )
    {
        await using var connection = await side.Source(seen.Database).OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (side.Walled)
        {
            await using var claim = new NpgsqlCommand(
                "select set_config('app.account', $1, true)",
                connection
            );
            claim.Parameters.Add(new() { Value = Side.Account });
            await claim.ExecuteNonQueryAsync(ct);
        }

        // Without a clock at each node: reading it would cost more than what is measured.
#pragma warning disable CA2100 // The text is what a slice of ours sent.
        await using var explain = new NpgsqlCommand(
            $"explain (analyze, timing off, buffers off, format json) {seen.Text}",
            connection
        );
#pragma warning restore CA2100
        foreach (var parameter in seen.Parameters)
        {
            explain.Parameters.Add(parameter.Clone());
        }

        using var plan = JsonDocument.Parse((string)(await explain.ExecuteScalarAsync(ct))!);
        await transaction.RollbackAsync(ct);
        return (
            plan.RootElement[0].GetProperty("Execution Time").GetDouble(),
            plan.RootElement[0].GetProperty("Planning Time").GetDouble()
        );
    }
}
