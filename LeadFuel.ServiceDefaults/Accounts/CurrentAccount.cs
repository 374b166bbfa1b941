namespace LeadFuel.Accounts;

/// <summary>An operator who looks into an account: who, under which impersonation, and whether an owner granted writing.</summary>
public sealed record Viewing(string Operator, string ImpersonationId, bool Write);

/// <summary>The one account that a scope (request, call or job) works for. Reading it before it is entered throws.</summary>
public sealed class CurrentAccount
{
    private AccountKey? key;

    public bool Entered => key is not null;

    public string Email =>
        key?.Email
        ?? throw new InvalidOperationException("No account has been entered in this scope.");

    /// <summary>The member's address, `anonymous`, `service` or `job`.</summary>
    public string Member { get; private set; } = "service";

    public string? SessionId { get; private set; }

    public DateTimeOffset? SignedInAt { get; private set; }

    /// <summary>Hash of the cookie of the browser that asks for a sign-in; only on public sign-in routes.</summary>
    public string? Browser { get; private set; }

    /// <summary>Truncated network prefix of the caller, as the gateway saw it.</summary>
    public string? Network { get; private set; }

    /// <summary>The whole address of who asks for a sign-in, to count by and never to keep; only on public sign-in routes.</summary>
    public string? Peer { get; private set; }

    /// <summary>Hash of the session cookie that the browser still has when it signs in anew.</summary>
    public string? OldSession { get; private set; }

    public Viewing? Viewing { get; private set; }

    /// <summary>When the session or viewing behind this request ends, and with it every token minted for it.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    public bool MayWrite => Viewing is null or { Write: true };

    /// <summary>Units of work that are open in this scope: while there is one, no call may leave.</summary>
    public int OpenWork { get; internal set; }

    public void Enter(AccountKey account, string member, Viewing? viewing = null)
    {
        if (key is { } entered && entered != account)
        {
            throw new InvalidOperationException("This scope already works for another account.");
        }

        key = account;
        Member = member;
        Viewing = viewing;
    }

    internal void Describe(TokenClaims claims)
    {
        Member = claims.Subject;
        SessionId = claims.SessionId;
        SignedInAt = claims.SignedInAt;
        Browser = claims.Browser;
        Network = claims.Network;
        Peer = claims.Peer;
        OldSession = claims.OldSession;
        Viewing = claims.Viewing;
        EndsAt = claims.EndsAt;
        if (claims.Account is { } email)
        {
            Enter(new AccountKey(email), claims.Subject, claims.Viewing);
        }
    }
}
