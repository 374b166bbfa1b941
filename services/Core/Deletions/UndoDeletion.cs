using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Subscriptions;

namespace LeadFuel.Core.Deletions;

/// <summary>Takes the request back: everything is there again, and what was on its way out waits for a person.</summary>
public static class UndoDeletion
{
    public static void Map(RouteGroupBuilder deletion) =>
        deletion.MapPost(
            "/undo",
            async (
                CoreDb db,
                SharedDb shared,
                AccountRows rows,
                OwnerOnly owner,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(db, shared, rows, owner, audit, clock, ct)).ToNoContent()
        );

    public static async Task<Outcome<Done>> Handle(
        CoreDb db,
        SharedDb shared,
        AccountRows rows,
        OwnerOnly owner,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await owner.Check(recently: false, ct) is { } refused)
        {
            return refused;
        }

        var owners = await RemindOfDeletion.Owners(shared, ct);
        var now = clock.GetUtcNow();
        await using (var work = await db.Begin(ct))
        {
            // The purge takes the same row before it begins: one of the two comes first.
            if (await Deletion.Hold(db, ct) is not { } deletion)
            {
                return Refuse.Conflict("No deletion waits that could be undone.", "no-deletion");
            }

            if (deletion.State != DeletionState.Waiting || deletion.DueAt <= now)
            {
                return Refuse.Gone(
                    "deletion-running",
                    "The 30 days are over: the account is being deleted."
                );
            }

            deletion.Undo(now);
            await rows.HoldInside(HoldCause.Deletion, false, ct);
            FollowHolds.Enqueue(db);
            db.Enqueue(new FollowAccount.Job());

            SendMail.Enqueue(db, owners, MailKind.DeletionUndone, deletion.Id, now);
            await audit.Write(
                "deletion.undone",
                db.Account.Email,
                "The deletion of the account was undone.",
                ct
            );
            await work.Commit(new Done(), ct);
        }

        // Unless operators have suspended it, the whole app is open again.
        await FollowHolds.Show(db, shared, now, ct);
        return new Done();
    }
}
