using System.Buffers.Text;
using System.Security.Cryptography;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Sessions;

namespace LeadFuel.Core.SignInLinks;

/// <summary>Turns a proven link into a session; the first one founds the account.</summary>
public sealed class SignIn(
    CoreDb db,
    SharedDb shared,
    CurrentAccount account,
    AuditLog audit,
    TimeProvider clock
)
{
    public const string Header = "LeadFuel-Session";

    public static readonly Refused Gone = Refuse.Gone(
        "link-used-or-expired",
        "This link was used, replaced by a newer one, or is older than 30 minutes. Ask for a new one."
    );

    public sealed record View(string Account, string Email, bool IsNew);

    public sealed record Opened(View View, string Token);

    public static IResult Answer(Outcome<Opened> outcome, HttpContext http)
    {
        if (outcome.Refused is { } refused)
        {
            return new RefusedResult(refused);
        }

        http.Response.Headers[Header] = outcome.Value.Token;
        return TypedResults.Ok(outcome.Value.View);
    }

    /// <summary>The link ends and the session begins in one transaction: of any number at once, one wins.</summary>
    /// <param name="oldSession">Hash of the session cookie that the browser still has: signing in anew ends that session.</param>
    /// <param name="timeZone">What the browser says; an account that is there already keeps its own.</param>
    public async Task<Outcome<Opened>> Open(
        byte[] linkHash,
        string? oldSession,
        string? timeZone,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using (var look = await db.Begin(ct))
        {
            if (
                !await db.SignInLinks.AnyAsync(
                    l => l.TokenHash == linkHash && l.ExpiresAt > now,
                    ct
                )
            )
            {
                return Gone;
            }
        }

        await Found(timeZone, now, ct);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var work = await db.Begin(ct);
        if (
            await db
                .SignInLinks.Where(l => l.TokenHash == linkHash && l.ExpiresAt > now)
                .ExecuteDeleteAsync(ct) == 0
        )
        {
            return Gone;
        }

        await db.SignInLinks.ExecuteDeleteAsync(ct);
        var isNew =
            await db.Database.ExecuteSqlAsync(
                $"insert into accounts (account_email, created_at) values ({account.Email}, {now}) on conflict (account_email) do nothing",
                ct
            ) == 1;
        var session = new Session
        {
            TokenHash = LinkToken.Hash(token),
            Member = account.Email,
            Network = account.Network ?? "",
            CreatedAt = now,
            SeenAt = now,
        };
        db.Sessions.Add(session);
        await EndOld(oldSession, ct);
        if (isNew)
        {
            foreach (var service in OpenAccount.Services)
            {
                db.Enqueue(new OpenAccount.Job(service), dedupeKey: service);
            }

            db.Enqueue(new TellTrialEnd.Job(), TellTrialEnd.DueFor(now));

            await audit.Write(
                "account.founded",
                account.Email,
                "The account was founded and its trial of 14 days began.",
                ct
            );
        }

        await audit.Write(
            "session.opened",
            session.Id.ToString(),
            "Signed in with a mailed link.",
            ct
        );
        await work.Commit(ct);
        return new Opened(new View(account.Email, account.Email, isNew), token);
    }

    private async Task EndOld(string? oldSession, CancellationToken ct)
    {
        if (oldSession is null || !Base64Url.IsValid(oldSession))
        {
            return;
        }

        var hash = Base64Url.DecodeFromChars(oldSession);
        if (await db.Sessions.SingleOrDefaultAsync(s => s.TokenHash == hash, ct) is { } old)
        {
            db.Sessions.Remove(old);
            await db.Database.ExecuteSqlAsync(
                $"select pg_notify({RevocationFeed.ChannelName}, {old.Id.ToString()})",
                ct
            );
        }
    }

    private async Task Found(string? timeZone, DateTimeOffset now, CancellationToken ct)
    {
        var email = account.Email;
        var name = email[..email.LastIndexOf('@')];
        var zone = timeZone is not null && Account.IsZone(timeZone) ? timeZone : Account.NoZone;
        await using var work = await shared.Begin(ct);
        var founded = await shared.Database.ExecuteSqlAsync(
            $"""
            insert into accounts (account_email, name, time_zone, state, same_browser_only, version, created_at, updated_at)
            values ({email}, {name}, {zone}, 0, false, 1, {now}, {now}) on conflict (account_email) do nothing
            """,
            ct
        );
        if (founded == 1)
        {
            shared.Memberships.Add(
                new Membership
                {
                    Email = email,
                    Role = Role.Owner,
                    CreatedAt = now,
                }
            );
            shared.Entitlements.Add(Entitlement.Trial(now));
            await work.Commit(ct);
        }
    }
}
