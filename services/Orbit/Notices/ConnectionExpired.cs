using LeadFuel.Accounts.Rpc;
using LeadFuel.Orbit.Mailboxes;

namespace LeadFuel.Orbit.Notices;

/// <summary>Microsoft no longer lets us read a mailbox until its member connects it again.</summary>
internal sealed class ConnectionExpired(OrbitDb db) : IEventSource
{
    public const string Name = "connection.expired";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return
            Guid.TryParse(subjectId, out var id)
            && await db.Mailboxes.AnyAsync(m => m.Id == id && m.State == MailboxState.Reconnect, ct)
            ? new RenderEventReply
            {
                Title = "A connection has ended",
                Summary =
                    "Microsoft no longer lets us read one of your mailboxes. Connect it again.",
                Link = $"/orbit/mailboxes/{id}",
            }
            : new RenderEventReply { Gone = true };
    }
}
