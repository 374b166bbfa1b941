using LeadFuel.Reach.Notices;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Suppressions;

namespace LeadFuel.Reach.Replies;

/// <summary>Which way an answer came.</summary>
public enum ReplySource : short
{
    Resend = 0,
    Mailbox = 1,
}

/// <summary>Files an answer, whichever way it came, and ends or holds the sequence. A mail that both ways bring is filed once.</summary>
public static class FileReply
{
    public const int LongestText = 200_000;

    /// <param name="From">As the mail says it: a machine may be told by it.</param>
    /// <param name="Evidence">The row that brought it.</param>
    public sealed record Incoming(
        ReplySource Source,
        string MessageId,
        string From,
        string FromAddress,
        string FromName,
        string Subject,
        string Text,
        IReadOnlyDictionary<string, string> Headers,
        DateTimeOffset ReceivedAt,
        string Evidence
    )
    {
        public string? ResendId { get; init; }
        public string Html { get; init; } = "";
        public IReadOnlyList<ReceivedFile> Files { get; init; } = [];
    }

    /// <summary>In the caller's unit of work.</summary>
    public static async Task Store(
        ReachDb db,
        Incoming mail,
        MatchReply.Found? found,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await Filed(db, mail, ct))
        {
            return;
        }

        if (found is { Unsubscribes: true, MessageId: { } asked })
        {
            var to = await db
                .Messages.Where(m => m.Id == asked)
                .Select(m => m.ToAddress)
                .SingleAsync(ct);
            await SuppressAddress.Suppress(
                db,
                to,
                SuppressionReason.Unsubscribed,
                mail.Evidence,
                now,
                ct
            );
            return;
        }

        var because = AutomaticMail.Because(
            mail.Headers,
            mail.From,
            mail.Subject,
            await Answered(db, found?.MessageId, ct)
        );
        var reply = new Reply
        {
            Source = mail.Source,
            ResendId = mail.ResendId,
            MessageId = Clean(mail.MessageId, 998),
            FromAddress = Clean(mail.FromAddress, 254),
            FromName = Clean(mail.FromName, 200),
            Subject = Clean(mail.Subject, 998),
            Text = Clean(mail.Text, LongestText),
            Html = Clean(mail.Html, LongestText * 2),
            Attachments = mail.Files.Count,
            Automatic = because is not null,
            AutomaticBecause = because ?? "",
            ReceivedAt = mail.ReceivedAt,
        };
        if (found is not null)
        {
            reply.Matched(found.Kind, found.EnrolmentId, found.MessageId);
        }

        db.Replies.Add(reply);
        db.ReplyFiles.AddRange(ReplyFile.Of(reply.Id, mail.Files));
        await db.SaveChangesAsync(ct);
        await Apply(db, reply, now, ct);
    }

    /// <summary>The subject of the mail that it answers, empty where none is known.</summary>
    private static async Task<string> Answered(ReachDb db, Guid? messageId, CancellationToken ct) =>
        GetMessage
            .Content(
                await db
                    .Messages.Where(m => m.Id == messageId)
                    .Select(m => m.Payload)
                    .SingleOrDefaultAsync(ct)
            )
            .Subject;

    /// <summary>Whether the other way was first. Both may look at the same moment, so one waits for the other.</summary>
    private static async Task<bool> Filed(ReachDb db, Incoming mail, CancellationToken ct)
    {
        if (mail.MessageId.Length == 0)
        {
            return false;
        }

        var key = $"reach.reply/{db.Account.Email}/{mail.MessageId}";
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({key}, 0))",
            ct
        );
        return await db
                .Replies.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .AnyAsync(r => r.MessageId == mail.MessageId && r.Source != mail.Source, ct)
            || (
                mail.Source == ReplySource.Mailbox
                && await db
                    .Replies.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                    .AnyAsync(r => r.MessageId == mail.MessageId, ct)
            );
    }

    /// <summary>A person's answer ends the sequence, and all of theirs when it asks for that; a machine's only holds it, and never shortens a hold.</summary>
    public static async Task Apply(
        ReachDb db,
        Reply reply,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (reply.EnrolmentId is not { } enrolment)
        {
            return;
        }

        if (!reply.Automatic)
        {
            db.Enqueue(
                new TellEvent.Job(ReplyReceived.Name, reply.Id, reply.ReceivedAt),
                dedupeKey: reply.Id.ToString()
            );
            if (TakeOff.Asked(reply))
            {
                await TakeOff.Apply(db, reply, now, ct);
                return;
            }

            await StopEnrolments.Stop(
                db,
                [enrolment],
                Gates.StoppedReply,
                $"reply:{reply.Id}",
                now,
                ct
            );
            return;
        }

        var until = ReturnDay.HoldUntil($"{reply.Subject}\n{reply.Text}", reply.ReceivedAt);
        await db.Database.ExecuteSqlAsync(
            $"""
            update enrolments set hold_evidence = case when hold_until >= {until} then hold_evidence else {$"reply:{reply.Id}"} end,
              hold_until = greatest(coalesce(hold_until, {until}), {until})
             where account_email = {db.Account.Email} and id = {enrolment} and state = {(short)
                EnrolmentState.Active}
            """,
            ct
        );
    }

    public static string Clean(string text, int longest) =>
        Beginning.Within(text, longest).Replace("\0", "", StringComparison.Ordinal);
}
