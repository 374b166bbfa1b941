namespace LeadFuel.Core.Accounts;

public enum Role : short
{
    Owner = 0,
    Admin = 1,
    Member = 2,
}

/// <summary>One person in one account.</summary>
[Stored("Who belongs to the account, with which role.", Kept.WithAccount)]
public sealed class Membership : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("The address this person signs in with")]
    public required string Email { get; init; }

    [Purpose("Owner, admin or member")]
    public required Role Role { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<Membership>
    {
        public void Configure(EntityTypeBuilder<Membership> builder)
        {
            builder.HasKey(m => new { m.AccountEmail, m.Id });
            builder.Property(m => m.Email).HasMaxLength(254);
            builder.Property(m => m.Role).HasConversion<short>();
            builder.HasIndex(m => new { m.AccountEmail, m.Email }).IsUnique();
        }
    }
}
