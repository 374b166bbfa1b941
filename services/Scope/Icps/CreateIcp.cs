using System.ComponentModel.DataAnnotations;
using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.Icps;

public static class CreateIcp
{
    public sealed record Request(
        [Required(ErrorMessage = "Give it a name, such as the market it describes.")]
        [StringLength(Icp.LongestName, ErrorMessage = "A name has at most 120 characters.")]
            string Name
    );

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPost(
            "/",
            async (Request request, ScopeDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(request, db, clock, ct)).ToCreated(view => $"/icps/{view.Id}")
        );

    public static async Task<Outcome<GetIcp.View>> Handle(
        Request request,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var name = request.Name.Trim();
        if (name.Length == 0)
        {
            return Refuse.Invalid("name", "Give it a name, such as the market it describes.");
        }

        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        var icp = new Icp
        {
            Name = name,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Icps.Add(icp);
        db.Enqueue(
            AppendAudit.Job.Of(db.Account, now, "icp.created", icp.Id, $"ICP “{name}” was created.")
        );
        return await work.Commit(GetIcp.View.Of(icp, null), ct);
    }
}
