using LeadFuel.Core.Accounts;

namespace LeadFuel.Core.EgressCalls;

/// <summary>What left since midnight in the account's time zone, by provider.</summary>
public static class SumToday
{
    private const int Most = 1000;

    public sealed record Line(string Provider, int Calls, IReadOnlyList<string> Categories);

    /// <param name="AtLeast">There may have been more calls than the newest thousand that are summed here.</param>
    public sealed record View(IReadOnlyList<Line> Items, bool AtLeast, IReadOnlyList<string> Away);

    public static void Map(RouteGroupBuilder calls) =>
        calls.MapGet(
            "/today",
            async (
                ReadLedgers ledgers,
                SharedDb shared,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(ledgers, shared, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        ReadLedgers ledgers,
        SharedDb shared,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        string? zoneId;
        await using (var work = await shared.Begin(ct))
        {
            zoneId = await shared
                .Accounts.AsNoTracking()
                .Select(account => account.TimeZone)
                .SingleOrDefaultAsync(ct);
        }

        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneId ?? "Etc/UTC", out var found)
            ? found
            : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
        var midnight = new DateTimeOffset(local.Date, local.Offset).ToUniversalTime();
        var (calls, away) = await ledgers.Read(null, midnight, Most, ct);
        return new View(
            [
                .. calls
                    .GroupBy(call => call.Provider)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new Line(
                        group.Key,
                        group.Count(),
                        [.. group.SelectMany(call => call.Categories).Distinct()]
                    )),
            ],
            calls.Count == Most,
            away
        );
    }
}
