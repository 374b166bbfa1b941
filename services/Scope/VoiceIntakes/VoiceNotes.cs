using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>Writes down an intake while it runs: each turn at once, so that a lost connection loses no words.</summary>
public sealed class VoiceNotes(ScopeDb db, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Guid holder = Guid.CreateVersion7();
    private Guid intake;

    /// <param name="Questions">What is still to be asked: without those that were confirmed or typed since it began.</param>
    public sealed record Held(
        Guid Icp,
        string[] Questions,
        int Seconds,
        IReadOnlyList<VoiceTurn> Turns,
        HeardAnswers Heard,
        HeardTurns HeardIn
    )
    {
        /// <summary>The customer's turns that no answer was heard in yet: those after the last one that has.</summary>
        public IEnumerable<string> Since =>
            Turns
                .Where(turn => !turn.Ours)
                .Select(turn => turn.ItemId)
                .Reverse()
                .TakeWhile(item => !HeardIn.Values.Any(turns => turns.Contains(item)))
                .Reverse();

        /// <summary>Turns that something was heard in which was left out: it is to be asked again.</summary>
        public HashSet<string> LeftOut =>
            [
                .. HeardIn
                    .Where(one => Questions.Contains(one.Key) && !Heard.ContainsKey(one.Key))
                    .SelectMany(one => one.Value),
            ];

        /// <summary>What OpenAI is told again: neither what was left out nor what is an answer by now.</summary>
        public List<VoiceTurn> ToTell
        {
            get
            {
                var left = LeftOut;
                left.UnionWith(
                    HeardIn.Where(one => !Questions.Contains(one.Key)).SelectMany(one => one.Value)
                );
                return
                [
                    .. Turns.Where(turn =>
                        turn.State == TurnState.Written && !left.Contains(turn.ItemId)
                    ),
                ];
            }
        }
    }

    /// <summary>Takes hold of the intake; null when it has ended, is not this account's or is held elsewhere.</summary>
    public async Task<Held?> Take(Guid id, CancellationToken ct)
    {
        intake = id;
        Held? held = null;
        await Write(
            async () =>
            {
                var now = clock.GetUtcNow();
                var taken = await db
                    .VoiceIntakes.Where(i =>
                        i.Id == id
                        && i.EndedAt == null
                        && (i.HeldUntil == null || i.HeldUntil < now)
                        // Not one that was begun in the moment in which its ICP was deleted.
                        && db.Icps.Any(icp => icp.Id == i.IcpId)
                    )
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(i => i.HeldBy, holder)
                                .SetProperty(i => i.HeldUntil, now + VoiceIntake.Hold),
                        ct
                    );
                if (taken == 0)
                {
                    return;
                }

                var row = await db.VoiceIntakes.AsNoTracking().SingleAsync(i => i.Id == id, ct);
                var turns = await db
                    .VoiceTurns.AsNoTracking()
                    .Where(t => t.IntakeId == id)
                    .ToListAsync(ct);
                var answered = await db
                    .Answers.Where(a => a.IcpId == row.IcpId && a.Value != "")
                    .Select(a => a.Question)
                    .ToListAsync(ct);
                held = new Held(
                    row.IcpId,
                    [.. row.Questions.Except(answered)],
                    row.Seconds,
                    VoiceTurn.InOrder(turns),
                    row.Heard,
                    row.HeardIn
                );
            },
            ct
        );
        return held;
    }

    /// <summary>False: it was ended or taken by another meanwhile.</summary>
    public async Task<bool> Keep(int seconds, CancellationToken ct)
    {
        var kept = 0;
        await Write(
            async () =>
                kept = await Mine()
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(i => i.HeldUntil, clock.GetUtcNow() + VoiceIntake.Hold)
                                .SetProperty(i => i.Seconds, seconds),
                        ct
                    ),
            ct
        );
        return kept == 1;
    }

    public Task LetGo(int seconds, bool end, CancellationToken ct) =>
        Write(
            async () =>
            {
                var now = clock.GetUtcNow();
                DateTimeOffset? ended = end ? now : null;
                var rows = await Mine()
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(i => i.HeldUntil, (DateTimeOffset?)null)
                                .SetProperty(i => i.HeldBy, (Guid?)null)
                                .SetProperty(i => i.Seconds, seconds)
                                .SetProperty(i => i.EndedAt, ended),
                        ct
                    );
                if (rows == 1)
                {
                    // Words that were on their way when the connection ended never come.
                    await db
                        .VoiceTurns.Where(t => t.IntakeId == intake && t.State == TurnState.Waiting)
                        .ExecuteUpdateAsync(
                            set => set.SetProperty(t => t.State, TurnState.NotTranscribed),
                            ct
                        );
                }

                if (rows == 1 && end)
                {
                    db.Enqueue(
                        AppendAudit.Job.Of(
                            db.Account,
                            now,
                            "voice.ended",
                            intake,
                            "The spoken intake has ended."
                        )
                    );
                }
            },
            ct
        );

    /// <summary>The turn as it stands now; a second telling of it changes nothing.</summary>
    public async Task<VoiceTurn> Place(
        string item,
        string? previous,
        bool ours,
        CancellationToken ct
    ) => await Turn(item, previous, ours, turn => turn.PreviousItemId ??= previous, ct);

    public async Task<VoiceTurn> Words(string item, bool ours, string text, CancellationToken ct) =>
        await Turn(item, null, ours, turn => turn.Write(text), ct);

    public async Task<VoiceTurn> NoWords(string item, CancellationToken ct) =>
        await Turn(item, null, false, turn => turn.Fail(), ct);

    /// <summary>All that has been heard now.</summary>
    public async Task<HeardAnswers> Hear(
        IReadOnlyDictionary<string, string> answers,
        IReadOnlyList<string> turns,
        bool all,
        CancellationToken ct
    )
    {
        HeardAnswers known = [];
        await Write(
            async () =>
            {
                // Locked before it is read: what is left out meanwhile stays left out.
                await db.Database.ExecuteSqlAsync(
                    $"select 1 from voice_intakes where account_email = {db.Account.Email} and id = {intake} for no key update",
                    ct
                );
                if (await Mine().SingleOrDefaultAsync(ct) is { } row)
                {
                    row.Hear(answers, turns, all);
                    known = row.Heard;
                }
            },
            ct
        );
        return known;
    }

    private async Task<VoiceTurn> Turn(
        string item,
        string? previous,
        bool ours,
        Action<VoiceTurn> change,
        CancellationToken ct
    )
    {
        VoiceTurn? turn = null;
        await Write(
            async () =>
            {
                turn = await db.VoiceTurns.SingleOrDefaultAsync(
                    t => t.IntakeId == intake && t.ItemId == item,
                    ct
                );
                if (turn is null)
                {
                    turn = new VoiceTurn
                    {
                        IntakeId = intake,
                        ItemId = item,
                        PreviousItemId = previous,
                        Ours = ours,
                        Number = await db.VoiceTurns.CountAsync(t => t.IntakeId == intake, ct),
                    };
                    db.VoiceTurns.Add(turn);
                }

                change(turn);
            },
            ct
        );
        return turn!;
    }

    private IQueryable<VoiceIntake> Mine() =>
        db.VoiceIntakes.Where(i => i.Id == intake && i.HeldBy == holder);

    private async Task Write(Func<Task> change, CancellationToken ct)
    {
        await Between(
            async () =>
            {
                await using var work = await db.Begin(ct);
                await change();
                await work.Commit(ct);
            },
            ct
        );
    }

    /// <summary>The sides of a conversation share one database context; each waits for the other's unit of work.</summary>
    public async Task Between(Func<Task> act, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            await act();
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();
}
