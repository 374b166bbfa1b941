using LeadFuel.Providers;

namespace LeadFuel.Prompts;

/// <summary>Why Claude could not be asked or did not answer, said to people: what happened, what is safe, the way out.</summary>
public static class PromptProblems
{
    /// <summary>Null: not known here; the job is tried again. `safe`: what is untouched, as a sentence.</summary>
    public static (string Name, string Detail)? Of(Exception exception, string safe) =>
        exception switch
        {
            PersonalTextFoundException => (
                "personal-text",
                $"The request still held an address or a phone number, so it was not sent. {safe} Take it out of your text and start again."
            ),
            RequestChangedException => (
                "preview-outdated",
                $"The request would differ from the one you saw, so it was not sent. {safe} Look at the preview again."
            ),
            ProviderSwitchedOffException off => (
                "provider-disabled",
                $"Anthropic is switched off. {off.Says} {safe}"
            ),
            ProviderRefusedException refused => OfProvider(refused, safe),
            _ => null,
        };

    private static (string, string) OfProvider(ProviderRefusedException refused, string safe) =>
        ((int)refused.Status, refused.Code) switch
        {
            (_, ClaudeClient.KeyNotKnown) => (
                "key-not-known",
                $"It could not be read whether your account has its own Anthropic key, so nothing was asked. {safe} Start again in a minute."
            ),
            (401 or 403, ClaudeClient.OwnKeyRefused) => (
                "own-key-refused",
                $"Anthropic does not accept your account's own key, and ours is not used in its place. {safe} Give another key or remove this one in Settings, AI key."
            ),
            (_, ClaudeClient.OwnKeyRefused) => (
                "own-key-limit",
                $"Your own Anthropic key has reached its limit, and ours is not used in its place. {safe} Raise it at Anthropic, or remove the key in Settings, AI key."
            ),
            (401 or 403, _) => (
                "provider-key-refused",
                $"Anthropic does not accept our key. {safe} We have to mend this; try again later."
            ),
            (402, _) or (_, "enforced_spend_limit_reached") => (
                "provider-limit",
                $"Anthropic's spending limit is reached. {safe} We have to raise it; try again later."
            ),
            (429, _) => (
                "provider-busy",
                $"Anthropic asks us to wait{In(refused.RetryAfter)}. {safe} Start again then."
            ),
            (404, _) => (
                "model-gone",
                $"Anthropic no longer offers the model that we use. {safe} We have to choose another; try again later."
            ),
            (413, _) => (
                "prompt-too-large",
                $"The request is too large for Anthropic. {safe} Shorten the longest texts and start again."
            ),
            (400, _) => (
                "provider-refused",
                $"Anthropic did not take the request ({refused.Code}). {safe} Write to us with the request number."
            ),
            (0, "silent") => (
                "provider-silent",
                $"Anthropic did not answer within 30 seconds. {safe} Start again."
            ),
            _ => (
                "provider-down",
                $"Anthropic does not answer at the moment. {safe} Start again in a minute."
            ),
        };

    private static string In(TimeSpan? wait) =>
        wait is { } time ? $" for {Math.Ceiling(time.TotalSeconds)} seconds" : "";
}
