namespace LeadFuel.Scope.Companies;

[Stored("Companies that deals were closed with, by their domain.", Kept.WithAccount)]
public sealed class Company : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("The domain it registered, which is who it is")]
    public required string Domain { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The company of this domain; made when it is met for the first time. Runs inside the caller's unit of work.</summary>
    public static async Task<Guid> Met(
        ScopeDb db,
        string domain,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"insert into companies (account_email, id, domain, created_at) values ({db.Account.Email}, {Guid.CreateVersion7()}, {domain}, {now}) on conflict (account_email, domain) do nothing",
            ct
        );
        return await db.Companies.Where(c => c.Domain == domain).Select(c => c.Id).SingleAsync(ct);
    }

    public sealed class Table : IEntityTypeConfiguration<Company>
    {
        public void Configure(EntityTypeBuilder<Company> companies)
        {
            companies.HasKey(c => new { c.AccountEmail, c.Id });
            companies.Property(c => c.Domain).HasMaxLength(CompanyDomain.Longest);
            companies.HasIndex(c => new { c.AccountEmail, c.Domain }).IsUnique();
        }
    }
}
