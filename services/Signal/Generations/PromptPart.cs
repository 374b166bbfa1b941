using System.Text.Json;

namespace LeadFuel.Signal.Generations;

/// <summary>
/// What may stand in a prompt (T14). The set is closed: connections, tokens, contacts and other posts have no part, so no code can send them.
/// </summary>
public abstract record PromptPart(string Kind, string Title, string Text)
{
    /// <summary>Our own words.</summary>
    public sealed record Instruction(string Words)
        : PromptPart("instruction", "Instruction", Words);

    /// <summary>The form the answer must have; holds nothing of the customer.</summary>
    public sealed record PostForm(JsonElement Schema)
        : PromptPart("form", "Form of the answer", Schema.GetRawText());

    /// <summary>A delimited block: whatever is typed cannot end it or begin another.</summary>
    public abstract record Delimited(string Tag, string Title, string Text)
        : PromptPart(Tag, Title, Text)
    {
        public string Block => $"<{Tag}>{PromptText.Escape(Text)}</{Tag}>";
    }

    public sealed record IcpProfile(string Claims)
        : Delimited("icp_profile", "Published ICP", Claims);

    public sealed record Persona(string Words) : Delimited("persona", "Persona", Words);

    public sealed record Bucket(string Words) : Delimited("bucket", "Bucket", Words);

    public sealed record Brief(string Words) : Delimited("brief", "Brief", Words);

    public sealed record DraftText(string Words) : Delimited("draft", "The text so far", Words);

    public sealed record ReviewerNote(string Words)
        : Delimited("reviewer_note", "Your note", Words);
}
