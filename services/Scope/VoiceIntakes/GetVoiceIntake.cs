namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>The newest spoken intake of an ICP: what was said; and what was heard and nobody has confirmed yet.</summary>
public static class GetVoiceIntake
{
    /// <param name="After">The turn before it, by which a page puts it in its place.</param>
    public sealed record Turn(string Item, bool Ours, string Text, TurnState State, string? After)
    {
        public static Turn Of(VoiceTurn turn) =>
            new(turn.ItemId, turn.Ours, turn.Text, turn.State, turn.PreviousItemId);
    }

    /// <param name="Said">The words it was heard in, as they stand in the transcript.</param>
    public sealed record Heard(string Text, IReadOnlyList<Turn> Said);

    /// <param name="Questions">How many a new intake would ask.</param>
    /// <param name="Asked">Which ones this intake asks, in order; what is answered meanwhile it does not ask.</param>
    /// <param name="Passed">Which of them were asked and got no answer; once it has ended, also those whose answer was left out.</param>
    /// <param name="Repeat">What was said last and did not arrive whole, while a question is open: by the turns' items.</param>
    /// <param name="ToConfirm">From earlier intakes too: what nobody has confirmed waits.</param>
    public sealed record View(
        Guid? Id,
        int Questions,
        IReadOnlyList<string> Asked,
        IReadOnlyList<string> Passed,
        int Seconds,
        int Longest,
        DateTimeOffset? ConsentAt,
        DateTimeOffset? EndedAt,
        IReadOnlyList<Turn> Turns,
        IReadOnlyList<string> Repeat,
        IReadOnlyDictionary<string, Heard> ToConfirm
    );

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet(
            "/{id:guid}/voice-intake",
            async (Guid id, ScopeDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(id, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        return await db.Icps.AnyAsync(i => i.Id == id, ct)
            ? await Show(id, db, clock.GetUtcNow(), ct)
            : Refuse.NotFound("ICP");
    }

    internal static async Task<View> Show(
        Guid icp,
        ScopeDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (intake, heard, open) = await VoiceIntake.Of(icp, db, ct);
        var newest = intake?.Id;
        var said = heard.Values.SelectMany(one => one.Turns).ToList();
        var turns = await db
            .VoiceTurns.AsNoTracking()
            .Where(t =>
                db.VoiceIntakes.Any(i => i.Id == t.IntakeId && i.IcpId == icp)
                && (t.IntakeId == newest || said.Contains(t.ItemId))
            )
            .ToListAsync(ct);
        if (!(intake?.HeldUntil > now))
        {
            // Nobody listens any more, so what was on its way when that ended never comes.
            turns.ForEach(turn => turn.Fail());
        }

        var transcript = new Transcript(
            VoiceTurn.InOrder(turns.Where(turn => turn.IntakeId == newest)),
            intake?.HeardIn ?? []
        );
        return new View(
            intake?.Id,
            open.Length,
            [
                .. (intake?.Questions ?? []).Where(key =>
                    open.Contains(key) || heard.ContainsKey(key)
                ),
            ],
            [.. (intake?.Passed ?? []).Where(key => open.Contains(key))],
            intake?.Seconds ?? 0,
            (int)VoiceIntake.Longest.TotalSeconds,
            intake?.ConsentAt,
            intake?.EndedAt,
            [.. transcript.Turns.Select(Turn.Of)],
            open.Length == 0 ? [] : [.. transcript.ToRepeat.Select(turn => turn.ItemId)],
            heard.ToDictionary(
                one => one.Key,
                one => new Heard(
                    one.Value.Text,
                    [
                        .. one.Value.Turns.SelectMany(item =>
                            turns.Where(turn => turn.ItemId == item).Take(1).Select(Turn.Of)
                        ),
                    ]
                )
            )
        );
    }
}
