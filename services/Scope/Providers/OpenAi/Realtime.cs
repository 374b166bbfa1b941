namespace LeadFuel.Scope.Providers.OpenAi;

/// <summary>What this service asks OpenAI for: nothing but the spoken intake, while somebody has the microphone on.</summary>
public static class Realtime
{
    public const string Name = "OpenAI";

    public static readonly Purpose Voice = new(
        "scope.voice",
        "Hears you while the microphone is on in Scope, writes down what you say and asks the next question.",
        "microphone audio",
        "intake transcript",
        "instructions"
    );

    public static readonly Provider Provider = new(Name, new Uri("https://api.openai.com/"))
    {
        Purposes = [Voice],
        Keeps =
            "Sound and text for up to 30 days to look into abuse; nothing is used for training.",
        Streams = true,
    };
}
