namespace LeadFuel.Reach.Senders;

[Stored("Names and addresses you send as.", Kept.UntilDeleted)]
public sealed class Sender : IDeletable
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The name people see")]
    public required string Name { get; set; }

    [Purpose("The address people see")]
    public required string Address { get; set; }

    [Purpose("The domain that must be verified before it sends")]
    public required Guid DomainId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; set; }
    public int Version { get; private set; } = 1;

    public void Edited() => Version++;

    /// <summary>Holds off its removal until the unit of work ends. Locked after the campaign that is to write as it.</summary>
    public static Task Keep(ReachDb db, Guid? id, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"select 1 from senders where account_email = {db.Account.Email} and id = {id} for share",
            ct
        );

    public sealed class Table : IEntityTypeConfiguration<Sender>
    {
        public void Configure(EntityTypeBuilder<Sender> senders)
        {
            senders.HasKey(s => new { s.AccountEmail, s.Id });
            senders.Property(s => s.Version).IsConcurrencyToken();
            senders
                .HasOne<Domains.SendingDomain>()
                .WithMany()
                .HasForeignKey(s => new { s.AccountEmail, s.DomainId });
        }
    }
}
