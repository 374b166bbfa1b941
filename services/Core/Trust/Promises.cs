namespace LeadFuel.Core.Trust;

/// <summary>A sentence of the trust page. `Declared`: what a deployment states and software cannot test from inside.</summary>
public sealed record Promise(string Id, string Section, string Sentence, bool Declared = false);

/// <summary>The promises, in the order people ask.</summary>
public static class Promises
{
    public const string Stored = "Where your data is stored";
    public const string Leaves = "What leaves, for whom, and why";
    public const string Never = "What we do not do";
    public const string Apart = "How accounts are kept apart";
    public const string Viewing = "When our operators look in";
    public const string Deletion = "Retention and deletion";
    public const string Honest = "What we say about ourselves";

    /// <summary>What people should know before they rely on the rest.</summary>
    public static readonly IReadOnlyList<string> Limits =
    [
        "There is no SOC 2 report, and no HIPAA agreement is signed. Health data does not belong here.",
        "A promise marked “Not proved in this build” is an intention: do not rely on it.",
        "Not built yet: invites, Briefcase, scores of companies and summaries of relationships.",
        "Disk encryption, region and backups belong to the deployment. The page shows what it declares and cannot check it.",
        "Third parties keep what they were sent by their own rules, which stand above.",
        "Files that come with replies stay at Resend and are handed on as they came: Reach keeps their names, types and sizes, and looks for nothing harmful in them.",
        "Mail that comes in, what a CRM tells and what you say aloud to Scope are not searched for card numbers.",
    ];

