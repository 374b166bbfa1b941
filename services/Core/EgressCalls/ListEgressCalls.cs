using System.Globalization;

namespace LeadFuel.Core.EgressCalls;

/// <summary>Every call that left for this account, newest first, over all services.</summary>
public static class ListEgressCalls
{
    public sealed record View(
        IReadOnlyList<ReadLedgers.Call> Items,
        string? Next,
        IReadOnlyList<string> Away
    );

    public static void Map(RouteGroupBuilder calls) =>
        calls.MapGet(
            "/",
            async (string? after, int? limit, ReadLedgers ledgers, CancellationToken ct) =>
                (await Handle(after, limit, ledgers, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        string? after,
        int? limit,
        ReadLedgers ledgers,
        CancellationToken ct
    )
    {
        DateTimeOffset? before = null;
        if (after is not null)
        {
            if (
                !DateTimeOffset.TryParse(
                    after,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.RoundtripKind,
                    out var at
                )
            )
            {
                return Refuse.Invalid(
                    "after",
                    "This place in the list is not known. Open the list anew."
                );
            }

            before = at.ToUniversalTime();
        }

        var take = Math.Clamp(limit ?? 50, 1, 200);
        var (items, away) = await ledgers.Read(before, null, take, ct);
        return new View(items, items.Count == take ? items[^1].At.ToString("O") : null, away);
    }
}
