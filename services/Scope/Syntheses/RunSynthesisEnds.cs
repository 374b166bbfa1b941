namespace LeadFuel.Scope.Syntheses;

/// <summary>What becomes of a run that does not end with a version: it waits, or it has failed.</summary>
internal sealed partial class RunSynthesis
{
    public override async Task GiveUp(Job job, string error, CancellationToken ct) =>
        await MarkFailed(job.SynthesisId, null, ("synthesis-interrupted", Interrupted), ct);

    private const string Interrupted =
        "Writing was interrupted on our side more than once. Nothing was saved, and your answers are untouched. Start it again.";

    private async Task Park(Synthesis synthesis, string says, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await log.Forget(synthesis.Id, ct);
        await log.Append(
            synthesis.Id,
            synthesis.Runs,
            SynthesisState.Queued,
            [
                new("restart", new { }),
                new("state", new { state = SynthesisState.Queued, waits = says }),
            ],
            ct
        );
        // No call was begun, so this is not one of its runs.
        await db
            .Syntheses.Where(s => s.Id == synthesis.Id && s.Runs == synthesis.Runs)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Runs, s => s.Runs - 1), ct);
        await work.Commit(ct);
    }

    private async Task Fail(
        Synthesis synthesis,
        (string Name, string Detail) problem,
        Lease lease,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        await MarkFailed(synthesis.Id, synthesis.Runs, problem, ct);
        await work.Commit(lease, ct);
    }

    private async Task MarkFailed(
        Guid id,
        int? run,
        (string Name, string Detail) problem,
        CancellationToken ct
    )
    {
        var end = new
        {
            state = SynthesisState.Failed,
            problem = problem.Name,
            detail = problem.Detail,
        };
        if (await log.Append(id, run, SynthesisState.Failed, [new("end", end)], ct))
        {
            await log.Forget(id, ct);
            await db
                .Syntheses.Where(s => s.Id == id)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(s => s.Problem, problem.Name)
                            .SetProperty(s => s.ProblemDetail, problem.Detail),
                    ct
                );
        }
    }
}
