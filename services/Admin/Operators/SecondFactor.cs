using LeadFuel.Admin.AuditEntries;

namespace LeadFuel.Admin.Operators;

/// <summary>Takes a code of the authenticator, at the sign-in and again with a sharp act.</summary>
internal sealed class SecondFactor(AdminDb db, OperatorLog log, SecretKeys keys, TimeProvider clock)
{
    /// <summary>Why the code is not taken, with the status of the answer.</summary>
    public sealed record Wrong(int Status, string Title, string Detail);

    private static readonly Wrong Blocked = new(
        StatusCodes.Status429TooManyRequests,
        "Too many wrong codes.",
        "Wait 15 minutes, then try again."
    );

    private static readonly Wrong NotRight = new(
        StatusCodes.Status403Forbidden,
        "This code is not right, or was used.",
        "Wait for the next one and type that."
    );

    /// <summary>Null: it was right, and the session knows.</summary>
    public async Task<Wrong?> Confirm(Guid id, string code, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var own = await Own(db, id, ct);
        if (own.BlockedAt(now))
        {
            return Blocked;
        }

        var step = own.TotpFernet is { } kept
            ? TotpCode.Step(keys.Open(Operator.TotpPurpose, own.Email, kept), code, now)
            : null;
        if (step is not { } used || !own.Use(used))
        {
            own.Missed(now);
            await work.Commit(ct);
            return NotRight;
        }

        var session = await db.OperatorSessions.SingleAsync(s => s.Id == id, ct);
        var action = session.SecondFactorAt is null ? "operator.signed-in" : "operator.confirmed";
        session.Confirm(now);
        await log.Write(own.Email, action, id.ToString(), "", ct);
        await work.Commit(ct);
        return null;
    }

    // Locked: a code that is tried twice at once counts once.
    public static async Task<Operator> Own(AdminDb db, Guid session, CancellationToken ct)
    {
        var email = await db
            .OperatorSessions.Where(s => s.Id == session)
            .Select(s => s.Email)
            .SingleAsync(ct);
        return await db
            .Operators.FromSql(
                $"select * from operators where account_email = {db.Account.Email} and email = {email} for update"
            )
            .SingleAsync(ct);
    }
}
