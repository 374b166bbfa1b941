using System.Diagnostics;
using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Notices;
using LeadFuel.Scope.Prompts;
using LeadFuel.Scope.Providers.Anthropic;
using LeadFuel.Scope.Versions;

namespace LeadFuel.Scope.Syntheses;

/// <summary>Sends the request, tells what comes, checks it, and saves a version; or nothing at all.</summary>
internal sealed partial class RunSynthesis(
    ScopeDb db,
    SynthesisLog log,
    NewsBell bell,
    ClaudeClient claude,
    TimeProvider clock
) : JobHandler<RunSynthesis.Job>
{
    /// <summary>An answer that is invalid or cut off is asked for once more.</summary>
    private const int Tries = 2;

    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(200);

    /// <param name="WithContact">A person included what the guard had found, for this one request.</param>
    public sealed record Job(Guid SynthesisId, bool WithContact = false) : IJob
    {
        public static string Kind => "scope.synthesise";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (await Begin(job.SynthesisId, ct) is not { } synthesis)
        {
            return;
        }

        if (synthesis.Ended)
        {
            return;
        }

        var prompt = IcpPrompt.For(synthesis.Model, synthesis.Sources);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var watch = bell.OnCancel(synthesis.Id, stop);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var (document, dropped, last) = await Ask(
                        synthesis,
                        prompt,
                        job.WithContact ? Claude.SynthesisWithContact : Claude.Synthesis,
                        stop.Token
                    );
                    await Succeed(synthesis, document, dropped, last, lease, ct);
                    return;
                }
                catch (Exception exception)
                    when (exception is AnswerInvalidException or AnswerCutException
                        && attempt < Tries
                    )
                {
                    await Again(synthesis, stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
            when (stop.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Cancelled by a person: the row says so already.
        }
        catch (SynthesisEndedException)
        {
            // Cancelled, or taken over by another runner, which tells the rest.
        }
        catch (ProviderSwitchedOffException off)
        {
            // It has not failed: it waits until an operator switches Anthropic on again.
            await Park(synthesis, off.Says, ct);
            throw;
        }
        catch (Exception exception) when (SynthesisProblems.Of(exception) is { } problem)
        {
            await Fail(synthesis, problem, lease, ct);
        }
    }

    private async Task<Synthesis?> Begin(Guid id, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var synthesis = await db.Syntheses.SingleOrDefaultAsync(s => s.Id == id, ct);
        if (synthesis is null or { Ended: true })
        {
            return null;
        }

        // A crash may have cost an answer that was paid for; one repetition is the most that we order unasked.
        if (synthesis.Runs == Synthesis.MostRuns)
        {
            await MarkFailed(id, null, ("synthesis-interrupted", Interrupted), ct);
            await work.Commit(ct);
            return null;
        }

        Fault.Point("scope.before-run");
        synthesis.BeginRun(clock.GetUtcNow());
        await work.Flush(ct);
        await log.Forget(id, ct);
        var state = new SynthesisLog.Entry(
            "state",
            new { state = SynthesisState.Streaming, run = synthesis.Runs }
        );
        // What an interrupted run has told already stands on pages that are open.
        await log.Append(
            id,
            synthesis.Runs,
            SynthesisState.Streaming,
            synthesis.Runs > 1 ? [new("restart", new { }), state] : [state],
            ct
        );
        await work.Commit(ct);
        return synthesis;
    }

    private async Task<(IcpDocument Document, int Dropped, ClaudePiece Last)> Ask(
        Synthesis synthesis,
        IcpPrompt prompt,
        Purpose why,
        CancellationToken ct
    )
    {
        var answer = new IcpAnswer(synthesis.Sources);
        // The first word is told at once: it says that somebody is there.
        var told = 0L;
        var last = new ClaudePiece("", 0, 0, null);
        var written = 0;
        Fault.Point("scope.before-call");
        await foreach (var piece in claude.Stream(prompt.Request(), synthesis.RequestHash, why, ct))
        {
            last = piece;
            written += piece.Text.Length;
            answer.Add(piece.Text);
            if (Stopwatch.GetElapsedTime(told) > TellEvery)
            {
                await Tell(synthesis, answer, piece.TokensIn, written, ct);
                told = Stopwatch.GetTimestamp();
                Fault.Point("scope.told");
            }
        }

        Fault.Point("scope.after-call");
        switch (last.StopReason)
        {
            case "refusal":
                throw new ModelRefusedException();
            case "max_tokens" or "model_context_window_exceeded":
                throw new AnswerCutException(last.StopReason);
            default:
                break;
        }

        await Tell(synthesis, answer, last.TokensIn, written, ct);
        await Append(
            synthesis,
            SynthesisState.Validating,
            [new("state", new { state = SynthesisState.Validating })],
            ct
        );
        Fault.Point("scope.validating");
        var (document, dropped) = answer.Whole();
        return (document, dropped, last);
    }

    private async Task Tell(
        Synthesis synthesis,
        IcpAnswer answer,
        int tokensIn,
        int written,
        CancellationToken ct
    )
    {
        var entries = new List<SynthesisLog.Entry>();
        foreach (var part in answer.News())
        {
            var section = part.List.Section;
            var same = IcpForm.Lists.Where(list => list.Section == section).ToList();
            if (part.Kind == "claim")
            {
                entries.Add(
                    new(
                        "claim",
                        new
                        {
                            section,
                            claim = part.Claim,
                            dropped = part.Dropped,
                        }
                    )
                );
            }
            else if (part.Kind == "begun" && part.List == same[0])
            {
                entries.Add(new("section_begun", new { section }));
            }
            else if (part.Kind == "done" && part.List == same[^1])
            {
                entries.Add(new("section_done", new { section }));
            }
        }

        // Four characters a token is what can be known before the maker has counted.
        entries.Add(
            new(
                "progress",
                new
                {
                    tokensIn,
                    tokensOut = written / 4,
                    words = answer.Words,
                }
            )
        );
        await Append(synthesis, SynthesisState.Streaming, entries, ct);
    }

    private async Task Again(Synthesis synthesis, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await log.Forget(synthesis.Id, ct);
        if (
            !await log.Append(
                synthesis.Id,
                synthesis.Runs,
                SynthesisState.Streaming,
                [new("restart", new { })],
                ct
            )
        )
        {
            throw new SynthesisEndedException();
        }

        await work.Commit(ct);
    }

    private async Task Append(
        Synthesis synthesis,
        SynthesisState state,
        IReadOnlyList<SynthesisLog.Entry> entries,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (!await log.Append(synthesis.Id, synthesis.Runs, state, entries, ct))
        {
            throw new SynthesisEndedException();
        }

        await work.Commit(ct);
    }

    private async Task Succeed(
        Synthesis synthesis,
        IcpDocument document,
        int dropped,
        ClaudePiece last,
        Lease lease,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        if (await Icp.NextNumber(db, synthesis.IcpId, now, ct) is not { } number)
        {
            throw new SynthesisEndedException();
        }

        var end = new
        {
            state = SynthesisState.Succeeded,
            version = number,
            claims = document.Claims,
            assumptions = document.Assumptions,
            dropped,
        };
        if (
            !await log.Append(
                synthesis.Id,
                synthesis.Runs,
                SynthesisState.Succeeded,
                [new("end", end)],
                ct
            )
        )
        {
            throw new SynthesisEndedException();
        }

        db.Versions.Add(
            new IcpVersion
            {
                IcpId = synthesis.IcpId,
                Number = number,
                Document = document,
                Origin = Origin.Synthesis,
                QuotesDropped = dropped,
                Author = synthesis.AskedBy,
                ActingOperator = synthesis.ActingOperator,
                CreatedAt = now,
            }
        );
        await db
            .Syntheses.Where(s => s.Id == synthesis.Id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(s => s.BecameVersion, number)
                        .SetProperty(s => s.TokensIn, last.TokensIn)
                        .SetProperty(s => s.TokensOut, last.TokensOut),
                ct
            );
        db.Enqueue(
            new AppendAudit.Job(
                now,
                synthesis.ActingOperator ?? synthesis.AskedBy,
                "scope",
                "icp.synthesised",
                synthesis.IcpId,
                $"Version {number} was written by Anthropic from {synthesis.Sources.Count} answers."
            )
        );
        db.Enqueue(new TellEvent.Job(IcpReady.Name, synthesis.IcpId, now));
        db.Enqueue(new ForgetEvents.Job(synthesis.Id), now.AddDays(1));
        Fault.Point("scope.before-commit");
        await work.Commit(lease, ct);
        Fault.Point("scope.after-commit");
    }
}
