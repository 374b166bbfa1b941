using System.ComponentModel.DataAnnotations;
using LeadFuel.Orbit.AuditEntries;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>Takes what Microsoft sent back: the state is good once, for ten minutes, in the session that began it.</summary>
public static class FinishMailbox
{
    public sealed record Request(
        [StringLength(200, MinimumLength = 1)] string State,
        [MaxLength(4000)] string? Code,
        [MaxLength(200)] string? Error,
        [MaxLength(4000)] string? ErrorDescription
    );

    public static void Map(RouteGroupBuilder mailboxes) =>
        mailboxes.MapPost(
            "/callback",
            async (
                Request request,
                OrbitDb db,
                MailboxTokens tokens,
                MicrosoftSignIn signIn,
                SecretKeys keys,
                Egress egress,
                CurrentAccount account,
                ReturnAddress at,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (
                    await Handle(request, db, tokens, signIn, keys, egress, account, at, clock, ct)
                ).ToOk()
        );

    public static async Task<Outcome<GetMailbox.View>> Handle(
        Request request,
        OrbitDb db,
        MailboxTokens tokens,
        MicrosoftSignIn signIn,
        SecretKeys keys,
        Egress egress,
        CurrentAccount account,
        ReturnAddress at,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await Take(request.State, db, account, clock.GetUtcNow(), ct) is not { } consent)
        {
            return Refuse.Gone(
                "state-unknown",
                "This connection was begun elsewhere, was finished already, or is older than ten minutes. Begin again."
            );
        }

        if (request.Code is not { Length: > 0 } code)
        {
            return Why(request, signIn.AdminConsentAt(at.AfterAdmin));
        }

        GrantedTokens granted;
        try
        {
            using var purpose = egress.For(MicrosoftSignIn.Tokens, MicrosoftSignIn.Code);
            granted = await signIn.Exchange(
                code,
                at.Address,
                keys.Open(Consent.Sealed, account.Email, consent.Verifier).Reveal(),
                ct
            );
        }
        catch (SignInRefusedException refused)
        {
            return refused.Error == "consent_required"
                ? AdminConsent(signIn.AdminConsentAt(at.AfterAdmin))
                : Refuse.Unprocessable(
                    "consent-refused",
                    "Microsoft did not take the code. Begin again."
                );
        }
        catch (ProviderRefusedException)
        {
            return Refuse.ProviderDown("Microsoft");
        }

        if (!MailboxTokens.MayRead(granted.Scopes))
        {
            return Refuse.Unprocessable(
                "scope-missing",
                "Microsoft did not allow us to read mail, so there is nothing to connect. Begin again and allow it."
            );
        }

        return signIn.Identity(granted, AuthorizeMailbox.Nonce(request.State)) is { } identity
            ? await Keep(consent, identity, granted, db, tokens, account, clock, ct)
            : Refuse.Unprocessable(
                "consent-refused",
                "Microsoft did not say whose mailbox this is. Begin again."
            );
    }

    private static async Task<Outcome<GetMailbox.View>> Keep(
        Consent consent,
        MicrosoftIdentity identity,
        GrantedTokens granted,
        OrbitDb db,
        MailboxTokens tokens,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(
            m => m.TenantId == identity.Tenant && m.DirectoryId == identity.Directory,
            ct
        );
        if (
            (consent.MailboxId is { } meant && mailbox?.Id != meant)
            || (mailbox is not null && mailbox.Member != account.Member)
            || mailbox?.State == MailboxState.Disconnecting
        )
        {
            return Refuse.Conflict(
                consent.MailboxId is null
                    ? "This mailbox is connected already, or still being removed. Try again in a minute."
                    : "You signed in at Microsoft with another mailbox than the one to connect again. Choose the same.",
                "other-mailbox"
            );
        }

        if (mailbox is null)
        {
            mailbox = new Mailbox
            {
                Member = account.Member,
                Address = identity.Address,
                TenantId = identity.Tenant,
                DirectoryId = identity.Directory,
                OwnAddresses = [identity.Address],
                CreatedAt = now,
            };
            db.Mailboxes.Add(mailbox);
        }

        mailbox.Tokens = tokens.Seal(mailbox.Id, granted);
        mailbox.Scopes = granted.Scopes;
        mailbox.Problem = null;
        mailbox.RefreshingUntil = null;
        if (mailbox.State == MailboxState.Reconnect)
        {
            mailbox.State =
                mailbox.SyncStartedAt is null ? MailboxState.Choosing
                : mailbox.Percent == 100 ? MailboxState.Live
                : MailboxState.FirstSync;
            SyncMailbox.Again(db, mailbox, now);
        }

        mailbox.Edited();
        db.Enqueue(
            AppendAudit.Job.Of(
                account,
                now,
                "mailbox.connected",
                mailbox.Id,
                "Connected a Microsoft 365 mailbox."
            )
        );
        await work.Flush(ct);
        var view = await GetMailbox.Read(db, mailbox, account, now, ct);
        return await work.Commit(view, ct);
    }

    // Gone in the same statement that finds it, and committed before the code is used: nothing takes it twice.
    private static async Task<Consent?> Take(
        string state,
        OrbitDb db,
        CurrentAccount account,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var hash = AuthorizeMailbox.Hash(state);
        var oldest = now - Consent.Life;
        await using var work = await db.Begin(ct);
        var consent = await db
            .Consents.AsNoTracking()
            .SingleOrDefaultAsync(
                c =>
                    c.StateHash == hash
                    && c.SessionId == account.SessionId
                    && c.Member == account.Member
                    && c.CreatedAt > oldest,
                ct
            );
        var taken =
            consent is not null
            && await db.Consents.Where(c => c.Id == consent.Id).ExecuteDeleteAsync(ct) == 1;
        await work.Commit(ct);
        return taken ? consent : null;
    }

    private static Refused Why(Request request, Uri adminConsent) =>
        request.Error is "consent_required"
        || (request.ErrorDescription ?? "").Contains("AADSTS90094", StringComparison.Ordinal)
        || (request.ErrorDescription ?? "").Contains("AADSTS65001", StringComparison.Ordinal)
            ? AdminConsent(adminConsent)
            : Refuse.Unprocessable(
                "consent-refused",
                "You did not allow it at Microsoft, so nothing is connected and nothing is read."
            );

    private static Refused AdminConsent(Uri link) =>
        Refuse.Unprocessable(
            "admin-consent-required",
            "Your organisation wants an administrator to allow this first. Send them the link; then connect again."
        ) with
        {
            More = new Dictionary<string, object?> { ["adminConsentUrl"] = link.AbsoluteUri },
        };
}
