using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.CrmConnections;

/// <summary>A new password; the one before is taken for a day, so that nothing is lost while it is changed in the CRM.</summary>
public static class RenewPassword
{
    public static void Map(RouteGroupBuilder connections) =>
        connections.MapPut(
            "/{id:guid}/password",
            async (
                Guid id,
                IfMatch tag,
                ScopeDb db,
                CrmSecrets secrets,
                IConfiguration configuration,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, tag, db, secrets, configuration, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetCrmConnection.View>> Handle(
        Guid id,
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

        if (connection.Version != tag.Version)
        {
            return Refuse.Stale("connection");
        }

        var now = clock.GetUtcNow();
        var password = CrmSecrets.NewPassword();
        connection.RenewPassword(
            secrets.SealPassword(db.Account.Email, password),
            CrmSecrets.Hash(password),
            connection.PasswordHash ?? CrmSecrets.Hash(secrets.Derived(connection)),
            now
        );
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "crm.password-renewed",
                id,
                $"The password for deals of {connection.Vendor} was renewed."
            )
        );
        await work.Commit(ct);
        return await GetCrmConnection.Handle(id, db, secrets, configuration, ct);
    }
}
