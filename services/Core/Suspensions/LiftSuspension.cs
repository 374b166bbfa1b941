using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.Mails;

namespace LeadFuel.Core.Suspensions;

/// <summary>The account is open again, unless its deletion was asked for: that goes on by itself.</summary>
internal static class LiftSuspension
{
    /// <summary>Once it is clear that an operator asks.</summary>
    public static async Task<Outcome<Done>> Handle(
        string reason,
        CoreDb db,
        SharedDb shared,
        AccountRows rows,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var email = db.Account.Email;
        var owners = await RemindOfDeletion.Owners(shared, ct);
        var now = clock.GetUtcNow();
        await using (var work = await db.Begin(ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"select 1 from accounts where account_email = {email} for update",
                ct
            );
            if (
                await db.Suspensions.SingleOrDefaultAsync(s => s.LiftedAt == null, ct)
                is not { } suspension
            )
            {
                return Refuse.Conflict("The account is not suspended.", "not-suspended");
            }

            suspension.Lift(reason, now);
            await rows.HoldInside(HoldCause.Suspension, false, ct);
            FollowHolds.Enqueue(db);
            if (!await db.Deletions.AnyAsync(d => d.State != DeletionState.Undone, ct))
            {
                SendMail.Enqueue(db, owners, MailKind.SuspensionLifted, suspension.Id, now);
            }

            await audit.Write(
                "account.unsuspended",
                email,
                $"An operator lifted the suspension of the account. Reason: {reason}",
                ct
            );
            await work.Commit(ct);
        }

        await FollowHolds.Show(db, shared, now, ct);
        return new Done();
    }
}
