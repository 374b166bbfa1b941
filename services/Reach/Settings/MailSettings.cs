namespace LeadFuel.Reach.Settings;

[Stored("Your postal address, which stands in every mail.", Kept.WithAccount)]
public sealed class MailSettings : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("Stands at the foot of every mail, as the law asks")]
    public string PostalAddress { get; set; } = "";

    public int Version { get; private set; }

    public void Edited() => Version++;

    public sealed class Table : IEntityTypeConfiguration<MailSettings>
    {
        public void Configure(EntityTypeBuilder<MailSettings> settings)
        {
            settings.ToTable("mail_settings");
            settings.HasKey(s => s.AccountEmail);
            settings.Property(s => s.Version).IsConcurrencyToken();
        }
    }
}
