using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.ReplyAddresses;

/// <summary>
/// Answers to a sender shall go to a mailbox of the member's own, which Orbit reads. They do once a probe has been
/// seen there, not before: an address that takes no mail would swallow every answer.
/// </summary>
public static class SetUpReplyAddress
{
    public sealed record Request(Guid SenderId, Guid MailboxId);

    private static Refused NoSender => Refuse.Invalid("senderId", "Choose one of your senders.");

    public static void Map(RouteGroupBuilder addresses) =>
        addresses
            .MapPost(
                "",
                async (
                    Request request,
                    ReachDb db,
                    Orbit.Rpc.Replies.RepliesClient orbit,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                    (await Handle(request, db, orbit, clock, ct)).ToCreated(_ => "/reply-addresses")
            )
            .ByMembersOnly();

    internal static async Task<Outcome<ListReplyAddresses.Item>> Handle(
        Request request,
        ReachDb db,
        Orbit.Rpc.Replies.RepliesClient orbit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using (await db.Begin(ct))
        {
            if (!await db.Senders.AnyAsync(s => s.Id == request.SenderId, ct))
            {
                return NoSender;
            }
        }

        if (await ProbeMail.Expect(orbit, request.MailboxId, ct) is not var (mailbox, token))
        {
            return Refuse.Invalid("mailboxId", "Choose a mailbox of your own that is connected.");
        }

        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var sender = await db.Senders.SingleOrDefaultAsync(s => s.Id == request.SenderId, ct);
        if (sender is null)
        {
            return NoSender;
        }

        if (await db.ReplyAddresses.AnyAsync(a => a.SenderId == sender.Id, ct))
        {
            return Refuse.Conflict(
                $"Answers to {sender.Address} have a mailbox already. Lead them back first.",
                "reply-address-present"
            );
        }

        var address = new ReplyAddress
        {
            SenderId = sender.Id,
            MailboxId = request.MailboxId,
            Address = mailbox,
        };
        if (await ProbeMail.Send(db, address, sender, token, now, ct) is { } refused)
        {
            return refused;
        }

        db.ReplyAddresses.Add(address);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "reply-address.asked",
                address.Id,
                $"Answers to {sender.Address} shall go to {mailbox}; a probe was sent there."
            )
        );
        return await work.Commit(
            ListReplyAddresses.Item.Of(address, MessageState.Submitting, now),
            ct
        );
    }
}
