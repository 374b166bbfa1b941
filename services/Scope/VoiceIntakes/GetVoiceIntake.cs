using LeadFuel.Scope.Interviews;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>The newest spoken intake of an ICP: what was said, and what was heard and nobody has confirmed yet.</summary>
public static class GetVoiceIntake
{
    public sealed record Turn(string Item, bool Ours, string Text, TurnState State)
    {
        public static Turn Of(VoiceTurn turn) => new(turn.ItemId, turn.Ours, turn.Text, turn.State);
    }

    public sealed record View(
        Guid? Id,
        int Questions,
        int Seconds,
        int Longest,
        DateTimeOffset? ConsentAt,
        DateTimeOffset? EndedAt,
        IReadOnlyList<Turn> Turns,
        IReadOnlyDictionary<string, string> ToConfirm
    );

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet(
            "/{id:guid}/voice-intake",
            async (Guid id, ScopeDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ScopeDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await db.Icps.AnyAsync(i => i.Id == id, ct)
            ? await Show(id, db, ct)
            : Refuse.NotFound("ICP");
    }

    internal static async Task<View> Show(Guid icp, ScopeDb db, CancellationToken ct)
    {
        var answered = await db
            .Answers.Where(a => a.IcpId == icp && a.Value != "")
            .Select(a => a.Question)
            .ToListAsync(ct);
        var intake = await db
            .VoiceIntakes.AsNoTracking()
            .Where(i => i.IcpId == icp)
            .OrderByDescending(i => i.Id)
            .FirstOrDefaultAsync(ct);
        var turns = intake is null
            ? []
            : await db
                .VoiceTurns.AsNoTracking()
                .Where(t => t.IntakeId == intake.Id)
                .ToListAsync(ct);
        return new View(
            intake?.Id,
            Question.All.Count - answered.Count,
            intake?.Seconds ?? 0,
            (int)VoiceIntake.Longest.TotalSeconds,
            intake?.ConsentAt,
            intake?.EndedAt,
            [.. VoiceTurn.InOrder(turns).Select(Turn.Of)],
            // What has an answer meanwhile was confirmed, or typed over.
            (intake?.Heard ?? [])
                .Where(heard => !answered.Contains(heard.Key))
                .ToDictionary()
        );
    }
}
