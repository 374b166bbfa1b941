using System.Diagnostics;
using System.Text;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Notices;
using LeadFuel.Reach.Providers.Anthropic;
using LeadFuel.Scope.Rpc;

namespace LeadFuel.Reach.Drafts;

/// <summary>Sends the request, tells what comes, checks it, and puts it into the draft; or leaves the draft as it was.</summary>
internal sealed class RunGeneration(
    ReachDb db,
    NewsBell bell,
    ClaudeClient claude,
    Icps.IcpsClient scope,
    IConfiguration settings,
    TimeProvider clock
) : JobHandler<RunGeneration.Job>
{
    private const string Safe = "Nothing was changed, and your draft is as it was.";
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(200);

    private static readonly (string Name, string Detail) Interrupted = (
        "generation-interrupted",
        $"Writing was interrupted on our side more than once. {Safe} Start it again."
    );

    /// <param name="IncludedParts">Names of the parts in which a person included what the guard had found, for this one request.</param>
    public sealed record Job(Guid GenerationId, string[]? IncludedParts = null) : IJob
    {
        public static string Kind => "reach.generate-draft";
    }

    /// <summary>No longer ours to tell of: stopped by a person, or taken over by another runner.</summary>
    private sealed class EndedException() : Exception("The generation has ended.");

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (await Begin(job.GenerationId, ct) is not { } generation)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var watch = bell.OnCancel(generation.Id, stop);
        try
        {
            var (mail, last) = await Ask(generation, job.IncludedParts ?? [], stop.Token);
            Fault.Point("reach.before-draft");
            await Succeed(generation, mail, last, lease, ct);
        }
        catch (OperationCanceledException)
            when (stop.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Stopped by a person: the row says so already.
        }
        catch (EndedException)
        {
            // Somebody else has told the end.
        }
        catch (ProviderSwitchedOffException)
        {
            await Park(generation, ct);
            throw;
        }
        catch (Exception exception) when (Problem(exception) is { } problem)
        {
            await using var work = await db.Begin(ct);
            if (
                await Locked(generation.Id, db, ct) is { Ended: false } open
                && open.Runs == generation.Runs
            )
            {
                await End(open, GenerationState.Failed, problem, db, clock.GetUtcNow(), ct);
            }

            await work.Commit(lease, ct);
        }
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        if (await Locked(job.GenerationId, db, ct) is { Ended: false } generation)
        {
            await End(generation, GenerationState.Failed, Interrupted, db, clock.GetUtcNow(), ct);
        }
    }

    internal static async Task<Generation?> Locked(Guid id, ReachDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"select 1 from generations where account_email = {db.Account.Email} and id = {id} for update",
            ct
        );
        return await db.Generations.SingleOrDefaultAsync(g => g.Id == id, ct);
    }

    /// <summary>The draft gets back the state it had; who follows hears of it at the commit.</summary>
    internal static async Task End(
        Generation generation,
        GenerationState state,
        (string, string)? problem,
        ReachDb db,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        generation.End(state, problem, now);
        var draft = await db.Drafts.SingleOrDefaultAsync(d => d.Id == generation.DraftId, ct);
        if (draft is { State: DraftState.Generating })
        {
            draft.NotGenerated();
        }

        await Tell(generation.Id, db, ct);
    }

    private async Task<Generation?> Begin(Guid id, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Locked(id, db, ct) is not { Ended: false } generation)
        {
            return null;
        }

        // A crash may have cost an answer that was paid for; one repetition is the most that we order unasked.
        if (generation.Runs == Generation.MostRuns)
        {
            await End(generation, GenerationState.Failed, Interrupted, db, clock.GetUtcNow(), ct);
            await work.Commit(ct);
            return null;
        }

        generation.BeginRun();
        await Tell(id, db, ct);
        await work.Commit(ct);
        return generation;
    }

    private async Task<(PartialMail Mail, ClaudePiece Last)> Ask(
        Generation generation,
        string[] parts,
        CancellationToken ct
    )
    {
        var profile = await PreviewPrompt.Icp(generation.DraftId, db, scope, ct);
        if (profile.Refused is not null)
        {
            throw new RequestChangedException();
        }

        PreviewPrompt.Built built;
        await using (await db.Begin(ct))
        {
            var ticked = await Inclusion.Read(generation.Included, db, ct);
            if (ticked.Refused is not null)
            {
                throw new RequestChangedException();
            }

            built = await PreviewPrompt.Build(
                generation.DraftId,
                generation.Note,
                profile.Value.Icp,
                ticked.Value,
                db,
                claude,
                settings,
                ct
            );
        }

        var included = built.Included(parts);
        var answer = new StringBuilder();
        var told = Stopwatch.GetTimestamp();
        var last = new ClaudePiece("", 0, 0, null);
        Fault.Point("reach.before-drafting");
        await foreach (
            var piece in claude.Stream(
                built.Prompt.Request(),
                generation.PromptHash,
                included.Count > 0 ? Claude.DraftingWithContact : Claude.Drafting,
                included,
                ct
            )
        )
        {
            last = piece;
            answer.Append(piece.Text);
            if (Stopwatch.GetElapsedTime(told) > TellEvery)
            {
                await Show(generation, answer.ToString(), ct);
                told = Stopwatch.GetTimestamp();
            }
        }

        Fault.Point("reach.after-drafting");
        return last.StopReason switch
        {
            "refusal" => throw new ModelRefusedException(),
            "max_tokens" or "model_context_window_exceeded" => throw new AnswerCutException(
                last.StopReason
            ),
            _ => (
                PartialMail.Whole(answer.ToString()) ?? throw new AnswerCutException("form"),
                last
            ),
        };
    }

    // An operator has switched Claude off: the wish waits with its job, and this run does not count.
    private async Task Park(Generation generation, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (
            await Locked(generation.Id, db, ct) is { Ended: false } open
            && open.Runs == generation.Runs
        )
        {
            open.Park();
            await Tell(generation.Id, db, ct);
            await work.Commit(ct);
        }
    }

    private async Task Show(Generation generation, string partial, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (
            await Locked(generation.Id, db, ct) is not { Ended: false } open
            || open.Runs != generation.Runs
        )
        {
            throw new EndedException();
        }

        open.Told(partial);
        await Tell(generation.Id, db, ct);
        await work.Commit(ct);
    }

    private async Task Succeed(
        Generation generation,
        PartialMail mail,
        ClaudePiece last,
        Lease lease,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (
            await Locked(generation.Id, db, ct) is not { Ended: false } open
            || open.Runs != generation.Runs
        )
        {
            throw new EndedException();
        }

        var now = clock.GetUtcNow();
        (open.InputTokens, open.OutputTokens) = (last.TokensIn, last.TokensOut);
        var draft = await db.Drafts.SingleAsync(d => d.Id == generation.DraftId, ct);
        draft.Write(mail.Subject, mail.Body);
        await End(open, GenerationState.Done, null, db, now, ct);
        db.Enqueue(new TellEvent.Job(DraftReady.Name, open.Id, now));
        db.Enqueue(
            new AppendAudit.Job(
                now,
                generation.By,
                "reach",
                "draft.generated",
                draft.Id,
                $"A draft was written by Anthropic from {string.Join(", ", generation.Parts)}."
            )
        );
        await work.Commit(lease, ct);
    }

    private static (string, string)? Problem(Exception exception) =>
        exception switch
        {
            ModelRefusedException => (
                "model-refused",
                $"Claude declined to write this mail. {Safe} Look at the plan for what may have been the reason, then start again."
            ),
            AnswerCutException => (
                "answer-incomplete",
                $"Claude's answer broke off or did not fit the form. {Safe} Start again."
            ),
            _ => PromptProblems.Of(exception, Safe),
        };

    // Told when the unit of work commits, never before.
    private static Task<int> Tell(Guid id, ReachDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_notify({NewsBell.News}, {id.ToString()})", ct);
}
