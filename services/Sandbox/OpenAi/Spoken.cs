namespace LeadFuel.Sandbox.OpenAi;

/// <summary>What the played customer says when a question is asked; by the name of the field it fills.</summary>
internal static class Spoken
{
    private static readonly Dictionary<string, string> Answers = new()
    {
        ["offer"] = "We close the books of payment companies in four days.",
        ["segments"] = "Payment companies that grew faster than their finance team.",
        ["firmographics"] = "Payments and lending, 80 to 400 people, Germany and the Nordics.",
        ["technographics"] = "NetSuite, and a lot of spreadsheets around it.",
        ["buying_triggers"] = "An audit date on the calendar; then they sign in six weeks.",
        ["personas"] = "The CFO signs, the controller uses it every month.",
        ["goals_pains"] = "Month-end takes twelve days and the board pack is late every time.",
        ["objections"] = "They say that they will just hire another accountant.",
        ["exclusions"] = "Banks with a licence of their own never buy.",
        ["value_messages"] = "They get eight days a month back.",
        ["proof"] = "Kern Pay went from twelve days to four within one quarter.",
        ["competitors"] = "Mostly a consultant, or doing nothing.",
    };

    /// <summary>What they say when nothing is asked any more.</summary>
    public const string More = "That is all that I can think of.";

    public static string To(string field) =>
        Answers.GetValueOrDefault(field, $"I would say that {field} is what matters most.");
}
