namespace LeadFuel.Scope.Interviews;

/// <summary>A question of the interview. Its number names the answer in citations (A3) and never changes.</summary>
public sealed record Question(int Number, string Key, string Section, string Text, string Help)
{
    public string Id => $"A{Number}";

    public static readonly IReadOnlyList<Question> All =
    [
        new(
            1,
            "offer",
            "summary",
            "What do you sell, in a sentence or two?",
            "Say it as you would to a neighbour. For example: software that closes the books of payment companies in four days."
        ),
        new(
            2,
            "segments",
            "segments",
            "Who are your best customers, and what do they have in common?",
            "Think of the three that you would like to have twice. What is the same in all of them?"
        ),
        new(
            3,
            "firmographics",
            "firmographics",
            "What kind of company fits: industry, size, country, funding?",
            "For example: payments and lending, 80 to 400 employees, Germany and the Nordics, Series B or later."
        ),
        new(
            4,
            "technographics",
            "technographics",
            "Which tools or systems do they already use?",
            "What you replace, what you connect to, and what shows that they are ready."
        ),
        new(
            5,
            "buying_triggers",
            "buying_triggers",
            "What happens just before they start looking for you?",
            "A new hire, an audit, a funding round, a deadline: what changed in the weeks before your last three customers called?"
        ),
        new(
            6,
            "personas",
            "personas",
            "Who decides, who uses it, and who has to agree? Which titles?",
            "For example: the CFO signs, the controller uses it every month, IT has to agree."
        ),
        new(
            7,
            "goals_pains",
            "personas",
            "What are these people's goals, and which pains do they have today?",
            "What they are measured on, what costs them hours or sleep, what they do instead of using you."
        ),
        new(
            8,
            "objections",
            "personas",
            "What objections do they raise when they hesitate or say no?",
            "In their words, as far as you remember them. The last lost deal is a good place to start."
        ),
        new(
            9,
            "exclusions",
            "exclusions",
            "Which companies look right but are not a fit?",
            "Those that you should not have taken, or that never buy. What gives them away?"
        ),
        new(
            10,
            "value_messages",
            "value_messages",
            "In your customers' own words: what gets better, what do they gain?",
            "The sentence you hear when they are happy. Numbers help."
        ),
        new(
            11,
            "proof",
            "proof",
            "Which results can you show as proof?",
            "A result with a number, a reference, an award: something that a stranger would believe."
        ),
        new(
            12,
            "competitors",
            "competitors",
            "What alternatives do they compare you with, doing nothing included?",
            "Other vendors, a tool built in-house, a consultant, a spreadsheet."
        ),
    ];

    public static Question? Of(string key) => All.FirstOrDefault(question => question.Key == key);
}