    public static readonly IReadOnlyList<Promise> All =
    [
        new(
            "T01",
            Stored,
            "Accounts, invites and plans are in one shared database that only Core can open."
        ),
        new("T02", Stored, "ICPs are in Scope's own database."),
        new("T03", Stored, "Campaigns, drafts, sends and replies are in Reach's own database."),
        new("T04", Stored, "LinkedIn posts, personas and buckets are in Signal's own database."),
        new(
            "T05",
            Stored,
            "Contacts and messages read from a mailbox are in Orbit's own database."
        ),
        new("T06", Stored, "Microsoft 365 tokens are stored by Orbit, encrypted."),
        new("T07", Stored, "LinkedIn tokens are stored by Signal, encrypted."),
        new(
            "T08",
            Stored,
            "Briefcase files are bytes in Core's database, never files on a disk of ours."
        ),
        new("T09", Stored, "Of billing we keep Stripe's ids and states only."),
        new(
            "T10",
            Stored,
            "To pay, card numbers go from your browser to Stripe, never through us."
        ),
        new("T11", Stored, "Disks are encrypted at rest.", Declared: true),
        new(
            "T12",
            Stored,
            "Tokens and your own keys are encrypted with keys derived from a secret that the start refuses when it is missing or weak, and that can be changed without a pause."
        ),
        new(
            "T13",
            Leaves,
            "Claude is asked for ICPs, mail drafts and posts, and for nothing else."
        ),
        new("T14", Leaves, "It gets the prompt you can read before it leaves, to the byte."),
        new(
            "T15",
            Leaves,
            "No address of your contacts reaches it, unless you include one for that one prompt."
        ),
        new(
            "T16",
            Leaves,
            "No stored contact detail goes into a prompt unless you tick or include it for that one prompt."
        ),
        new("T17", Leaves, "Prompts are not kept for product analytics."),
        new("T18", Leaves, "Sound goes to OpenAI only while you speak to Scope."),
        new("T19", Leaves, "An ICP can be spoken instead of typed."),
        new(
            "T20",
            Leaves,
            "Resend sends our mail and yours: content and the one recipient's address."
        ),
        new("T21", Leaves, "Replies come back through Resend and are matched to what you sent."),
        new("T22", Leaves, "Stripe gets your address, the amount and the product."),
        new("T23", Leaves, "Card details go from your browser to Stripe's own page."),
        new("T24", Leaves, "LinkedIn gets the text of a post when you publish it."),
        new("T25", Leaves, "Posts go to your profile or your organisation's page, as you choose."),
        new("T26", Leaves, "Microsoft gets nothing from us: we only read."),
        new("T27", Leaves, "What is read serves your relationship view."),
        new("T28", Leaves, "If you want it, it also finds replies to your campaigns."),
        new("T29", Leaves, "HubSpot and Pipedrive get nothing: they tell us when deals close."),
        new("T30", Leaves, "A closed deal updates your outcomes by itself."),
        new("T31", Leaves, "Slack gets titles and summaries of the events you switched on."),
        new("T32", Leaves, "Customer data goes to Slack only for events where you said so."),
        new("T33", Leaves, "Your webhook gets the same facts as Slack, as JSON."),
        new(
            "T34",
            Leaves,
            "Each webhook is signed with a key derived for you alone, so that you can verify it."
        ),
        new("T35", Leaves, "What a webhook carries is not stored a second time."),
        new("T36", Leaves, "Nobody is called for you before you connected or used them."),
        new("T37", Leaves, "This page says what each third party keeps, and for how long."),
        new("T38", Leaves, "All nine third parties and your webhook work."),
        new(
            "T39",
            Leaves,
            "When a third party fails, nothing is lost and no other account is harmed."
        ),
        new(
            "T40",
            Leaves,
            "With your own Anthropic key, every Claude call of your account uses it, and never ours."
        ),
        new("T41", Never, "Nothing goes to advertisers, brokers or aggregators."),
        new("T42", Never, "No model is trained or tuned on your data."),
        new("T43", Never, "Your contacts are not loaded into any service you did not connect."),
        new("T44", Never, "Prompts do not feed analytics that could name you."),
        new("T45", Never, "A card number that you type, paste or import is refused, not stored."),
        new("T46", Never, "The app loads no script, font, pixel or file from anyone else."),
        new("T47", Apart, "Every row of yours carries your account."),
        new("T48", Apart, "The services answer only with rows of the account that asks."),
        new(
            "T49",
            Apart,
            "Each service takes only short-lived tokens meant for it, bound to one account."
        ),
        new("T50", Apart, "The database itself refuses rows of another account."),
        new("T51", Apart, "No row can point at a row of another account."),
        new("T52", Apart, "Caches, jobs and streams keep to one account too."),
        new("T53", Apart, "Background work runs for one account at a time."),
        new("T54", Viewing, "An operator can view your account to help you, with a reason."),
        new("T55", Viewing, "An orange bar is then at the top of every page."),
        new("T56", Viewing, "The bar names the account and ends the viewing."),
        new("T57", Viewing, "Every viewing is in our log and in yours."),
        new(
            "T58",
            Viewing,
            "Every request of a viewing is marked, read-only, and over after 30 minutes."
        ),
        new("T59", Deletion, "Audit logs are kept for 90 days."),
        new("T60", Deletion, "A sign-in link works for 30 minutes and is then deleted."),
        new(
            "T61",
            Deletion,
            "Deleted ICPs, campaigns and posts can be taken back until the next archive run."
        ),
        new("T62", Deletion, "The archive run removes them from the disk."),
        new("T63", Deletion, "You can download everything of your account as JSON."),
        new("T64", Deletion, "At any time, also while the account waits for deletion."),
        new("T65", Deletion, "You can ask for deletion yourself."),
        new("T66", Deletion, "It signs everyone out at once."),
        new("T67", Deletion, "After 30 days everything is gone for good."),
        new("T68", Deletion, "Until then you can undo it."),
        new("T69", Deletion, "A mail to hello@leadfuel.cloud does the same."),
        new("T70", Deletion, "Requests for access are honoured."),
        new(
            "T71",
            Honest,
            "We hold no SOC 2 report, sign no HIPAA agreements, and health data does not belong here."
        ),
        new("T72", Honest, "This page is made from the same declarations that the code enforces."),
        new("T73", Honest, "It carries a date and a contact."),
        new("T74", Honest, "Each column says why it exists."),
        new("T75", Honest, "Servers are in the region the deployment declares.", Declared: true),
        new("T76", Honest, "Tell us what is wrong here: hello@leadfuel.cloud."),
    ];
}
