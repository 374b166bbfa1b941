namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>What a section of an ICP is about: the words that lead to it, and how its findings are put.</summary>
public sealed record Topic(
    string Key,
    string Title,
    string Words,
    string Fragment,
    string Advice,
    string Missing
)
{
    public static readonly IReadOnlyList<Topic> All =
    [
        new(
            "summary",
            "In short",
            "summary overview short profile",
            "The profile in one line: {0}.",
            "The pattern is clear enough to act on; the next thirty outcomes will show where it is too wide.",
            ""
        ),
        new(
            "segments",
            "Segments",
            "segment segments market who customer customers sell serve best ideal target vertical niche companies company",
            "The core segment: {0}.",
            "Neighbouring segments are worth a test only once this one answers.",
            "Which group of customers renews without being asked?"
        ),
        new(
            "firmographics",
            "Firmographics",
            "firmographic firmographics size employees people headcount revenue industry industries country countries region location where funding stage series founded staff turnover",
            "The companies that fit: {0}.",
            "Headcount is the better first filter, because it can be seen from outside; revenue rarely can.",
            "How large are the companies that bought fastest?"
        ),
        new(
            "technographics",
            "Technographics",
            "technographic technographics tool tools stack software system systems technology crm erp integrate integration spreadsheet excel use uses platform",
            "What shows in their stack: {0}.",
            "Where the stack cannot be seen, a job ad that names the tool is a usable sign.",
            "Which tools do the best customers already run?"
        ),
        new(
            "buying_triggers",
            "Buying triggers",
            "trigger triggers buying event when why now moment before after happens starts start looking urgency timing change new raised hire hires hired audit deadline",
            "A reason to call now: {0}.",
            "Outreach in the first six weeks after such an event should beat any later one.",
            "What happened in the weeks before the last three customers called?"
        ),
        new(
            "personas",
            "Personas",
            "persona personas title titles role roles buyer decision decides decide champion contact cfo ceo cto coo head vp director manager controller founder owner signs reports goal goals pain pains problem problems struggle hurts care cares worry worries",
            "The person to win: {0}.",
            "A second contact in the same team will be needed before anything is signed.",
            "Who signs, and who has to live with the choice?"
        ),
        new(
            "goals",
            "Goals",
            "goal goals want wants reach measured target targets aim aims hope hopes achieve",
            "What they want to reach: {0}.",
            "A mail that names this goal in its first line should be read to the end more often.",
            ""
        ),
        new(
            "pains",
            "Pains",
            "pain pains problem problems struggle struggles hurts hurt manual slow error errors cost costs late hours days waste frustrate",
            "What hurts: {0}.",
            "The pain is felt monthly, so a mail that arrives just after the month ended has the best chance.",
            "What do they do today, and what does it cost them?"
        ),
        new(
            "objections",
            "Objections",
            "objection objections hesitate hesitation doubt stall stalls afraid risk expensive price security procurement push back concern concerns",
            "Expect to hear: {0}.",
            "Answer it before it is raised; it costs less in the first mail than in the third call.",
            "What did the last lost deal say on the way out?"
        ),
        new(
            "exclusions",
            "Who to leave out",
            "exclusion exclusions exclude not never bad fit avoid wrong anti churn churned waste disqualify leave out don't no",
            "Leave out: {0}.",
            "These should be suppressed before a campaign starts, not sorted out afterwards.",
            "Which customers would you not take again?"
        ),
        new(
            "value_messages",
            "Value messages",
            "value message messages benefit benefits outcome outcomes pitch promise pay save saves saved faster gain gains improve result",
            "What they pay for: {0}.",
            "Lead with the time saved; the talk about price goes easier after it.",
            "In the customers' own words: what got better?"
        ),
        new(
            "proof",
            "Proof",
            "proof case cases reference references example examples customer story evidence number numbers went from reduced closed won",
            "Proof to show: {0}.",
            "One named reference from the same industry outweighs three anonymous figures.",
            "Which customer would take a reference call?"
        ),
        new(
            "competitors",
            "Alternatives",
            "competitor competitors competition alternative alternatives instead versus compare compared lose against replace incumbent build inhouse",
            "On the table beside it: {0}.",
            "The strongest rival is probably the habit of leaving things as they are.",
            "What else was on the table in the last lost deal?"
        ),
        new(
            "open_questions",
            "Open questions",
            "open question questions unknown unclear missing ask",
            "Still open: {0}.",
            "",
            ""
        ),
    ];

    public static readonly Topic Offer = new("offer", "The offer", "", "The offer: {0}.", "", "");

    public static Topic Of(string key, string title, string description)
    {
        var own = WordsOf(key).ToHashSet();
        return All.FirstOrDefault(topic => topic.Key == key)
            ?? All.FirstOrDefault(topic => WordsOf(topic.Key).Any(own.Contains))
            ?? new Topic(
                key,
                title,
                $"{key} {title} {description}".Replace('_', ' ').ToLowerInvariant(),
                "{0}.",
                "",
                ""
            );
    }

    public static bool IsTrigger(Fact fact) =>
        All.MaxBy(topic => topic.Key is "summary" or "open_questions" ? -1 : topic.Fits(fact))!.Key
            == "buying_triggers"
        && !Phrases.StartsWithMoment(fact.Said);

    /// <summary>How well a fact fits here: the question that was asked weighs more than the words of the answer.</summary>
    public int Fits(Fact fact)
    {
        var own = WordsOf($"{Words} {Title}").ToHashSet();
        var score =
            WordsOf(fact.Source.Question).Count(own.Contains) * 2
            + WordsOf(fact.Sentence).Count(own.Contains);
        var key = fact.Source.Attributes.GetValueOrDefault("key", "");
        return score
            + (key.Length > 0 && WordsOf(key).Any(own.Contains) ? 6 : 0)
            + Hints(fact.Sentence);
    }

    private int Hints(string sentence) =>
        Key switch
        {
            "goals" when Phrases.Wants().IsMatch(sentence) => 5,
            "pains" when Phrases.Hurts().IsMatch(sentence) => 4,
            "segments" when Phrases.NamesBuyers(sentence) => 12,
            "exclusions" when Phrases.Excludes().IsMatch(sentence) => 5,
            "firmographics" when Phrases.Sizes().IsMatch(sentence) => 8,
            "buying_triggers" when Phrases.Moments().IsMatch(sentence) => 2,
            "objections" when Phrases.Doubts().IsMatch(sentence) => 3,
            "competitors" when Phrases.Rivals().IsMatch(sentence) => 4,
            "value_messages" when Phrases.Savings().IsMatch(sentence) => 5,
            "proof" when Phrases.Results().IsMatch(sentence) => 4,
            _ => 0,
        };

    private static string[] WordsOf(string text) =>
        text.ToLowerInvariant()
            .Split(
                [' ', ',', '.', '?', '!', '_', '-', ':', ';', '(', ')', '/', '\'', '’'],
                StringSplitOptions.RemoveEmptyEntries
            );
}
