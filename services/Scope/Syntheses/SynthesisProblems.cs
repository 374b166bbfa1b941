using LeadFuel.Scope.Prompts;

namespace LeadFuel.Scope.Syntheses;

/// <summary>Why a synthesis failed, said to people: what happened, what is safe, the way out.</summary>
internal static class SynthesisProblems
{
    private const string Safe = "Nothing was saved, and your answers are untouched.";

    /// <summary>Null: not known here; the job is tried again.</summary>
    public static (string Name, string Detail)? Of(Exception exception) =>
        exception switch
        {
            ModelRefusedException => (
                "model-refused",
                $"Claude declined to write this profile. {Safe} Look at the answers for what may have been the reason, then start again."
            ),
            AnswerInvalidException or AnswerCutException => (
                "answer-incomplete",
                $"Claude's answer broke off or did not fit the form, twice. {Safe} Start again; if it stays, shorten the longest answers."
            ),
            _ => PromptProblems.Of(exception, Safe),
        };
}
