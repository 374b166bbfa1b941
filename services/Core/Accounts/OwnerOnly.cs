namespace LeadFuel.Core.Accounts;

/// <summary>Who may take everything along or end the account: an owner, in person, who signed in just now.</summary>
public sealed class OwnerOnly(SharedDb shared, CurrentAccount account, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);

    private static readonly Refused NotViewing = Refuse.Forbidden(
        "not-while-viewing",
        "Whoever views an account may neither take its data along nor delete or restore it."
    );

    private static readonly Refused NotOwner = Refuse.Forbidden(
        "owners-only",
        "Only an owner of the account may do this. Ask one."
    );

    private static readonly Refused SignInAgain = Refuse.Forbidden(
        "recent-sign-in-required",
        "For this you must have signed in within the last 15 minutes. Sign in again with a new link; nothing is lost."
    );

    /// <summary>Null, or why not.</summary>
    public async Task<Refused?> Check(bool recently, CancellationToken ct)
    {
        if (account.Viewing is not null)
        {
            return NotViewing;
        }

        await using var work = await shared.Begin(ct);
        var member = account.Member;
        if (!await shared.Memberships.AnyAsync(m => m.Email == member && m.Role == Role.Owner, ct))
        {
            return NotOwner;
        }

        return recently && !(account.SignedInAt > clock.GetUtcNow() - Recent) ? SignInAgain : null;
    }
}
