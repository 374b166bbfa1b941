using LeadFuel.Scope.Companies;
using LeadFuel.Scope.CrmConnections;

namespace LeadFuel.Scope.Outcomes;

public enum DealStatus : short
{
    Open = 0,
    Won = 1,
    Lost = 2,

    /// <summary>Was closed and is open again.</summary>
    Reopened = 3,

    /// <summary>Taken away in the CRM, or merged into another deal.</summary>
    Deleted = 4,
}

public enum DealMatch : short
{
    /// <summary>Nobody has said which company it is of; it waits.</summary>
    Unmatched = 0,
    Matched = 1,

    /// <summary>A person said that it is of none.</summary>
    Ignored = 2,
}

[Stored("Deals of your CRM: state, amount, dates, company.", Kept.WithAccount)]
public sealed class DealOutcome : IOwned
{
    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("The address it was last told at")]
    public required Guid ConnectionId { get; set; }

    [Purpose("HubSpot or Pipedrive")]
    public required CrmVendor Vendor { get; init; }

    [Purpose("The CRM's number of its own account; empty until it told that")]
    public string Portal { get; private set; } = "";

    [Purpose("The CRM's id of the deal")]
    public required string VendorDealId { get; init; }

    [Purpose("Each field with the time at which it got its value")]
    public DealKnowledge Known { get; private set; } = DealKnowledge.Nothing;

    [Purpose("Open, won, lost, reopened or deleted")]
    public DealStatus Status { get; private set; }

    [Purpose("It came to this as another deal that was merged into it")]
    public bool ByMerge { get; private set; }

    [Purpose("What the deal is called in the CRM")]
    public string? Name { get; private set; }

    [Purpose("Its amount in the currency's smallest unit; unknown when the CRM did not tell it")]
    public long? AmountMinor { get; private set; }

    [Purpose("The amount's currency")]
    public string? Currency { get; private set; }

    [Purpose("When it was closed")]
    public DateTimeOffset? ClosedAt { get; private set; }

    [Purpose("Why it was lost, in the words of the CRM")]
    public string? LostReason { get; private set; }

    [Purpose("Its stage in the CRM")]
    public string? Stage { get; private set; }

    [Purpose("The CRM's id of its company")]
    public string? VendorCompanyId { get; private set; }

    [Purpose("Which company it is of")]
    public Guid? CompanyId { get; private set; }

    [Purpose("That company's domain")]
    public string? Domain { get; private set; }

    [Purpose("Matched to a company, waiting, or of none")]
    public DealMatch Match { get; private set; }

    [Purpose("A person chose the company")]
    public bool ByHand { get; private set; }

    [Purpose("As what its closing was told of; empty when it was not, or has been open since")]
    public DealStatus? ToldAs { get; private set; }

    [Purpose("As what it ended the mails to its company; empty when it has been open since")]
    public DealStatus? EndedAs { get; private set; }

    [Purpose("The domain of the company to which it ended the mails")]
    public string? EndedFor { get; private set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public bool Closed => Status is DealStatus.Won or DealStatus.Lost;

    /// <summary>It closed, and nobody was told. What another deal had come to was told of that one.</summary>
    public bool Untold => Closed && !ByMerge && ToldAs != Status;

    /// <summary>When it was last said to be where it is now; of a CRM that tells no stages, when it was said to be closed.</summary>
    public DateTimeOffset? MovedAt =>
        (
            Known.Fields.GetValueOrDefault(CrmFields.Stage)
            ?? Known.Fields.GetValueOrDefault(CrmFields.IsClosed)
            ?? Known.Fields.GetValueOrDefault(CrmFields.IsWon)
        )?.At;

    public void Learn(CrmEvent told) =>
        Known = Known.With(told.Fields, told.OccurredAt, told.Order);

    public void Bind(string portal) => Portal = portal;

    /// <summary>With all of a row of the same deal that was made before its account of the CRM was known.</summary>
    public void Join(DealOutcome early)
    {
        Known = Known.Join(early.Known);
        ToldAs ??= early.ToldAs;
        if (EndedAs is null)
        {
            (EndedAs, EndedFor) = (early.EndedAs, early.EndedFor);
        }

        if (early.ByHand && !ByHand)
        {
            Choose(early.CompanyId, early.Domain);
        }
    }

    public void Absorb(DealOutcome gone) => Known = Known.Absorb(gone.Known);

    /// <summary>What follows from all that is known, by what the stages mean now.</summary>
    public DealState Derive(Func<string, StageMeaning> means, DateTimeOffset now)
    {
        var state = Known.State(Vendor, means);
        (Status, Name, AmountMinor, Currency) = (
            state.Status,
            state.Name,
            state.AmountMinor,
            state.Currency
        );
        (ClosedAt, LostReason, Stage) = (state.ClosedAt, state.LostReason, state.Stage);
        (VendorCompanyId, ByMerge, UpdatedAt) = (state.CompanyId, state.ByMerge, now);
        return state;
    }

    public void Belongs(Guid? company, string? domain) =>
        (CompanyId, Domain, Match) = (
            company,
            domain,
            company is null ? DealMatch.Unmatched : DealMatch.Matched
        );

    /// <summary>A person's word on it stands against whatever the CRM tells later.</summary>
    public void Choose(Guid? company, string? domain)
    {
        (CompanyId, Domain, ByHand) = (company, domain, true);
        Match = company is null ? DealMatch.Ignored : DealMatch.Matched;
        Version++;
    }

    public void Told() => ToldAs = Status;

    /// <summary>Whether the mails to its company are to end now: once for each closing, however often it is told of.</summary>
    public bool EndsMails()
    {
        if (!Closed || Domain is null || (EndedAs == Status && EndedFor == Domain))
        {
            return false;
        }

        (EndedAs, EndedFor) = (Status, Domain);
        return true;
    }

    /// <summary>After the CRM opened it again its next closing is another one.</summary>
    public void MayCloseAnew()
    {
        if (Status is DealStatus.Open or DealStatus.Reopened)
        {
            (ToldAs, EndedAs, EndedFor) = (null, null, null);
        }
    }

    public sealed class Table : IEntityTypeConfiguration<DealOutcome>
    {
        public void Configure(EntityTypeBuilder<DealOutcome> outcomes)
        {
            outcomes.HasKey(o => new { o.AccountEmail, o.Id });
            outcomes
                .HasIndex(o => new
                {
                    o.AccountEmail,
                    o.Vendor,
                    o.Portal,
                    o.VendorDealId,
                })
                .IsUnique()
                .HasDatabaseName("one_outcome_of_a_deal");
            outcomes.HasIndex(o => new
            {
                o.AccountEmail,
                o.ClosedAt,
                o.Id,
            });
            outcomes.HasIndex(o => new { o.AccountEmail, o.VendorCompanyId });
            outcomes.Property(o => o.Vendor).HasConversion<short>();
            outcomes.Property(o => o.Status).HasConversion<short>();
            outcomes.Property(o => o.Match).HasConversion<short>();
            outcomes.Property(o => o.ToldAs).HasConversion<short>();
            outcomes.Property(o => o.EndedAs).HasConversion<short>();
            outcomes.Property(o => o.Known).HasColumnType("jsonb");
            outcomes.Property(o => o.Portal).HasMaxLength(100);
            outcomes.Property(o => o.VendorDealId).HasMaxLength(100);
            outcomes.Property(o => o.Domain).HasMaxLength(CompanyDomain.Longest);
            outcomes.Property(o => o.EndedFor).HasMaxLength(CompanyDomain.Longest);
            outcomes.Property(o => o.Version).IsConcurrencyToken();
            outcomes.Ignore(o => o.Closed);
            outcomes.Ignore(o => o.Untold);
            outcomes.Ignore(o => o.MovedAt);
            outcomes
                .HasOne<Company>()
                .WithMany()
                .HasForeignKey(o => new { o.AccountEmail, o.CompanyId })
                .OnDelete(DeleteBehavior.NoAction);
        }
    }
}

