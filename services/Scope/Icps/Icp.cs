namespace LeadFuel.Scope.Icps;

public enum IcpState : short
{
    Draft = 0,
    Published = 1,

    /// <summary>A later version exists than the published one.</summary>
    DraftAhead = 2,
}

[Stored("Ideal customer profiles: name, and which version others read.", Kept.UntilDeleted)]
public sealed class Icp : IDeletable
{
    public const int LongestName = 120;

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("What the customer calls it")]
    public required string Name { get; set; }

    [Purpose("The version that Reach and Signal read")]
    public int? PublishedVersion { get; private set; }

    [Purpose("When that version was published")]
    public DateTimeOffset? PublishedAt { get; private set; }

    [Purpose("Number of the newest version; 0 while there is none")]
    public int LatestVersion { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    public IcpState State =>
        PublishedVersion is null ? IcpState.Draft
        : PublishedVersion == LatestVersion ? IcpState.Published
        : IcpState.DraftAhead;

    public void Rename(string name, DateTimeOffset now)
    {
        Name = name;
        Changed(now);
    }

    public void Publish(int number, DateTimeOffset now)
    {
        (PublishedVersion, PublishedAt) = (number, now);
        Changed(now);
    }

    public void Delete(DateTimeOffset now)
    {
        DeletedAt = now;
        Changed(now);
    }

    public void Undelete(DateTimeOffset now)
    {
        DeletedAt = null;
        Changed(now);
    }

    /// <summary>The number of the next version. The row's lock holds others off until this unit of work ends.</summary>
    public static async Task<int?> NextNumber(
        ScopeDb db,
        Guid id,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        (
            await db
                .Database.SqlQuery<int>(
                    $"update icps set latest_version = latest_version + 1, updated_at = {now} where account_email = {db.Account.Email} and id = {id} and deleted_at is null returning latest_version as \"Value\""
                )
                .ToListAsync(ct)
        )
            is [var number]
            ? number
            : null;

    public void Touch(DateTimeOffset now) => Changed(now);

    private void Changed(DateTimeOffset now)
    {
        UpdatedAt = now;
        Version++;
    }

    public sealed class Table : IEntityTypeConfiguration<Icp>
    {
        public void Configure(EntityTypeBuilder<Icp> icps)
        {
            icps.HasKey(i => new { i.AccountEmail, i.Id });
            icps.Property(i => i.Version).IsConcurrencyToken();
            icps.Property(i => i.Name).HasMaxLength(LongestName);
            icps.Ignore(i => i.State);
        }
    }
}
