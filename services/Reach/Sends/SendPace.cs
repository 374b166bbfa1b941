namespace LeadFuel.Reach.Sends;

[Stored(
    "When the next mail may leave: one row for the whole suite, so that all replicas share Resend's limit.",
    Kept.WithAccount
)]
public sealed class SendPace : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The moment from which the next call may be made")]
    public DateTimeOffset FreeAt { get; private set; }

    [Purpose("Why nobody may call until then, in one word of a fixed list")]
    public string HeldBecause { get; private set; } = "";

    [Purpose("Until when no mail may leave, because as many as Resend takes are sent")]
    public DateTimeOffset? MailsFreeAt { get; private set; }

    public sealed class Table : IEntityTypeConfiguration<SendPace>
    {
        public void Configure(EntityTypeBuilder<SendPace> pace)
        {
            pace.ToTable("send_pace");
            pace.HasKey(p => p.AccountEmail);
        }
    }
}