/// <summary>Which company an id of the CRM stands for: learnt from its own events, or from a person's choice.</summary>
[Stored("Ids of companies in your CRM with their domain.", Kept.WithAccount)]
public sealed class CrmCompany : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("HubSpot or Pipedrive")]
    public required CrmVendor Vendor { get; init; }

    [Purpose("The CRM's number of its own account")]
    public required string Portal { get; init; }

    [Purpose("The CRM's id of the company")]
    public required string VendorCompanyId { get; init; }

    [Purpose("Its domain")]
    public required string Domain { get; set; }

    [Purpose("When the CRM said so, by its own clock")]
    public required DateTimeOffset At { get; set; }

    public sealed class Table : IEntityTypeConfiguration<CrmCompany>
    {
        public void Configure(EntityTypeBuilder<CrmCompany> companies)
        {
            companies.HasKey(c => new
            {
                c.AccountEmail,
                c.Vendor,
                c.Portal,
                c.VendorCompanyId,
            });
            companies.Property(c => c.Vendor).HasConversion<short>();
            companies.Property(c => c.Portal).HasMaxLength(100);
            companies.Property(c => c.VendorCompanyId).HasMaxLength(100);
            companies.Property(c => c.Domain).HasMaxLength(CompanyDomain.Longest);
        }
    }
}
