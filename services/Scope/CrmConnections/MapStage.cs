using System.ComponentModel.DataAnnotations;
using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.Outcomes;

namespace LeadFuel.Scope.CrmConnections;

/// <summary>Says what a stage means; every deal that is in it, or was, is looked at anew.</summary>
public static class MapStage
{
    private const int Most = 200;

    public sealed record Request(
        [Required] [StringLength(CrmStage.Longest)] string Stage,
        StageMeaning Means
    );

    public static void Map(RouteGroupBuilder connections) =>
        connections.MapPut(
            "/{id:guid}/stages",
            async (
                Guid id,
                Request request,
                ScopeDb db,
                CrmSecrets secrets,
                IConfiguration configuration,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, db, secrets, configuration, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetCrmConnection.View>> Handle(
        Guid id,
        Request request,
        ScopeDb db,
        CrmSecrets secrets,
        IConfiguration configuration,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var connection = await db.CrmConnections.SingleOrDefaultAsync(c => c.Id == id, ct);
        var stage = await db.CrmStages.SingleOrDefaultAsync(
            s => s.ConnectionId == id && s.Stage == request.Stage,
            ct
        );
        if (connection is null)
        {
            return Refuse.NotFound("connection");
        }

        var now = clock.GetUtcNow();
        if (stage is null)
        {
            if (await db.CrmStages.CountAsync(s => s.ConnectionId == id, ct) >= Most)
            {
                return Refuse.Conflict($"There are {Most} stages already.");
            }

            // It may be said before the first deal comes into it.
            stage = new CrmStage
            {
                ConnectionId = id,
                Stage = request.Stage,
                SeenAt = now,
            };
            db.CrmStages.Add(stage);
        }

        stage.Mean(request.Means);
        db.Enqueue(new DeriveOutcomes.Job(id));
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "crm.stage-mapped",
                id,
                $"A stage of {connection.Vendor} now means {request.Means}."
            )
        );
        await work.Commit(ct);
        return await GetCrmConnection.Handle(id, db, secrets, configuration, ct);
    }
}
