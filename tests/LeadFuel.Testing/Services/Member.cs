using LeadFuel.Accounts;

namespace LeadFuel.Testing.Services;

/// <summary>A person with an account of their own.</summary>
public sealed class Member : IDisposable
{
    private readonly Suite suite;
    private readonly Dictionary<string, Caller> callers = [];

    internal Member(Suite suite, string email, string? session, Guid? sessionId, Caller web)
    {
        this.suite = suite;
        Email = email;
        Session = session;
        SignedInAt = suite.Time.GetUtcNow();
        SessionId = sessionId;
        Web = web;
    }

    /// <summary>The address, which is the account's key, too.</summary>
    public string Email { get; }

    /// <summary>What the browser's cookie holds.</summary>
    public string? Session { get; }

    public Guid? SessionId { get; }

    public DateTimeOffset SignedInAt { get; }

    /// <summary>Their browser, at the gateway: paths begin with /api/…</summary>
    public Caller Web { get; }

    // Straight to the services, with the token that the gateway would have minted.
    public Caller Core => Direct("core");
    public Caller Scope => Direct("scope");
    public Caller Reach => Direct("reach");
    public Caller Signal => Direct("signal");
    public Caller Orbit => Direct("orbit");
    public Caller Admin => Direct("admin");

    /// <summary>What a token for this person says.</summary>
    public TokenClaims Claims =>
        new(Email)
        {
            Account = Email,
            SessionId = SessionId?.ToString(),
            SignedInAt = SignedInAt,
        };

    public Caller Direct(string service)
    {
        lock (callers)
        {
            if (!callers.TryGetValue(service, out var caller))
            {
                callers[service] = caller = suite.Direct(
                    service,
                    () => suite.Tokens.Mint(service, Claims)
                );
            }

            return caller;
        }
    }

    public void Dispose()
    {
        Web.Dispose();
        foreach (var caller in callers.Values)
        {
            caller.Dispose();
        }
    }
}
