using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.ReplyAddresses;

/// <summary>One more probe, when the last one did not come or the mailbox was closed meanwhile.</summary>
public static class SendProbe
{
    // A mail takes some seconds, and Orbit looks every minute.
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);

    public static void Map(RouteGroupBuilder addresses) =>
        addresses
            .MapPost(
                "/{id:guid}/probes",
                async (
                    Guid id,
                    ReachDb db,
                    Orbit.Rpc.Replies.RepliesClient orbit,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, db, orbit, clock, ct)).ToOk()
            )
            .ByMembersOnly();

    internal static async Task<Outcome<ListReplyAddresses.Item>> Handle(
        Guid id,
        ReachDb db,
        Orbit.Rpc.Replies.RepliesClient orbit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        ReplyAddress? asked;
        await using (await db.Begin(ct))
        {
            asked = await db
                .ReplyAddresses.AsNoTracking()
                .SingleOrDefaultAsync(a => a.Id == id, ct);
            if (asked is null)
            {
                return Refuse.NotFound("mailbox for answers");
            }

            if (await Refusal(db, asked, now, ct) is { } refused)
            {
                return refused;
            }
        }

        if (await ProbeMail.Expect(orbit, asked.MailboxId, ct) is not var (mailbox, token))
        {
            return Refuse.Conflict(
                $"{asked.Address} is not connected by you any more. Lead its answers back, then choose another mailbox.",
                "mailbox-gone"
            );
        }

        await using var work = await db.Begin(ct);
        var address = await db.ReplyAddresses.SingleOrDefaultAsync(a => a.Id == id, ct);
        if (address is null)
        {
            return Refuse.NotFound("mailbox for answers");
        }

        // Asked once more: the probe may have come, or another page may have sent one, while Orbit was asked.
        if (await Refusal(db, address, now, ct) is { } late)
        {
            return late;
        }

        address.Address = mailbox;
        var sender = await db.Senders.SingleAsync(s => s.Id == address.SenderId, ct);
        if (await ProbeMail.Send(db, address, sender, token, now, ct) is { } cannot)
        {
            return cannot;
        }

        return await work.Commit(
            ListReplyAddresses.Item.Of(address, MessageState.Submitting, now),
            ct
        );
    }

    private static async Task<Refused?> Refusal(
        ReachDb db,
        ReplyAddress address,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var probe = await db
            .Messages.Where(m => m.Id == address.MessageId)
            .Select(m => m.State)
            .SingleOrDefaultAsync(ct);
        return address.Stands(probe, now).State switch
        {
            ReplyAddressState.Ready => Refuse.Conflict(
                $"A probe has come to {address.Address} already; answers go there.",
                "probe-seen"
            ),
            ReplyAddressState.Waiting when now - address.AskedAt < Wait => Refuse.Conflict(
                "A probe was sent less than two minutes ago. Give it the time to arrive.",
                "probe-under-way"
            ),
            _ => null,
        };
    }
}
