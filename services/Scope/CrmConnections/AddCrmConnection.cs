using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.CrmConnections;

public static class AddCrmConnection
{
    private const int Most = 10;

    public sealed record Request(CrmVendor Vendor);

    /// <summary>Without its secrets: this answer is kept for a day, in case the request is repeated.</summary>
    public sealed record View(Guid Id);

    public static void Map(RouteGroupBuilder connections) =>
        connections.MapPost(
            "/",
            async (
                Request request,
                ScopeDb db,
                CrmSecrets secrets,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(request, db, secrets, clock, ct)).ToCreated(view =>
                    $"/crm-connections/{view.Id}"
                )
        );

    public static async Task<Outcome<View>> Handle(
        Request request,
        ScopeDb db,
        CrmSecrets secrets,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await db.CrmConnections.CountAsync(ct) >= Most)
        {
            return Refuse.Conflict(
                $"There are {Most} connections already. Remove one that is no longer used."
            );
        }

        var (id, token) = (Guid.CreateVersion7(), CrmSecrets.NewToken());
        var now = clock.GetUtcNow();
        var connection = new CrmConnection
        {
            Id = id,
            Vendor = request.Vendor,
            TokenHash = CrmSecrets.Hash(token),
            Token = secrets.SealToken(db.Account.Email, token),
            CreatedAt = now,
        };
        var password = CrmSecrets.NewPassword();
        connection.Keep(
            secrets.SealPassword(db.Account.Email, password),
            CrmSecrets.Hash(password)
        );
        db.CrmConnections.Add(connection);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "crm.added",
                id,
                $"An address for deals of {request.Vendor} was made."
            )
        );
        return await work.Commit(new View(id), ct);
    }
}
