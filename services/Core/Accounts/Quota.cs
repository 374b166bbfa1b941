namespace LeadFuel.Core.Accounts;

/// <summary>What a plan limits in a product. Null: nothing yet, so that a limit is one number here.</summary>
public sealed record Quota(string Name, int? Limit)
{
    public static readonly int? Seats;

    private static readonly Dictionary<string, Quota[]> All = new()
    {
        ["scope"] = [new("syntheses a month", null), new("voice minutes a month", null)],
        ["reach"] = [new("drafts a month", null), new("sends a day", null)],
        ["signal"] = [new("posts a month", null), new("personas", null)],
        ["orbit"] = [new("mailboxes", null), new("contacts", null)],
    };

    public static IReadOnlyList<Quota> Of(string product) => All[product];
}
