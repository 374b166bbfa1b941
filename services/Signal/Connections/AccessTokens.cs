using System.Net;
using LeadFuel.Signal.Notices;
using LeadFuel.Signal.Providers.LinkedIn;

namespace LeadFuel.Signal.Connections;

/// <summary>Hands out a connection's access token, renewed first where it is due. One renewal at a time for each connection.</summary>
internal sealed class AccessTokens(
    SignalDb db,
    LinkedInClient linkedIn,
    SecretKeys keys,
    TimeProvider clock
)
{
    /// <summary>LinkedIn's advice: renew before the last week.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(7);

    private static readonly TimeSpan OneRenewal = TimeSpan.FromSeconds(30);

    private sealed record Held(Secret? Access, Secret? Refresh, LinkedInApp? App, bool Valid);

    /// <summary>
    /// The token, or null: only the person can renew the consent. `renew`: LinkedIn has just refused the stored one.
    /// LinkedIn being away throws, and leaves everything as it was.
    /// </summary>
    public async Task<Secret?> Open(Guid connectionId, bool renew, CancellationToken ct)
    {
        var held = await Begin(connectionId, renew, ct);
        if (held.Refresh is null || held.App is null)
        {
            return held.Access;
        }

        try
        {
            var granted = await linkedIn.Refresh(held.App, held.Refresh, ct);
            Fault.Point("signal.renewed");
            await Store(connectionId, granted, ct);
            return granted.AccessToken;
        }
        catch (ProviderRefusedException refused)
            when (refused.Code == "invalid_grant" || refused.Status == HttpStatusCode.Unauthorized)
        {
            return await GiveUp(connectionId, refused.Code, ct);
        }
        catch (ProviderRefusedException) when (held.Valid && !renew)
        {
            await Release(connectionId, ct);
            return held.Access;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            await Release(connectionId, ct);
            throw;
        }
    }

    /// <summary>What is stored, and the right to renew it where that is due. Refresh is null when there is nothing to renew.</summary>
    private async Task<Held> Begin(Guid id, bool renew, CancellationToken ct)
    {
        var nothing = new Held(null, null, null, false);
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var token = await Locked(id, ct);
        var connection = await db.Connections.SingleOrDefaultAsync(c => c.Id == id, ct);
        if (token is null || connection is not { State: ConnectionState.Active })
        {
            return nothing;
        }

        try
        {
            var valid = connection.AccessExpiresAt > now;
            var access = token.OpenAccess(keys, db.Account.Email);
            if (!renew && connection.AccessExpiresAt > now + RenewBefore)
            {
                return new(access, null, null, valid);
            }

            var refresh = token.OpenRefresh(keys, db.Account.Email);
            if (refresh is null || connection.RefreshExpiresAt <= now)
            {
                if (valid && !renew)
                {
                    return new(access, null, null, valid);
                }

                TellEvent.Expired(db, connection, "expired", now);
                await work.Commit(ct);
                return nothing;
            }

            if (token.RenewingUntil > now)
            {
                return valid && !renew
                    ? new(access, null, null, valid)
                    : throw new JobDeferredException(TimeSpan.FromSeconds(5));
            }

            token.RenewingUntil = now + OneRenewal;
            await work.Commit(ct);
            return new(access, refresh, linkedIn.App(connection.ClientId), valid);
        }
        catch (FernetException)
        {
            // Sealed with a key that is gone: only a new consent helps.
            TellEvent.Expired(db, connection, "unreadable", now);
            await work.Commit(ct);
            return nothing;
        }
    }

    // What was given is on disk before it is used: a refresh token may be good once.
    private async Task Store(Guid id, Granted granted, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (
            await Locked(id, ct) is { } token
            && await db.Connections.SingleOrDefaultAsync(c => c.Id == id, ct)
                is { Live: true } connection
        )
        {
            token.Access(keys, db.Account.Email, granted.AccessToken);
            token.Refresh(keys, db.Account.Email, granted.RefreshToken);
            token.RenewingUntil = null;
            connection.Refreshed(clock.GetUtcNow(), granted.Scopes, granted.AccessLives);
        }

        await work.Commit(ct);
    }

    /// <summary>Only the person can renew the consent.</summary>
    public async Task<Secret?> GiveUp(Guid id, string error, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Locked(id, ct) is { } token)
        {
            token.RenewingUntil = null;
        }

        var connection = await db.Connections.SingleOrDefaultAsync(c => c.Id == id, ct);
        TellEvent.Expired(db, connection, error, clock.GetUtcNow());
        await work.Commit(ct);
        return null;
    }

    private async Task Release(Guid id, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Locked(id, ct) is { } token)
        {
            token.RenewingUntil = null;
        }

        await work.Commit(ct);
    }

    private async Task<ConnectionToken?> Locked(Guid id, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"select 1 from connection_tokens where account_email = {db.Account.Email} and connection_id = {id} for update",
            ct
        );
        return await db.ConnectionTokens.SingleOrDefaultAsync(t => t.ConnectionId == id, ct);
    }
}
