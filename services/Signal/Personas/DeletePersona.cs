using LeadFuel.Signal.AuditEntries;

namespace LeadFuel.Signal.Personas;

/// <summary>Soft, and taken back by /undelete until the next archive run.</summary>
public static class DeletePersona
{
    public static void Map(RouteGroupBuilder personas)
    {
        personas
            .MapDelete(
                "/{id:guid}",
                async (
                    Guid id,
                    IfMatch tag,
                    SignalDb db,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, tag, db, clock, ct)).ToNoContent()
            )
            .WithoutPlan();
        personas
            .MapPost(
                "/{id:guid}/undelete",
                async (Guid id, SignalDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Undo(id, db, clock, ct)).ToOk()
            )
            .WithoutPlan();
    }

    public static async Task<Outcome<Done>> Handle(
        Guid id,
        IfMatch tag,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var persona = await db.Personas.SingleOrDefaultAsync(row => row.Id == id, ct);
        if (persona is null)
        {
            return Refuse.NotFound("persona");
        }

        if (persona.Version != tag.Version)
        {
            return Refuse.Stale("persona");
        }

        var now = clock.GetUtcNow();
        persona.DeletedAt = now;
        persona.Edited();
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "persona.deleted",
                id,
                $"Persona “{persona.Name}” was deleted."
            )
        );
        await work.Commit(ct);
        return new Done();
    }

    public static async Task<Outcome<GetPersona.View>> Undo(
        Guid id,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var persona = await db
            .Personas.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .SingleOrDefaultAsync(row => row.Id == id, ct);
        if (persona is null)
        {
            return Refuse.NotFound("persona");
        }

        if (persona.DeletedAt is not null)
        {
            persona.DeletedAt = null;
            persona.Edited();
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    clock.GetUtcNow(),
                    "persona.undeleted",
                    id,
                    $"Persona “{persona.Name}” was taken back from the bin."
                )
            );
        }

        return await work.Commit(GetPersona.View.Of(persona), ct);
    }
}
