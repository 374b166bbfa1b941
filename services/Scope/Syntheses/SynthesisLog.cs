using System.Text.Json;

namespace LeadFuel.Scope.Syntheses;

/// <summary>What the browser is told, in the order of its numbers. Every method runs inside the caller's unit of work.</summary>
public sealed class SynthesisLog(ScopeDb db, TimeProvider clock)
{
    public sealed record Entry(string Kind, object Body);

    /// <summary>False: the run was cancelled, ended or taken over; nothing was written.</summary>
    /// <param name="run">Which run writes; null for people, who may always.</param>
    public async Task<bool> Append(
        Guid synthesis,
        int? run,
        SynthesisState state,
        IReadOnlyList<Entry> entries,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        DateTimeOffset? ended = state >= SynthesisState.Succeeded ? now : null;
        // The row's lock orders the numbers; its state and run fence out a runner that lost its lease.
        var last = await db
            .Database.SqlQuery<int>(
                $"""
                update syntheses set last_event = last_event + {entries.Count}, state = {(short)state}, ended_at = {ended}
                where account_email = {db.Account.Email} and id = {synthesis} and state < {(short)
                    SynthesisState.Succeeded}
                  and ({run}::int is null or runs = {run})
                returning last_event as "Value"
                """
            )
            .ToListAsync(ct);
        if (last is not [var number])
        {
            return false;
        }

        var kinds = entries.Select(entry => entry.Kind).ToArray();
        var bodies = entries
            .Select(entry => JsonSerializer.Serialize(entry.Body, HouseJson.Options))
            .ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into synthesis_events (account_email, synthesis_id, number, kind, body, created_at)
            select {db.Account.Email}, {synthesis}, {number
                - entries.Count} + e.place, e.kind, e.body::jsonb, {now}
            from unnest({kinds}, {bodies}) with ordinality as e (kind, body, place)
            """,
            ct
        );
        await Tell(NewsBell.News, synthesis, ct);
        return true;
    }

    /// <summary>Sections that will not become a version do not stay.</summary>
    public async Task Forget(Guid synthesis, CancellationToken ct) =>
        await db
            .SynthesisEvents.Where(e =>
                e.SynthesisId == synthesis
                && (e.Kind == "claim" || e.Kind == "section_begun" || e.Kind == "section_done")
            )
            .ExecuteDeleteAsync(ct);

    public async Task<bool> Cancel(Guid synthesis, CancellationToken ct)
    {
        if (
            !await Append(
                synthesis,
                null,
                SynthesisState.Cancelled,
                [new("end", new { state = SynthesisState.Cancelled })],
                ct
            )
        )
        {
            return false;
        }

        await Forget(synthesis, ct);
        await Tell(NewsBell.Cancels, synthesis, ct);
        return true;
    }

    // Told when the unit of work commits, never before.
    private Task<int> Tell(string channel, Guid synthesis, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_notify({channel}, {synthesis.ToString()})", ct);
}
