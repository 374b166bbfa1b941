using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Core.Integrations;

/// <summary>An operator began to view the account. Who and why stands in the account's log and nowhere else.</summary>
internal sealed class OperatorVisited(CoreDb db) : IEventSource
{
    public const string Name = "operator.visited";
    public const string Title = "An operator views your account";
    public const string Summary =
        "An operator of LeadFuel began to view the account, read-only. The reason stands in its log.";
    public const string Link = "/activity";

    /// <summary>As Admin writes it into the account's log.</summary>
    public const string Act = "viewing.started";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return
            Guid.TryParse(subjectId, out var id)
            && await db.AuditEntries.AnyAsync(e => e.Id == id, ct)
            ? new RenderEventReply
            {
                Title = Title,
                Summary = Summary,
                Link = Link,
            }
            : new RenderEventReply { Gone = true };
    }
}
