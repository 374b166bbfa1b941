namespace LeadFuel.Orbit.People;

/// <summary>
/// One unit of work at a time writes who is who in an account: pages, scores, rules and joins touch the same rows in
/// different orders and would wait for each other in a circle.
/// </summary>
internal static class PersonLock
{
    public static Task Take(OrbitDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({"orbit.persons " + db.Account.Email}, 0))",
            ct
        );
}
