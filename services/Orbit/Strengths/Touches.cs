using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Messages;

namespace LeadFuel.Orbit.Strengths;

/// <summary>The mails between members and people, as strength sees them.</summary>
internal static class Touches
{
    /// <summary>`Makes`: whether such a mail makes a contact of the person, as the mailbox's member chose.</summary>
    public sealed record Row(
        Guid PersonId,
        string Member,
        Visibility Visibility,
        Guid MailboxId,
        Guid MessageId,
        Touch Touch,
        string Subject,
        bool Makes
    );

    /// <summary>Of these people, under whatever address, newest last. In mail to many, each of the many is touched a little.</summary>
    public static async Task<List<Row>> Of(
        OrbitDb db,
        Guid[] roots,
        int? atMost,
        CancellationToken ct
    )
    {
        var rows = await (
            from person in db.Persons.AsNoTracking()
            join address in db.Addresses on (Guid?)person.Id equals address.PersonId
            join part in db.Participants on address.Id equals part.AddressId
            join message in db.Messages on part.MessageId equals message.Id
            join mailbox in db.Mailboxes on message.MailboxId equals mailbox.Id
            where
                roots.Contains(person.RootId)
                && mailbox.State != MailboxState.Disconnecting
                && part.Role != Role.ReplyTo
                && (
                    message.Outgoing
                        ? part.Role == Role.To || part.Role == Role.Cc
                        : part.Role == Role.From
                )
            orderby message.SentAt descending
            select new
            {
                person.RootId,
                mailbox.Member,
                mailbox.Visibility,
                mailbox.Contacts,
                message.MailboxId,
                MessageId = message.Id,
                message.InternetId,
                message.SentAt,
                message.Outgoing,
                message.ConversationId,
                message.Recipients,
                part.Role,
                message.Kind,
                message.Subject,
                InCopy = !message.Outgoing
                    && db.Participants.Any(p =>
                        p.MessageId == message.Id
                        && p.Role == Role.Cc
                        && db.Addresses.Any(a =>
                            a.Id == p.AddressId && mailbox.OwnAddresses.Contains(a.Email)
                        )
                    ),
            }
        )
            .Take(atMost ?? int.MaxValue)
            .ToListAsync(ct);
        return
        [
            .. rows.Select(row => new Row(
                row.RootId,
                row.Member,
                row.Visibility,
                row.MailboxId,
                row.MessageId,
                new Touch(
                    row.InternetId.Length > 0 ? row.InternetId : row.MessageId.ToString(),
                    row.SentAt,
                    row.Outgoing,
                    row.ConversationId,
                    row.Recipients,
                    row.Role == Role.Cc || row.InCopy,
                    row.Kind is MessageKind.Automatic or MessageKind.Bounce or MessageKind.Bulk
                ),
                row.Subject,
                row.Contacts == ContactsFrom.Received
                    || (row.Outgoing && row.Contacts == ContactsFrom.Written)
            )),
        ];
    }
}
