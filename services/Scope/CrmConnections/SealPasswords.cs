namespace LeadFuel.Scope.CrmConnections;

/// <summary>The first passwords were derived from SECRET_KEY. They are kept as all others are, so that they outlive a change of it.</summary>
internal sealed class SealPasswords(ScopeDb db, CrmSecrets secrets) : JobHandler<SealPasswords.Job>
{
    public sealed record Job : IJob
    {
        public static string Kind => "scope.seal-passwords";

        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        foreach (
            var connection in await db
                .CrmConnections.Where(c => c.Password == null && c.PasswordNumber > 0)
                .ToListAsync(ct)
        )
        {
            var password = secrets.Derived(connection);
            connection.Keep(
                secrets.SealPassword(db.Account.Email, password),
                CrmSecrets.Hash(password)
            );
        }

        await work.Commit(lease, ct);
    }
}
