using System.Text.Json;

namespace LeadFuel.Reach.Drafts;

/// <summary>
/// What may stand in a prompt (T14). The set is closed: replies and lists have no part, so no code can send them; of a contact
/// there is only one field at a time, ticked by a person for one request (T16).
/// </summary>
public abstract record PromptPart(string Kind, string Title, string Text)
{
    /// <summary>Our own words.</summary>
    public sealed record Instruction(string Words)
        : PromptPart("instruction", "Instruction", Words);

    /// <summary>The form the answer must have; holds nothing of the customer.</summary>
    public sealed record MailForm(JsonElement Schema)
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

    public sealed record CampaignGoal(string Words)
        : Delimited("campaign_goal", "Goal of the campaign", Words);

    public sealed record StepGoal(string Words)
        : Delimited("step_goal", "Goal of this mail", Words);

    /// <summary>Names only; values are filled in here, after the answer.</summary>
    public sealed record MergeFieldNames(IReadOnlyList<string> Names)
        : Delimited("merge_fields", "Names of merge fields", string.Join(", ", Names));

    /// <summary>Made from a <see cref="Inclusion"/> only, whose row says who ticked it and when.</summary>
    public sealed record ContactField(string Field, string Value)
        : Delimited("contact_field", $"A contact's {Field}", $"{Field}: {Value}");

    public sealed record DraftText(string Words) : Delimited("draft", "The draft so far", Words);

    public sealed record ReviewerNote(string Words)
        : Delimited("reviewer_note", "Your note", Words);
}
