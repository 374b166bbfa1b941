namespace LeadFuel.Core.Integrations;

/// <summary>An event that can be told. The page, the calls and the tests read this one list.</summary>
public sealed record EventKind(string Type, string Says, string Title, string Summary, string Path)
{
    private static readonly (string, string) Icp = ("icp", "Fintech CFOs");
    private static readonly (string, string) Text = (
        "text",
        "What we changed in our month-end close, and what it saved us…"
    );

    public static readonly IReadOnlyList<EventKind> All =
    [
        new(
            "icp.ready",
            "An ICP was written",
            "An ICP is ready",
            "Claude wrote a new version of an ICP. Read it and publish it.",
            "/scope/icps"
        )
        {
            From = ["scope"],
            Includes = "the ICP’s name",
            Details = Sample(Icp),
        },
        new(
            "icp.published",
            "An ICP was published",
            "An ICP was published",
            "Drafts and posts follow another version of an ICP from now on.",
            "/scope/icps"
        )
        {
            From = ["scope"],
            Includes = "the ICP’s name",
            Details = Sample(Icp),
        },
        new(
            "deal.closed",
            "A deal was won or lost",
            "A deal was won",
            "Your CRM told us that a deal was closed.",
            "/scope/deals"
        )
        {
            From = ["scope"],
            Includes = "the deal’s name, amount and company",
            Details = Sample(
                ("amount", "12500 EUR"),
                ("company", "kestrel-pay.example"),
                ("deal", "Kestrel Pay, yearly")
            ),
        },
        new(
            "draft.ready",
            "Claude wrote a mail",
            "A draft is ready",
            "Claude wrote a mail of a campaign. Read it and approve it.",
            "/reach/campaigns"
        )
        {
            From = ["reach"],
            Includes = "the mail’s subject, and its recipient where it was written for one person",
            Details = Sample(
                ("recipient", "ines@kestrel-pay.example"),
                ("subject", "A question about your month-end close")
            ),
        },
        new(
            "reply.received",
            "Somebody answered a campaign",
            "A reply came in",
            "Somebody answered a mail of a campaign.",
            "/reach/inbox"
        )
        {
            From = ["reach"],
            Includes =
                "who wrote, the subject and the beginning of the text, the contact’s name and company, and the campaign’s name",
            Details = Sample(
                ("campaign", "Spring"),
                ("company", "Kestrel Pay"),
                ("contact", "Ines Haddad"),
                ("sender", "Ines Haddad <ines@kestrel-pay.example>"),
                ("subject", "Re: A question about your month-end close"),
                ("text", "Thursday works, 15:00 at our office…")
            ),
        },
        new(
            "send.failed",
            "A mail was refused",
            "A mail was not sent",
            "A mail of a campaign was refused. That person gets no further mail of it.",
            "/reach/campaigns"
        )
        {
            From = ["reach"],
            Includes = "the recipient’s address",
            Details = Sample(("recipient", "ines@kestrel-pay.example")),
        },
        new(
            "campaign.finished",
            "A campaign has ended",
            "A campaign has ended",
            "Everybody in a campaign got its last mail, or will get no more of it.",
            "/reach/campaigns"
        )
        {
            From = ["reach"],
        },
        new(
            "post.published",
            "A post is on LinkedIn",
            "A post was published",
            "LinkedIn took one of your posts.",
            "/signal/posts"
        )
        {
            From = ["signal"],
            Includes = "the beginning of the post’s text and its address at LinkedIn",
            Details = Sample(
                ("permalink", "https://www.linkedin.com/feed/update/urn:li:share:1/"),
                Text
            ),
        },
        new(
            "post.failed",
            "A post did not go out",
            "A post was not published",
            "One of your posts did not go out to LinkedIn. Its page says why.",
            "/signal/posts"
        )
        {
            From = ["signal"],
            Includes = "the beginning of the post’s text",
            Details = Sample(Text),
        },
        new(
            "post.unknown",
            "Nobody knows whether a post went out",
            "Did a post go out?",
            "LinkedIn never said whether it took one of your posts. It is not sent again by itself: look, and say so on its page.",
            "/signal/posts"
        )
        {
            From = ["signal"],
            Includes = "the beginning of the post’s text",
            Details = Sample(Text),
        },
        new(
            "connection.expired",
            "A connection has ended",
            "A connection has ended",
            "LinkedIn takes nothing from us for one of your profiles. Connect it again.",
            "/signal/connections"
        )
        {
            From = ["signal", "orbit"],
        },
        new(
            ExportReady.Name,
            "A download is ready",
            ExportReady.Title,
            ExportReady.Summary,
            ExportReady.Link
        )
        {
            From = ["core"],
        },
        new(
            OperatorVisited.Name,
            "An operator views the account",
            OperatorVisited.Title,
            OperatorVisited.Summary,
            OperatorVisited.Link
        )
        {
            From = ["core"],
        },
    ];

    /// <summary>The services in which it may have happened; the one that knows the row says what it is.</summary>
    public required IReadOnlyList<string> From { get; init; }

    /// <summary>What "include customer data" adds, in words; empty: there is nothing to add.</summary>
    public string Includes { get; init; } = "";

    /// <summary>The same field by field, with text of nobody.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = Sample();

    public static EventKind? Of(string type) => All.FirstOrDefault(kind => kind.Type == type);

    private static SortedDictionary<string, string> Sample(
        params IEnumerable<(string Name, string Value)> fields
    ) => new(fields.ToDictionary(field => field.Name, field => field.Value));
}
