using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Core.Rpc;
using Npgsql;

namespace LeadFuel.Admin.Impersonations;

/// <summary>Starts, shows, writes down and ends operators' visits. The account's own log hears of each step.</summary>
internal sealed class Visits(
    AdminDb db,
    NpgsqlDataSource doors,
    CurrentAccount account,
    AccountDirectory.AccountDirectoryClient directory,
    Audit.AuditClient audit,
    OperatorLog log,
    TimeProvider clock
)
{
    private const int MinReason = 10;
    private const int MaxReason = 500;

    /// <summary>The cause of an end that the account's own request for deletion makes.</summary>
    public const string Deletion = "deletion";

    /// <summary>The cause of an end that its suspension makes.</summary>
    public const string Suspension = "suspension";

    public static readonly Refused Ended = Refuse.Gone(
        "impersonation-ended",
        "The viewing has ended. Start a new one, with a new reason."
    );

    private static readonly Refused AlreadyViewing = Refuse.Conflict(
        "You view an account already. End that viewing first.",
        "already-viewing"
    );

    /// <summary>The account's log is told before anything starts: no entry, no visit. `filed`: what stands before the reason.</summary>
    public async Task<Outcome<(Impersonation Visit, string Code)>> Start(
        string email,
        string by,
        string name,
        string filed,
        string why,
        CancellationToken ct
    )
    {
        var (who, reason) = (by.Trim().ToLowerInvariant(), why.Trim());
        if (who.Length is 0 or > 254 || who.Any(char.IsControl))
        {
            return Refuse.Invalid("operator", "Say which operator views the account.");
        }

        if (reason.Length is < MinReason or > MaxReason || reason.Any(char.IsControl))
        {
            return Refuse.Invalid(
                "reason",
                $"Give a reason of {MinReason} to {MaxReason} characters. The account's members read it."
            );
        }

        var named = email.Trim().ToLowerInvariant();
        if (await doors.Account($"select account_known({named})", ct) is not { } key)
        {
            return Refuse.NotFound("account");
        }

        account.Enter(key, $"operator:{who}");
        var known = await directory.DescribeAsync(
            new DescribeAccountRequest(),
            cancellationToken: ct
        );
        string[] people = [key.Email, .. known.Members.Select(member => member.Email)];
        if (people.Contains(who))
        {
            return Refuse.Forbidden("own-account", "Operators do not view their own account.");
        }

        if (
            await doors.Accounts($"select account_email, email from suspended_among({people})", ct)
            is not []
        )
        {
            return Refuse.Forbidden(
                "suspended-operator",
                "This account belongs to an operator who was suspended. Nobody views it."
            );
        }

        if (known.State != "active")
        {
            return Refuse.Conflict("Only an account in use can be viewed.", "account-not-active");
        }

        var now = clock.GetUtcNow();
        if (await Running(who, now, ct))
        {
            return AlreadyViewing;
        }

        var code = NewSecret();
        var visit = new Impersonation
        {
            Operator = who,
            OperatorName = name,
            Reason = filed.Length > 0 ? $"{filed}: {reason}" : reason,
            StartedAt = now,
            EndsAt = now + Impersonation.Length,
        };
        // The place is taken first: of two starts at once only the one that has it is told to an account.
        if (!await Reserve(visit, ct))
        {
            return AlreadyViewing;
        }

        var told = new AppendAudit.Job(
            now,
            who,
            visit.Id,
            "viewing.started",
            key.Email,
            $"{visit.Who} began to view the account, read-only, for 30 minutes at most. Reason: {visit.Reason}"
        );
        try
        {
            await AppendAudit.Append(audit, visit.Id, told, ct);
        }
        catch
        {
            await GiveBack(visit.Id);
            throw;
        }

        await using var work = await db.Begin(ct);
        var reserved = await db.Impersonations.SingleAsync(i => i.Id == visit.Id, ct);
        reserved.Begin(Hash(code));
        await Note(reserved, "viewing.started", reserved.Reason, ct);
        await work.Commit(ct);
        return (reserved, code);
    }

    private async Task<bool> Reserve(Impersonation visit, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        db.Impersonations.Add(visit);
        db.Enqueue(new EndImpersonation.Job(visit.Id), visit.EndsAt, visit.Id.ToString());
        try
        {
            await work.Commit(ct);
            return true;
        }
        catch (DbUpdateException exception)
            when (exception.InnerException
                    is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
            )
        {
            return false;
        }
    }

    // The account's log was not told, so nothing was.
    private async Task GiveBack(Guid id)
    {
        await using var work = await db.Begin(CancellationToken.None);
        await db.Impersonations.Where(i => i.Id == id).ExecuteDeleteAsync(CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    /// <summary>Swaps the code for what the browser keeps: once, within 30 seconds.</summary>
    public async Task<Outcome<(Impersonation Visit, string Token)>> Enter(
        string code,
        CancellationToken ct
    )
    {
        var hash = Hash(code);
        var found = await doors.Accounts(
            $"select account_email, id from impersonation_of_code({hash})",
            ct
        );
        if (found is not [var (key, more)])
        {
            return Ended;
        }

        account.Enter(key, "service");
        var (id, token) = ((Guid)more[0]!, NewSecret());
        var (tokenHash, oldest) = (Hash(token), clock.GetUtcNow() - Impersonation.CodeLife);
        await using var work = await db.Begin(ct);
        // One statement: of any number at once, one gets in.
        var won = await db
            .Impersonations.Where(i =>
                i.Id == id && i.TokenHash == null && i.EndedAt == null && i.StartedAt > oldest
            )
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.TokenHash, tokenHash), ct);
        if (won == 0)
        {
            return Ended;
        }

        var visit = await db.Impersonations.AsNoTracking().SingleAsync(i => i.Id == id, ct);
        await Note(visit, "viewing.entered", "", ct);
        await work.Commit(ct);
        return (visit, token);
    }

    public async Task<Outcome<Impersonation>> Find(Guid id, CancellationToken ct) =>
        await doors.Account($"select account_of_impersonation({id})", ct) is { } key
            ? await Read(key, id, ct)
            : Ended;

    public async Task<Outcome<Impersonation>> Find(byte[] tokenHash, CancellationToken ct) =>
        await doors.Accounts(
            $"select account_email, id from impersonation_of_token({tokenHash})",
            ct
        )
            is [var (key, more)]
            ? await Read(key, (Guid)more[0]!, ct)
            : Ended;

    /// <summary>Writes a request down, here and for the account, before it is let through.</summary>
    public async Task<Outcome<Done>> Record(
        Guid id,
        string method,
        string route,
        string subject,
        CancellationToken ct
    )
    {
        if (method is not ("GET" or "HEAD") || route.Length is 0 or > 300 || subject.Length > 200)
        {
            return Refuse.Invalid("request", "A viewing reads, and says what.");
        }

        var found = await Find(id, ct);
        if (found.Refused is { } refused)
        {
            return refused;
        }

        var (visit, now) = (found.Value, clock.GetUtcNow());
        await using var work = await db.Begin(ct);
        db.ImpersonatedRequests.Add(
            new ImpersonatedRequest
            {
                ImpersonationId = id,
                At = now,
                Method = method,
                Route = route,
                Subject = subject,
            }
        );
        Tell(visit, now, "viewing.opened", subject, $"{visit.Who} opened {route}.");
        await work.Commit(ct);
        return new Done();
    }

    public async Task<Outcome<Done>> End(Guid id, string cause, CancellationToken ct)
    {
        if (cause is not ("exit" or "operator" or "owner"))
        {
            return Refuse.Invalid("cause", "A viewing ends by exit, operator or owner.");
        }

        if (await doors.Account($"select account_of_impersonation({id})", ct) is not { } key)
        {
            return Ended;
        }

        Join(key);
        await using var work = await db.Begin(ct);
        if (!await End(id, cause, clock.GetUtcNow(), ct))
        {
            return Ended;
        }

        await work.Commit(ct);
        return new Done();
    }

    /// <summary>What the operator looks at just now, whichever account that is.</summary>
    public async Task EndOf(string email, IServiceScopeFactory scopes, CancellationToken ct)
    {
        foreach (
            var (_, more) in await doors.Accounts(
                $"select account_email, id, ends_at from running_of_operator({email})",
                ct
            )
        )
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope
                .ServiceProvider.GetRequiredService<Visits>()
                .End((Guid)more[0]!, "operator", ct);
        }
    }

    /// <summary>Inside the open unit: ends the visit once, in both logs. False: it had ended.</summary>
    internal async Task<bool> End(Guid id, string cause, DateTimeOffset now, CancellationToken ct)
    {
        var visit = await db
            .Impersonations.FromSql(
                $"select * from impersonations where account_email = {account.Email} and id = {id} for update"
            )
            .SingleOrDefaultAsync(ct);
        if (visit is null or { EndedAt: not null })
        {
            return false;
        }

        visit.End(cause, now);
        if (visit.CodeHash is null)
        {
            // It was stopped half-way into its start: nobody could enter, so nothing is to be told but that.
            cause = "never begun";
        }

        await Note(visit, "viewing.ended", cause, ct);
        Tell(
            visit,
            visit.EndedAt!.Value,
            "viewing.ended",
            account.Email,
            $"The viewing of {visit.Who} ended ({cause})."
        );
        return true;
    }

    // A visit whose time is over may still wait for its job: it ends here and now.
    private async Task<bool> Running(string who, DateTimeOffset now, CancellationToken ct)
    {
        var found = await doors.Accounts(
            $"select account_email, id, ends_at from running_of_operator({who})",
            ct
        );
        return found is [var (_, more)]
            && new DateTimeOffset((DateTime)more[1]!, TimeSpan.Zero) > now;
    }

    private async Task<Outcome<Impersonation>> Read(AccountKey key, Guid id, CancellationToken ct)
    {
        Join(key);
        await using var work = await db.Begin(ct);
        if (
            await db.Impersonations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct)
                is not { } visit
            || !visit.LastsAt(clock.GetUtcNow())
        )
        {
            return Ended;
        }

        if (await db.Accounts.AsNoTracking().SingleOrDefaultAsync(ct) is not { Held: true } known)
        {
            return visit;
        }

        // It began while the request for deletion or the suspension was on its way here.
        await End(id, known.LeavingAt is null ? Suspension : Deletion, clock.GetUtcNow(), ct);
        await work.Commit(ct);
        return Ended;
    }

    // Who comes with an account's token hears of that account's visits alone.
    private void Join(AccountKey key)
    {
        if (account.Entered && account.Email != key.Email)
        {
            throw new RefusedException(Ended);
        }

        if (!account.Entered)
        {
            account.Enter(key, "service");
        }
    }

    private Task Note(Impersonation visit, string action, string detail, CancellationToken ct) =>
        log.Write(visit.Operator, action, visit.Id.ToString(), detail, ct);

    private void Tell(
        Impersonation visit,
        DateTimeOffset at,
        string action,
        string subject,
        string detail
    ) => db.Enqueue(new AppendAudit.Job(at, visit.Operator, visit.Id, action, subject, detail));

    private static string NewSecret() =>
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
