using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Orbit.Handovers;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Messages;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Rpc;

/// <summary>Tells Reach of mails in the reply inbox that answer something, and hands over those that Reach takes.</summary>
internal sealed class RepliesRpc(
    OrbitDb db,
    CurrentAccount account,
    NewsBell news,
    MailboxTokens tokens,
    GraphMailbox graph,
    Egress egress,
    TimeProvider clock
) : Replies.RepliesBase
{
    private const int AtOnce = 50;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    public override async Task Follow(
        FollowRequest request,
        IServerStreamWriter<Candidate> responseStream,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        var told = new HashSet<Guid>();
        // The caller is let in now, not with the first reply.
        await context.WriteResponseHeadersAsync([]);
        while (!ct.IsCancellationRequested)
        {
            var bell = news.Next(HandoverRows.News(account.Email));
            var waiting = await Waiting(told, ct);
            foreach (var one in waiting)
            {
                var candidate = new Candidate
                {
                    Id = one.Id.ToString(),
                    InternetMessageId = one.InternetId,
                    ReceivedAt = one.ReceivedAt.ToTimestamp(),
                };
                candidate.References.AddRange(one.Answers);
                candidate.Recipients.AddRange(one.Recipients);
                await responseStream.WriteAsync(candidate, ct);
                told.Add(one.Id);
            }

            if (waiting.Count == AtOnce)
            {
                continue;
            }

            if (request.Once)
            {
                return;
            }

            try
            {
                await bell.WaitAsync(LookAgain, ct);
            }
            catch (TimeoutException)
            {
                // A bell that was not heard must not hold a reply for ever.
            }
        }
    }

    public override async Task<TakenReply> Take(TakeRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        Handover handover;
        Message mail;
        string name;
        await using (await db.Begin(ct))
        {
            handover = await Find(request.Id, ct);
            mail = await db.Messages.AsNoTracking().SingleAsync(m => m.Id == handover.Id, ct);
            name =
                await db
                    .Participants.Where(p => p.MessageId == mail.Id && p.Role == Role.From)
                    .Select(p => p.Name)
                    .FirstOrDefaultAsync(ct)
                ?? "";
        }

        // A mailbox without text gives the text of this one mail, which is not kept here.
        var text = mail.Text.Length > 0 ? mail.Text : await Text(mail, ct);
        var reply = new TakenReply
        {
            Id = request.Id,
            InternetMessageId = handover.InternetId,
            ReceivedAt = handover.ReceivedAt.ToTimestamp(),
            FromAddress = mail.FromAddress,
            FromName = name,
            Subject = mail.Subject,
            Text = text,
        };
        reply.References.AddRange(handover.Answers);
        reply.Recipients.AddRange(handover.Recipients);
        reply.Headers.Add(handover.Headers);
        return reply;
    }

    public override async Task<FiledReply> Filed(FiledRequest request, ServerCallContext context)
    {
        await using var work = await db.Begin(context.CancellationToken);
        (await Find(request.Id, context.CancellationToken)).State = HandoverState.Taken;
        Fault.Point("orbit.filed-before-commit");
        await work.Commit(context.CancellationToken);
        Fault.Point("orbit.filed-committed");
        return new FiledReply();
    }

    private async Task<string> Text(Message mail, CancellationToken ct)
    {
        try
        {
            graph.Use(mail.MailboxId, await tokens.Access(mail.MailboxId, anew: false, ct));
            using var purpose = egress.For(GraphMailbox.Read, GraphMailbox.Token);
            var letter = await graph.One(mail.GraphId, withText: true, ct);
            return MailText.Own(letter?.Body ?? letter?.Preview ?? "");
        }
        catch (Exception away)
            when (away
                    is GraphRefusedException
                        or ProviderRefusedException
                        or JobDeferredException
                        or ReconnectNeededException
                        or FormatException
            )
        {
            throw new RefusedException(Refuse.ProviderDown("Microsoft"));
        }
    }

    public override async Task<LeaveReply> Leave(LeaveRequest request, ServerCallContext context)
    {
        await using var work = await db.Begin(context.CancellationToken);
        var handover = await Find(request.Id, context.CancellationToken);
        // What was taken stays taken: the other way may have brought it a moment later.
        if (handover.State == HandoverState.Waiting)
        {
            handover.State = HandoverState.Left;
        }

        await work.Commit(context.CancellationToken);
        return new LeaveReply();
    }

    public override async Task<ExpectReply> Expect(ExpectRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = Guid.TryParse(request.MailboxId, out var parsed) ? parsed : Guid.Empty;
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        // Whose mailbox it is decides over it, in Reach as on its own page.
        var mailbox =
            await db.Mailboxes.SingleOrDefaultAsync(
                m => m.Id == id && m.Member == account.Member,
                ct
            ) ?? throw new RefusedException(Refuse.NotFound("mailbox"));
        if (!mailbox.Reads)
        {
            throw new RefusedException(
                Refuse.Conflict(
                    "This mailbox is not being read. Connect it under Orbit first.",
                    "mailbox-not-read"
                )
            );
        }

        if (!Probe.Fits(request.Token, mailbox.Address))
        {
            throw new RefusedException(
                Refuse.Unprocessable(
                    "no-plus-address",
                    $"The name of {mailbox.Address} leaves no room for the mark by which answers are found. Use a mailbox with a shorter name."
                )
            );
        }

        if (mailbox.RepliesAt is null)
        {
            mailbox.RepliesAt = now;
            mailbox.Edited();
            SyncMailbox.Again(db, mailbox, now);
        }

        db.Probes.Add(
            new Probe
            {
                MailboxId = id,
                Token = request.Token,
                CreatedAt = now,
            }
        );
        await work.Commit(ct);
        return new ExpectReply { Address = mailbox.Address };
    }

    private async Task<Handover> Find(string id, CancellationToken ct) =>
        Guid.TryParse(id, out var parsed)
        && await db.Handovers.SingleOrDefaultAsync(h => h.Id == parsed, ct) is { } handover
            ? handover
            : throw new RefusedException(Refuse.NotFound("reply"));

    private async Task<List<Handover>> Waiting(HashSet<Guid> told, CancellationToken ct)
    {
        var already = told.ToArray();
        await using var work = await db.Begin(ct);
        return await db
            .Handovers.AsNoTracking()
            .Where(h => h.State == HandoverState.Waiting && !already.Contains(h.Id))
            .OrderBy(h => h.ReceivedAt)
            .ThenBy(h => h.Id)
            .Take(AtOnce)
            .ToListAsync(ct);
    }
}
