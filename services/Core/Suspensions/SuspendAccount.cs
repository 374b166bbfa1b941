using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.Mails;

namespace LeadFuel.Core.Suspensions;

/// <summary>Nothing goes on in the account and nothing leaves it; what is stored stays, and an owner can take it along. Its owners are told why.</summary>
internal static class SuspendAccount
{
    /// <summary>Once it is clear that an operator asks. The reason is for the account's members.</summary>
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
            // Of two at once the second waits here and finds the first.
            await db.Database.ExecuteSqlAsync(
                $"select 1 from accounts where account_email = {email} for update",
                ct
            );
            if (await db.Suspensions.AnyAsync(s => s.LiftedAt == null, ct))
            {
                return Refuse.Conflict("The account is suspended already.", "already-suspended");
            }

            if (await db.Deletions.AnyAsync(d => d.State == DeletionState.Purging, ct))
            {
                return Refuse.Conflict("The account is being deleted.", "deletion-running");
            }

            var suspension = new Suspension
            {
                Reason = reason,
                SuspendedBy = db.Account.Member,
                CreatedAt = now,
            };
            db.Suspensions.Add(suspension);
            await rows.HoldInside(HoldCause.Suspension, true, ct);
            FollowHolds.Enqueue(db);
            SendMail.Enqueue(db, owners, MailKind.AccountSuspended, suspension.Id, now);
            await audit.Write(
                "account.suspended",
                email,
                $"An operator suspended the account. Reason: {reason}",
                ct
            );
            await work.Commit(ct);
        }

        await FollowHolds.Show(db, shared, now, ct);
        return new Done();
    }
}
