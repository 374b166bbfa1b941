namespace LeadFuel.Admin.Operators;

/// <summary>What an operator may do; each may all that stands before it, and support what privacy may not.</summary>
public enum OperatorRole : short
{
    Viewer = 0,
    Support = 1,
    Privacy = 2,
    Lead = 3,
}

public enum OperatorState : short
{
    Enrolling = 0,
    Active = 1,
    Suspended = 2,
}

/// <summary>Somebody of ours who may sign in here. The rows belong to the suite itself, not to a customer.</summary>
[Stored(
    "Operators of the suite: address, name, role; their second factor encrypted.",
    "Until removed."
)]
public sealed class Operator : IOwned
{
    public const string TotpPurpose = "admin.totp";
    private const int MaxTries = 5;
    private static readonly TimeSpan Block = TimeSpan.FromMinutes(15);

    public string AccountEmail { get; private set; } = "";

    [Purpose("The address the operator signs in with")]
    public required string Email { get; init; }

    [Purpose("What the account's log calls the operator")]
    public required string Name { get; init; }

    [Purpose("What the operator may do")]
    public required OperatorRole Role { get; set; }

    [Purpose("Enrolling, active or suspended")]
    public OperatorState State { get; private set; }

    // Sealed for the operator: nobody's is worth anything in another's row. ResealFactors follows a change of the key.
    [Purpose("The second factor's secret", Encrypted = true, Withheld = "a secret")]
    public string? TotpFernet { get; private set; }

    [Purpose("The last time step that was used, so that a code works once")]
    public long LastStep { get; private set; }

    [Purpose("Wrong codes in a row")]
    public int Tries { get; private set; }

    [Purpose("Until when no code is taken")]
    public DateTimeOffset? BlockedUntil { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void Propose(string sealedSecret)
    {
        if (State == OperatorState.Enrolling)
        {
            TotpFernet = sealedSecret;
        }
    }

    public void Suspend(bool suspended) =>
        State =
            suspended ? OperatorState.Suspended
            : LastStep == 0 ? OperatorState.Enrolling
            : OperatorState.Active;

    /// <summary>Whoever lost the authenticator sets up another one at the next sign-in.</summary>
    public void ForgetFactor()
    {
        (TotpFernet, LastStep, Tries, BlockedUntil) = (null, 0, 0, null);
        if (State == OperatorState.Active)
        {
            State = OperatorState.Enrolling;
        }
    }

    public bool BlockedAt(DateTimeOffset now) => BlockedUntil > now;

    public void Missed(DateTimeOffset now)
    {
        Tries++;
        if (Tries >= MaxTries)
        {
            (Tries, BlockedUntil) = (0, now + Block);
        }
    }

    /// <summary>A step counts once: whoever reads a code over a shoulder comes too late.</summary>
    public bool Use(long step)
    {
        if (step <= LastStep)
        {
            return false;
        }

        (LastStep, Tries, State) = (step, 0, OperatorState.Active);
        return true;
    }

    public sealed class Table : IEntityTypeConfiguration<Operator>
    {
        public void Configure(EntityTypeBuilder<Operator> builder)
        {
            builder.HasKey(o => new { o.AccountEmail, o.Email });
            builder.Property(o => o.Email).HasMaxLength(254);
            builder.Property(o => o.Name).HasMaxLength(120);
            builder.Property(o => o.Role).HasConversion<short>();
            builder.Property(o => o.State).HasConversion<short>();
            builder.Property(o => o.TotpFernet).HasMaxLength(300);
        }
    }
}

[Stored(
    "Sign-in links of operators on their way: a hash, never the link.",
    "30 minutes at most; gone with the first use."
)]
public sealed class OperatorLink : IOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; init; } = Guid.CreateVersion7();

    [Purpose("Whose link it is")]
    public required string Email { get; init; }

    [Purpose("Recognises the link without holding it", Withheld = "a hash only")]
    public required byte[] TokenHash { get; init; }

    [Purpose("When it stops working and is deleted")]
    public required DateTimeOffset ExpiresAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<OperatorLink>
    {
        public void Configure(EntityTypeBuilder<OperatorLink> builder)
        {
            builder.HasKey(l => new { l.AccountEmail, l.Id });
            builder.Property(l => l.Email).HasMaxLength(254);
        }
    }
}

/// <summary>An operator's browser. Without the second factor it opens nothing but the page that asks for it.</summary>
[Stored(
    "Operators' signed-in browsers; of the cookie only a hash.",
    Kept.OneDay,
    After = nameof(CreatedAt)
)]
public sealed class OperatorSession : IOwned
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Absolute = TimeSpan.FromHours(10);
    public static readonly TimeSpan StepUp = TimeSpan.FromMinutes(15);

    public string AccountEmail { get; private set; } = "";
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    [Purpose("Recognises the cookie without holding it", Withheld = "a hash only")]
    public required byte[] TokenHash { get; init; }

    [Purpose("Whose session it is")]
    public required string Email { get; init; }

    [Purpose("When a code of the second factor was last given")]
    public DateTimeOffset? SecondFactorAt { get; private set; }

    [Purpose("What the operator said they are working on")]
    public string? Reason { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Purpose("When it was last used")]
    public required DateTimeOffset SeenAt { get; set; }

    public void Confirm(DateTimeOffset now) => SecondFactorAt = now;

    public sealed class Table : IEntityTypeConfiguration<OperatorSession>
    {
        public void Configure(EntityTypeBuilder<OperatorSession> builder)
        {
            builder.HasKey(s => new { s.AccountEmail, s.Id });
            builder.Property(s => s.Email).HasMaxLength(254);
            builder.Property(s => s.Reason).HasMaxLength(500);
            builder.HasIndex(s => new { s.AccountEmail, s.TokenHash }).IsUnique();
        }
    }
}
