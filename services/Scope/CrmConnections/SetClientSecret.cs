using System.ComponentModel.DataAnnotations;
using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.CrmConnections;

/// <summary>Keeps the secret that HubSpot signs with. It is never shown again.</summary>
public static class SetClientSecret
{
    public sealed record Request(
        [Required(ErrorMessage = "Paste the client secret of your app in HubSpot.")]
        [StringLength(
            200,
            MinimumLength = 8,
            ErrorMessage = "A client secret of HubSpot has 36 characters; this is none."
        )]
            string Secret
    );

    public static void Map(RouteGroupBuilder connections) =>
        connections.MapPut(
            "/{id:guid}/client-secret",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                ScopeDb db,
                CrmSecrets secrets,
                IConfiguration configuration,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, secrets, configuration, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetCrmConnection.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ScopeDb db,
        CrmSecrets secrets,
        IConfiguration configuration,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var connection = await db.CrmConnections.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (connection is null)
        {
            return Refuse.NotFound("connection");
        }

        if (connection.Vendor != CrmVendor.HubSpot)
        {
            return Refuse.Unprocessable(
                "no-client-secret",
                "Pipedrive signs nothing: it sends the password that stands beside the address."
            );
        }

        if (connection.Version != tag.Version)
        {
            return Refuse.Stale("connection");
        }

        connection.Sign(secrets.Seal(db.Account.Email, request.Secret.Trim()));
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "crm.secret-set",
                id,
                "HubSpot's client secret was set."
            )
        );
        await work.Commit(ct);
        return await GetCrmConnection.Handle(id, db, secrets, configuration, ct);
    }
}
