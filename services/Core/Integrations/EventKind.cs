namespace LeadFuel.Core.Integrations;

/// <summary>An event that can be told. The page, the calls and the tests read this one list.</summary>
public sealed record EventKind(
    string Type,
    string Service,
    string Says,
    string Includes,
    string Title,
    string Summary,
    string Path
)
{
    public static readonly IReadOnlyList<EventKind> All =
    [
        new(
            "icp.ready",
            "scope",
            "An ICP was written",
            "the ICP’s name",
            "An ICP is ready",
            "Claude wrote a new version of an ICP. Read it and publish it.",
            "/scope/icps"
        ),
        new(
            "deal.closed",
            "scope",
            "A deal was won or lost",
            "the deal’s name, amount and company",
            "A deal was won",
            "Your CRM told us that a deal was closed.",
            "/scope/deals"
        ),
        new(
            "reply.received",
            "reach",
            "Somebody answered a campaign",
            "the contact’s name and company, and the campaign’s name",
            "A reply came in",
            "Somebody answered a mail of a campaign.",
            "/reach/inbox"
        ),
        new(
            "post.published",
            "signal",
            "A post is on LinkedIn",
            "the post’s first words and its address at LinkedIn",
            "A post was published",
            "LinkedIn took one of your posts.",
            "/signal/posts"
        ),
    ];

    public static EventKind? Of(string type) => All.FirstOrDefault(kind => kind.Type == type);
}
