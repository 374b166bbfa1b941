using System.Text.Json;
using LeadFuel.Scope.Versions;

namespace LeadFuel.Scope.Prompts;

/// <summary>
/// What may stand in a prompt (T14). The set is closed: contacts, lists, outcomes and mail have no part, so no code can send them.
/// </summary>
public abstract record PromptPart
{
    private PromptPart() { }

    /// <summary>Our own words.</summary>
    public sealed record Instruction(string Text) : PromptPart;

    /// <summary>The form the answer must have; holds nothing of the customer.</summary>
    public sealed record IcpSchema(JsonElement Schema) : PromptPart;

    /// <summary>What the customer typed, masked.</summary>
    public sealed record Answer(Source Source, string Key) : PromptPart
    {
        /// <summary>A delimited block: whatever is typed cannot end it or begin another.</summary>
        public string Block =>
            $"""<answer id="{Source.Id}" key="{Key}" question="{PromptText.Escape(Source.Question)}">{PromptText.Escape(Source.Text)}</answer>""";
    }
}
