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
            PersonalTextFoundException => (
                "personal-text",
                $"The request still held an address or a phone number, so it was not sent. {Safe} Take it out of the answers and start again."
            ),
            RequestChangedException => (
                "preview-outdated",
                $"The request would differ from the one you saw, so it was not sent. {Safe} Look at the preview again."
            ),
            ProviderSwitchedOffException off => (
                "provider-disabled",
                $"Anthropic is switched off. {off.Says} {Safe}"
            ),
            ProviderRefusedException refused => OfProvider(refused),
            _ => null,
        };

    private static (string, string) OfProvider(ProviderRefusedException refused) =>
        ((int)refused.Status, refused.Code) switch
        {
            (401 or 403, _) => (
                "provider-key-refused",
                $"Anthropic does not accept our key. {Safe} We have to mend this; try again later."
            ),
            (402, _) or (_, "enforced_spend_limit_reached") => (
                "provider-limit",
                $"Anthropic's spending limit is reached. {Safe} We have to raise it; try again later."
            ),
            (429, _) => (
                "provider-busy",
                $"Anthropic asks us to wait{In(refused.RetryAfter)}. {Safe} Start again then."
            ),
            (400 or 404 or 413, _) => (
                "provider-refused",
                $"Anthropic did not take the request ({refused.Code}). {Safe} Write to us with the request number."
            ),
            (0, "silent") => (
                "provider-silent",
                $"Anthropic did not answer within 30 seconds. {Safe} Start again."
            ),
            _ => (
                "provider-down",
                $"Anthropic does not answer at the moment. {Safe} Start again in a minute."
            ),
        };

    private static string In(TimeSpan? wait) =>
        wait is { } time ? $" for {Math.Ceiling(time.TotalSeconds)} seconds" : "";
}
