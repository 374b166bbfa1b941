using System.Text.Json;
using LeadFuel.Orbit.AuditEntries;
using LeadFuel.Orbit.Handovers;
using LeadFuel.Orbit.Notices;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Mailboxes;

/// <summary>The member has to connect the mailbox again; nothing else helps.</summary>
public sealed class ReconnectNeededException(string why) : Exception($"reconnect: {why}")
{
    public string Why => why;
}

/// <summary>
/// Keeps the tokens of mailboxes: sealed at rest, renewed by one run at a time, and the new ones on disk before the
/// first of them is used, since Microsoft forgets the old ones.
/// </summary>
public sealed class MailboxTokens(
    OrbitDb db,
    SecretKeys keys,
    MicrosoftSignIn signIn,
    Egress egress,
    CurrentAccount account,
    TimeProvider clock
)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RefreshTime = TimeSpan.FromSeconds(45);

    private sealed record Kept(Guid Id, string Access, string Refresh, DateTimeOffset Exp);

    /// <summary>Fernet text. The row's id is inside, so that a text moved to another row opens nothing.</summary>
    public string Seal(Guid mailboxId, GrantedTokens tokens) =>
        keys.Seal(
            Consent.Sealed,
            account.Email,
            JsonSerializer.Serialize(
                new Kept(
                    mailboxId,
                    tokens.Access.Reveal(),
                    tokens.Refresh.Reveal(),
                    tokens.ExpiresAt
                )
            )
        );

    /// <summary>A token that works for some minutes; with `anew`, another one than before.</summary>
    public async Task<Secret> Access(Guid mailboxId, bool anew, CancellationToken ct)
    {
        Kept kept;
        await using (var work = await db.Begin(ct))
        {
            var mailbox = await db.Mailboxes.SingleOrDefaultAsync(m => m.Id == mailboxId, ct);
            if (mailbox is not { Tokens: { } text, Connected: true })
            {
                throw new ReconnectNeededException("no_tokens");
            }

            kept = Open(mailboxId, text);
            // Under an old key until now: written under the new one while it is in hand.
            if (keys.Reseal(Consent.Sealed, account.Email, text) is { } resealed)
            {
                await db
                    .Mailboxes.Where(m => m.Id == mailboxId && m.Tokens == text)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.Tokens, resealed), ct);
                await work.Commit(ct);
            }
        }

        if (!anew && kept.Exp - clock.GetUtcNow() > Early)
        {
            return new Secret(kept.Access);
        }

        var renewed = false;
        // Whoever holds the lease reads the tokens once more: another run may have renewed them since.
        await using (var work = await db.Begin(ct))
        {
            var (now, until) = (clock.GetUtcNow(), clock.GetUtcNow() + RefreshTime);
            var held = await db
                .Mailboxes.Where(m =>
                    m.Id == mailboxId
                    && m.Tokens != null
                    && (m.RefreshingUntil == null || m.RefreshingUntil <= now)
                )
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.RefreshingUntil, until), ct);
            if (held == 0)
            {
                throw new JobDeferredException(TimeSpan.FromSeconds(2));
            }

            var text = await db
                .Mailboxes.Where(m => m.Id == mailboxId)
                .Select(m => m.Tokens!)
                .SingleAsync(ct);
            await work.Commit(ct);
            var latest = Open(mailboxId, text);
            (renewed, kept) = (latest.Access != kept.Access && latest.Exp - now > Early, latest);
        }

        if (renewed)
        {
            await Release(mailboxId, ct);
            return new Secret(kept.Access);
        }

        return await Renew(mailboxId, kept, ct);
    }

    /// <summary>Asks for something of the mailbox. A token that ran out meanwhile is renewed, and the same is asked for once more.</summary>
    public async Task<T> Ask<T>(
        GraphMailbox graph,
        Guid mailboxId,
        Func<Task<T>> ask,
        CancellationToken ct
    )
    {
        using var purpose = egress.For(GraphMailbox.Read, GraphMailbox.Token);
        try
        {
            return await ask();
        }
        catch (GraphRefusedException refused) when (refused.Expired)
        {
            graph.Use(mailboxId, await Access(mailboxId, anew: true, ct));
            return await ask();
        }
    }

    private async Task<Secret> Renew(Guid mailboxId, Kept kept, CancellationToken ct)
    {
        GrantedTokens tokens;
        try
        {
            Fault.Point("orbit.before-refresh");
            using var purpose = egress.For(MicrosoftSignIn.Tokens, MicrosoftSignIn.Code);
            tokens = await signIn.Refresh(new Secret(kept.Refresh), ct);
            if (!MayRead(tokens.Scopes))
            {
                throw new SignInRefusedException("consent_required", 65001);
            }
        }
        catch (SignInRefusedException refused) when (refused.NeedsMember)
        {
            await Reconnect(db, account, mailboxId, refused.Error, clock.GetUtcNow(), ct);
            throw new ReconnectNeededException(refused.Error);
        }
        catch (Exception failed) when (failed is SignInRefusedException or ProviderRefusedException)
        {
            await Release(mailboxId, ct);
            throw failed is SignInRefusedException refused
                ? new ProviderRefusedException(MicrosoftSignIn.Provider.Name, 0, refused.Error)
                : failed;
        }

        Fault.Point("orbit.refreshed");
        await using (var work = await db.Begin(ct))
        {
            var mailbox = await db.Mailboxes.SingleOrDefaultAsync(m => m.Id == mailboxId, ct);
            if (mailbox is not { Connected: true })
            {
                throw new ReconnectNeededException("disconnected");
            }

            mailbox.Tokens = Seal(mailboxId, tokens);
            mailbox.Scopes = tokens.Scopes;
            mailbox.RefreshingUntil = null;
            await work.Commit(ct);
        }

        Fault.Point("orbit.refresh-stored");
        return tokens.Access;
    }

    public static bool MayRead(IEnumerable<string> scopes) =>
        scopes.Any(scope => scope.EndsWith("Mail.Read", StringComparison.OrdinalIgnoreCase));

    /// <summary>Stops reading until the member connects again, and says so once.</summary>
    public static async Task Reconnect(
        OrbitDb db,
        CurrentAccount account,
        Guid mailboxId,
        string why,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var mailbox = await db.Mailboxes.SingleOrDefaultAsync(m => m.Id == mailboxId, ct);
        if (mailbox is { Connected: true })
        {
            mailbox.State = MailboxState.Reconnect;
            mailbox.Problem = why;
            mailbox.RefreshingUntil = null;
            mailbox.NextSyncAt = null;
            TellClosed.Enqueue(db, mailbox, now);
            db.Enqueue(new TellEvent.Job(ConnectionExpired.Name, mailboxId, now));
            db.Enqueue(
                AppendAudit.Job.Of(
                    account,
                    now,
                    "mailbox.reconnect-needed",
                    mailboxId,
                    "Microsoft no longer lets us read a mailbox."
                )
            );
            await work.Commit(ct);
        }
    }

    private async Task Release(Guid mailboxId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await db
            .Mailboxes.Where(m => m.Id == mailboxId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(m => m.RefreshingUntil, (DateTimeOffset?)null),
                ct
            );
        await work.Commit(ct);
    }

    private Kept Open(Guid mailboxId, string text)
    {
        var kept = JsonSerializer.Deserialize<Kept>(
            keys.Open(Consent.Sealed, account.Email, text).Reveal()
        )!;
        return kept.Id == mailboxId ? kept : throw new FernetException();
    }
}
