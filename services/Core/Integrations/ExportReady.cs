using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Exports;

namespace LeadFuel.Core.Integrations;

/// <summary>A download of everything can be fetched. The link leads to the page, not to the file.</summary>
internal sealed class ExportReady(CoreDb db, TimeProvider clock) : IEventSource
{
    public const string Name = "export.ready";
    public const string Title = "A download is ready";
    public const string Summary = "The download of everything can be fetched for three days.";
    public const string Link = "/settings/your-data";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var export = Guid.TryParse(subjectId, out var id)
            ? await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct)
            : null;
        return export?.StateAt(clock.GetUtcNow()) == ExportState.Ready
            ? new RenderEventReply
            {
                Title = Title,
                Summary = Summary,
                Link = Link,
            }
            : new RenderEventReply { Gone = true };
    }
}
