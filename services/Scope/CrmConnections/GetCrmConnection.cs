namespace LeadFuel.Scope.CrmConnections;

public static class GetCrmConnection
{
    public sealed record Stage(string Name, StageMeaning Means, DateTimeOffset SeenAt, int Version);

    /// <param name="Address">What is typed into the CRM; its last part is secret, so an operator does not see it. Null too when the key it is read with is gone, as is the password.</param>
    /// <param name="Password">What Pipedrive sends with it, or HubSpot's workflow as a key.</param>
    /// <param name="HasSecret">HubSpot's client secret is here.</param>
    public sealed record View(
        Guid Id,
        CrmVendor Vendor,
        string? Address,
        string? Password,
        DateTimeOffset? OldPasswordUntil,
        bool HasSecret,
        string? Portal,
        DateTimeOffset? LastEventAt,
        int Strangers,
        int Unreadable,
        IReadOnlyList<Stage> Stages,
        DateTimeOffset CreatedAt,
        int Version
    ) : IVersioned
    {
        internal static View Of(
            CrmConnection connection,
            IEnumerable<CrmStage> stages,
            CrmSecrets secrets,
            IConfiguration configuration,
            CurrentAccount account
        ) =>
            new(
                connection.Id,
                connection.Vendor,
                account.Viewing is null ? Where(connection, secrets, configuration) : null,
                account.Viewing is null ? secrets.Password(connection) : null,
                connection.OldPasswordUntil,
                connection.Secret is not null,
                connection.Portal,
                connection.LastEventAt,
                connection.Strangers,
                connection.Unreadable,
                [
                    .. stages
                        .OrderBy(stage => stage.SeenAt)
                        .ThenBy(stage => stage.Stage, StringComparer.Ordinal)
                        .Select(stage => new Stage(
                            stage.Stage,
                            stage.Means,
                            stage.SeenAt,
                            stage.Version
                        )),
                ],
                connection.CreatedAt,
                connection.Version
            );

        private static string? Where(
            CrmConnection connection,
            CrmSecrets secrets,
            IConfiguration configuration
        ) =>
            secrets.Token(connection) is { } token
                ? $"{configuration["PUBLIC_ORIGIN"]!.TrimEnd('/')}/hooks/{(connection.Vendor == CrmVendor.HubSpot ? "hubspot" : "pipedrive")}/{token}"
                : null;
    }

    public static void Map(RouteGroupBuilder connections) =>
        connections.MapGet(
            "/{id:guid}",
            async (
                Guid id,
                ScopeDb db,
                CrmSecrets secrets,
                IConfiguration configuration,
                CancellationToken ct
            ) => (await Handle(id, db, secrets, configuration, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        ScopeDb db,
        CrmSecrets secrets,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var connection = await db
            .CrmConnections.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == id, ct);
        return connection is null
            ? Refuse.NotFound("connection")
            : await Read(connection, db, secrets, configuration, ct);
    }

    internal static async Task<View> Read(
        CrmConnection connection,
        ScopeDb db,
        CrmSecrets secrets,
        IConfiguration configuration,
        CancellationToken ct
    ) =>
        View.Of(
            connection,
            await db
                .CrmStages.AsNoTracking()
                .Where(stage => stage.ConnectionId == connection.Id)
                .ToListAsync(ct),
            secrets,
            configuration,
            db.Account
        );
}
