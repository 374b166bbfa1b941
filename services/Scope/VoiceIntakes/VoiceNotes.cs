using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>
/// Writes down an intake while it runs: each turn, and each part of one, at once, so that a lost connection loses no
/// words. What was said is written whatever ends meanwhile, so these methods cannot be cancelled.
/// </summary>
public sealed class VoiceNotes(ScopeDb db, TimeProvider clock) : IDisposable
{
    /// <summary>So long a database that is away is waited for: shorter than a hold lasts.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Guid holder = Guid.CreateVersion7();
    private Guid intake;

    /// <param name="Questions">What is still to be asked: without those that were confirmed or typed since it began.</param>
    public sealed record Held(
        Guid Icp,
        string[] Questions,
        int Seconds,
        Transcript Said,
        HeardAnswers Heard
    )
    {
        /// <summary>The customer's turns that no answer was heard in yet: those after the last one that has. Nothing can be heard in one without words.</summary>
        public IEnumerable<string> Since =>
            Said
                .Turns.Where(turn => !turn.Ours)
                .Reverse()
                .TakeWhile(turn => !Said.WasHeard(turn))
                .Where(turn => turn.State == TurnState.Written)
                .Select(turn => turn.ItemId)
                .Reverse();

        /// <summary>Turns that something was heard in which was left out: it is to be asked again.</summary>
        public HashSet<string> LeftOut =>
            [
                .. Said
                    .HeardIn.Where(one =>
                        Questions.Contains(one.Key) && !Heard.ContainsKey(one.Key)
                    )
                    .SelectMany(one => one.Value),
            ];

        /// <summary>What OpenAI is told again: neither what was left out nor what is an answer by now.</summary>
        public List<VoiceTurn> ToTell
        {
            get
            {
                var left = LeftOut;
                left.UnionWith(
                    Said.HeardIn.Where(one => !Questions.Contains(one.Key))
                        .SelectMany(one => one.Value)
                );
                return
                [
                    .. Said.Turns.Where(turn =>
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

                // Whoever held it before may have gone without a word.
                await BreakOff(ct);
                var row = await db.VoiceIntakes.AsNoTracking().SingleAsync(i => i.Id == id, ct);
                var answered = await db
                    .Answers.Where(a => a.IcpId == row.IcpId && a.Value != "")
                    .Select(a => a.Question)
                    .ToListAsync(ct);
                held = new Held(
                    row.IcpId,
                    [.. row.Questions.Except(answered)],
                    row.Seconds,
                    await Said(ct),
                    row.Heard
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

    /// <summary>What was said, as it stays.</summary>
    public async Task<Transcript> LetGo(int seconds, bool end, CancellationToken ct)
    {
        Transcript? said = null;
        await Write(
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
                    await BreakOff(ct);
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

                said = await Said(ct);
            },
            ct
        );
        return said!;
    }

    /// <summary>The customer begins to speak; `previous` is where it seems to belong, until OpenAI says where.</summary>
    public Task<VoiceTurn> Begin(string item, string? previous) =>
        Turn(item, previous, ours: false, _ => { });

    /// <summary>The turn as it stands now; a second telling of it changes nothing.</summary>
    public Task<VoiceTurn> Place(string item, string? previous, bool ours) =>
        Turn(item, previous, ours, turn => turn.PreviousItemId = previous ?? turn.PreviousItemId);

    /// <summary>Some words of a turn that goes on. The whole turn replaces them, if it comes.</summary>
    public Task Part(string item, string words) =>
        Write(
            () =>
                db
                    .VoiceTurns.Where(t =>
                        t.IntakeId == intake
                        && t.ItemId == item
                        && t.State == TurnState.Waiting
                        && t.Text.Length < VoiceTurn.Longest
                    )
                    .ExecuteUpdateAsync(set => set.SetProperty(t => t.Text, t => t.Text + words)),
            CancellationToken.None
        );

    public Task<VoiceTurn> Words(string item, bool ours, string text) =>
        Turn(item, null, ours, turn => turn.Write(text));

    public Task<VoiceTurn> NoWords(string item) =>
        Turn(item, null, ours: false, turn => turn.Fail());

    /// <summary>All that has been heard now.</summary>
    public async Task<HeardAnswers> Hear(
        IReadOnlyDictionary<string, string> answers,
        IReadOnlyList<string> turns,
        bool all
    )
    {
        HeardAnswers known = [];
        await Write(
            async () =>
            {
                // Locked before it is read: what is left out meanwhile stays left out.
                await db.Database.ExecuteSqlAsync(
                    $"select 1 from voice_intakes where account_email = {db.Account.Email} and id = {intake} for no key update"
                );
                if (await Mine().SingleOrDefaultAsync() is { } row)
                {
                    row.Hear(answers, turns, all);
                    known = row.Heard;
                }
            },
            CancellationToken.None
        );
        return known;
    }

    private async Task<VoiceTurn> Turn(
        string item,
        string? previous,
        bool ours,
        Action<VoiceTurn> change
    )
    {
        VoiceTurn? turn = null;
        await Write(
            async () =>
            {
                turn = await db.VoiceTurns.SingleOrDefaultAsync(t =>
                    t.IntakeId == intake && t.ItemId == item
                );
                if (turn is null)
                {
                    turn = new VoiceTurn
                    {
                        IntakeId = intake,
                        ItemId = item,
                        PreviousItemId = previous,
                        Ours = ours,
                        Number = await db.VoiceTurns.CountAsync(t => t.IntakeId == intake),
                    };
                    db.VoiceTurns.Add(turn);
                }

                change(turn);
            },
            CancellationToken.None
        );
        return turn!;
    }

    // Words that were on their way when a connection ended never come; those that had come are kept.
    private async Task BreakOff(CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            update voice_turns
            set state = case when text = '' then {(short)TurnState.NotTranscribed} else {(short)
                TurnState.CutOff} end
            where account_email = {db.Account.Email} and intake_id = {intake}
              and state = {(short)TurnState.Waiting}
            """,
            ct
        );

    private async Task<Transcript> Said(CancellationToken ct) =>
        new(
            VoiceTurn.InOrder(
                await db.VoiceTurns.AsNoTracking().Where(t => t.IntakeId == intake).ToListAsync(ct)
            ),
            await db
                .VoiceIntakes.Where(i => i.Id == intake)
                .Select(i => i.HeardIn)
                .SingleOrDefaultAsync(ct)
                ?? []
        );

    private IQueryable<VoiceIntake> Mine() =>
        db.VoiceIntakes.Where(i => i.Id == intake && i.HeldBy == holder);

    // Words are said once: a database that starts anew is waited for.
    private async Task Write(Func<Task> change, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        await Between(
            async () =>
            {
                while (true)
                {
                    try
                    {
                        await using var work = await db.Begin(ct);
                        await change();
                        await work.Commit(ct);
                        return;
                    }
                    catch (Exception away)
                        when (DatabaseAway.In(away) && clock.GetElapsedTime(began) < Patience)
                    {
                        // What broke while it was opened counts as open still, and would keep the next one.
                        await db.Database.CloseConnectionAsync();
                        await Task.Delay(Pause, clock, ct);
                    }
                }
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
