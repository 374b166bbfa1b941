using LeadFuel.Accounts.Rpc;
using LeadFuel.Signal.Connections;

namespace LeadFuel.Signal.Notices;

/// <summary>LinkedIn takes a connection no more until its owner renews the consent.</summary>
internal sealed class ConnectionExpired(SignalDb db) : IEventSource
{
    public const string Name = "connection.expired";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return
            Guid.TryParse(subjectId, out var id)
            && await db.Connections.AnyAsync(
                c => c.Id == id && c.State == ConnectionState.ReauthRequired,
                ct
            )
            ? new RenderEventReply
            {
                Title = "A connection has ended",
                Summary =
                    "LinkedIn takes nothing from us for one of your profiles. Connect it again.",
                Link = "/signal/connections",
            }
            : new RenderEventReply { Gone = true };
    }
}
