namespace LeadFuel.Reach.Unsubscribes;

[Stored(
    "One link for each address that got a mail, so that unsubscribing works for ever.",
    Kept.WithAccount
)]
public sealed class UnsubscribeLink : IOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("The address that the link takes off the list")]
    public required string Address { get; init; }

    [Purpose("Who wrote, as the page tells")]
    public required string FromName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<UnsubscribeLink>
    {
        public void Configure(EntityTypeBuilder<UnsubscribeLink> links)
        {
            links.HasKey(l => new { l.AccountEmail, l.Id });
            links.HasIndex(l => new { l.AccountEmail, l.Address }).IsUnique();
        }
    }
}
