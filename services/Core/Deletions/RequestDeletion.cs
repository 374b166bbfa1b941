using System.ComponentModel.DataAnnotations;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Sessions;
using LeadFuel.Core.Subscriptions;

namespace LeadFuel.Core.Deletions;

/// <summary>Everybody is signed out and work stops in the same transaction; what is stored waits 30 days.</summary>
public static class RequestDeletion
{
    private static readonly TimeSpan[] Reminders = [TimeSpan.FromDays(7), TimeSpan.FromDays(1)];

    /// <summary>The account's address, typed: nobody presses this by accident.</summary>
    public sealed record Request([Required, MaxLength(254)] string Account);

    public static void Map(RouteGroupBuilder deletion) =>
        deletion.MapPost(
            "/",
            async (
                Request request,
                CoreDb db,
                SharedDb shared,
                AccountRows rows,
                OwnerOnly owner,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(request, db, shared, rows, owner, audit, clock, ct)).ToAccepted(
                    static _ => "/deletion"
                )
        );

    public static async Task<Outcome<ShowDeletion.View>> Handle(
        Request request,
        CoreDb db,
        SharedDb shared,
        AccountRows rows,
        OwnerOnly owner,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var email = db.Account.Email;
        if (!string.Equals(request.Account.Trim(), email, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse.Invalid("account", $"Type {email}, the address of this account.");
        }

        if (await owner.Check(recently: true, ct) is { } refused)
        {
            return refused;
        }

        return await Make(
            "Asked for the deletion of the account. Everybody was signed out.",
            db,
            shared,
            rows,
            audit,
            clock,
            ct
        );
    }

    /// <summary>Once it is clear that whoever asks may.</summary>
    public static async Task<Outcome<ShowDeletion.View>> Make(
        string says,
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
        var deletion = new Deletion
        {
            RequestedBy = db.Account.Member,
            DueAt = now + Deletion.Grace,
            CreatedAt = now,
        };
        await using (var work = await db.Begin(ct))
        {
            // Of two at once the second waits here and finds the first.
            await db.Database.ExecuteSqlAsync(
                $"select 1 from accounts where account_email = {email} for update",
                ct
            );
            if (await db.Deletions.AnyAsync(d => d.State != DeletionState.Undone, ct))
            {
                return Refuse.Conflict("The deletion was asked for already.", "deletion-pending");
            }

            db.Deletions.Add(deletion);
            await SignOutAll(db, ct);
            await rows.HoldInside(HoldCause.Deletion, true, ct);
            FollowHolds.Enqueue(db);
            db.Enqueue(new FollowAccount.Job());

            foreach (var before in Reminders)
            {
                db.Enqueue(
                    new RemindOfDeletion.Job(deletion.Id, (int)before.TotalDays),
                    deletion.DueAt - before
                );
            }

            db.Enqueue(new PurgeAccount.Job(deletion.Id), deletion.DueAt);
            SendMail.Enqueue(db, owners, MailKind.DeletionScheduled, deletion.Id, now);
            await audit.Write("deletion.requested", email, says, ct);
            await work.Commit(ShowDeletion.View.Of(deletion), ct);
        }

        // In the other database: the job does the same, should this process end here.
        await FollowHolds.Show(db, shared, now, ct);
        return ShowDeletion.View.Of(deletion);
    }

    // Told to every gateway when this commits; links that wait in a mailbox open nothing any more.
    private static async Task SignOutAll(CoreDb db, CancellationToken ct)
    {
        foreach (var session in await db.Sessions.ToListAsync(ct))
        {
            db.Sessions.Remove(session);
            await db.Database.ExecuteSqlAsync(
                $"select pg_notify({RevocationFeed.ChannelName}, {session.Id.ToString()})",
                ct
            );
        }

        await db.SignInLinks.ExecuteDeleteAsync(ct);
    }
}
