using System.Globalization;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Scope.Outcomes;

namespace LeadFuel.Scope.Notices;

/// <summary>The CRM told of a deal that was won or lost.</summary>
internal sealed class DealClosed(ScopeDb db) : IEventSource
{
    public const string Name = "deal.closed";

    public string Type => Name;

    public async Task<RenderEventReply> Render(string subjectId, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var deal = Guid.TryParse(subjectId, out var id)
            ? await db.Outcomes.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, ct)
            : null;
        // Reopened or taken away meanwhile: then it is not closed.
        if (deal is not { Closed: true })
        {
            return new RenderEventReply { Gone = true };
        }

        var won = deal.Status == DealStatus.Won;
        var told = new RenderEventReply
        {
            Title = won ? "A deal was won" : "A deal was lost",
            Summary = $"Your CRM told us that a deal was {(won ? "won" : "lost")}.",
            Link = "/scope/deals",
        };
        Add(told, "deal", deal.Name);
        Add(told, "company", deal.Domain);
        Add(
            told,
            "amount",
            Money.Whole(deal.AmountMinor, deal.Currency) is { } amount
                ? string.Create(CultureInfo.InvariantCulture, $"{amount} {deal.Currency}").Trim()
                : null
        );
        return told;
    }

    private static void Add(RenderEventReply told, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            told.CustomerData[name] = value;
        }
    }
}
