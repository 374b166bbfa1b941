using System.Security.Cryptography;
using System.Text;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>Begins to connect a mailbox, or to connect it anew: where to go at Microsoft.</summary>
public static class AuthorizeMailbox
{
    public sealed record Request(Guid? MailboxId);

    public sealed record View(string Url);

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapPost(
            "/authorize",
            async (
                Request request,
                OrbitDb db,
                MicrosoftSignIn signIn,
                SecretKeys keys,
                CurrentAccount account,
                ReturnAddress at,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, db, signIn, keys, account, at, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Request request,
        OrbitDb db,
        MicrosoftSignIn signIn,
        SecretKeys keys,
        CurrentAccount account,
        ReturnAddress at,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        // A mailbox is opened by its own member's word: no operator gives it in their stead.
        if (account.SessionId is not { } session || account.Viewing is not null)
        {
            return Refuse.Forbidden("members-only", "A mailbox is connected by its own member.");
        }

        await using var work = await db.Begin(ct);
        if (
            request.MailboxId is { } again
            && !await db.Mailboxes.AnyAsync(m => m.Id == again && m.Member == account.Member, ct)
        )
        {
            return Refuse.Conflict("This is none of your mailboxes.", "other-mailbox");
        }

        var state = MicrosoftSignIn.Base64Url(RandomNumberGenerator.GetBytes(32));
        var verifier = MicrosoftSignIn.Base64Url(RandomNumberGenerator.GetBytes(32));
        db.Consents.Add(
            new Consent
            {
                StateHash = Hash(state),
                Verifier = keys.Seal(Consent.Sealed, account.Email, verifier),
                SessionId = session,
                Member = account.Member,
                MailboxId = request.MailboxId,
                CreatedAt = clock.GetUtcNow(),
            }
        );
        var url = signIn.AuthorizeAt(at.Address, state, verifier, Nonce(state));
        return await work.Commit(new View(url.AbsoluteUri), ct);
    }

    public static byte[] Hash(string state) => SHA256.HashData(Encoding.UTF8.GetBytes(state));

    /// <summary>Made from the state, which Microsoft does not put into the id token by itself.</summary>
    public static string Nonce(string state) => MicrosoftSignIn.Base64Url(Hash("nonce " + state));
}

/// <summary>The pages of the app to which Microsoft sends people back.</summary>
public sealed class ReturnAddress(IConfiguration configuration)
{
    private readonly string origin = (configuration["PUBLIC_ORIGIN"] ?? "").TrimEnd('/');

    /// <summary>The member's. It only hands code and state on, by a POST.</summary>
    public string Address => origin + "/orbit/connect";

    /// <summary>The administrator's, who need not be signed in here: it says what came of their consent.</summary>
    public string AfterAdmin => origin + "/orbit/consent";
}
