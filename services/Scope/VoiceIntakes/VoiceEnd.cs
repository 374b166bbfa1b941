namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>Why a conversation is over: in a word for the page, and in words for the person. After "lost" the page joins again by itself.</summary>
/// <param name="Final">The intake has ended; otherwise it can be gone on with.</param>
/// <param name="Waits">The words that OpenAI still owes are waited for.</param>
internal sealed record VoiceEnd(string Why, string Says, bool Final = false, bool Waits = true)
{
    private const string Kept =
        "What stands in the transcript is kept. Say again, or type, what is missing.";

    public static readonly VoiceEnd Finished = new("finished", "The intake has ended.", true);
    public static readonly VoiceEnd Stopped = new("stopped", "The microphone is off.");
    public static readonly VoiceEnd Left = new("left", "The page was closed.");
    public static readonly VoiceEnd Moved = new("lost", $"The connection was lost. {Kept}");
    public static readonly VoiceEnd Lost = new(
        "lost",
        $"The connection to OpenAI was lost. {Kept}"
    );
    public static readonly VoiceEnd Away = new(
        "lost",
        $"What was said last could not be written down. {Kept}",
        Waits: false
    );
    public static readonly VoiceEnd Long = new(
        "long",
        "Thirty minutes are over. Confirm what was heard, and type the rest.",
        true
    );
    public static readonly VoiceEnd Idle = new(
        "idle",
        "Nothing was heard for two minutes, so the microphone is off."
    );
    public static readonly VoiceEnd Silent = new(
        "silent",
        $"OpenAI does not answer any more, so the microphone is off. {Kept} You can go on speaking in a moment.",
        Waits: false
    );
    public static readonly VoiceEnd Broken = new(
        "refused",
        $"OpenAI broke the conversation off, so the microphone is off. {Kept} You can go on speaking in a moment."
    );
    public static readonly VoiceEnd Crowded = new(
        "refused",
        "The page sent more at once than is taken."
    );
    public static readonly VoiceEnd Elsewhere = new(
        "elsewhere",
        "The intake was ended elsewhere, or its ICP was deleted."
    );

    public static VoiceEnd SwitchedOff(string says) => new("switched-off", says, Waits: false);

    public static VoiceEnd NotEntitled(string says) => new("not-entitled", says);

    public static VoiceEnd Refused(ProviderRefusedException refused) =>
        new(
            "refused",
            (int)refused.Status switch
            {
                429 =>
                    "OpenAI takes no more conversations right now. Try again in a minute, or type your answers.",
                401 or 403 =>
                    "OpenAI does not let us in. That is ours to mend; type your answers meanwhile.",
                _ => $"OpenAI does not answer. {Kept} You can try again in a moment.",
            }
        );
}
