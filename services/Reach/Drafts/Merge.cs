using System.Text.RegularExpressions;
using LeadFuel.Reach.Contacts;

namespace LeadFuel.Reach.Drafts;

/// <summary>Fills `{{first_name}}` and `{{first_name | "there"}}` with a contact's values, here and never at a third party.</summary>
public static partial class Merge
{
    public sealed record Filled(string Text, IReadOnlyList<string> Missing);

    public const string SenderName = "sender_name";

    public static Filled Fill(string template, Contact contact, string senderName = "")
    {
        var missing = new List<string>();
        var text = Field()
            .Replace(
                template,
                field =>
                {
                    var name = field.Groups[1].Value.ToLowerInvariant();
                    var value = name == SenderName ? senderName : Value(contact, name);
                    if (value.Length > 0)
                    {
                        return value;
                    }

                    // An empty fallback would leave "Hi ," to be read.
                    if (!string.IsNullOrWhiteSpace(field.Groups[2].Value))
                    {
                        return field.Groups[2].Value;
                    }

                    missing.Add(name);
                    return "";
                }
            );
        // Braces that are no field are a slip of the writer: they would be read as such by the recipient.
        if (Field().Replace(template, "").Contains("{{", StringComparison.Ordinal))
        {
            missing.Add("{{");
        }

        return new(text, [.. missing.Distinct()]);
    }

    /// <summary>The names of the fields that a text uses.</summary>
    public static IReadOnlyList<string> Names(string template) =>
        [.. Field().Matches(template).Select(m => m.Groups[1].Value.ToLowerInvariant()).Distinct()];

    public static string Value(Contact contact, string name)
    {
        var value = name switch
        {
            "email" => contact.Email,
            "first_name" => contact.FirstName,
            "last_name" => contact.LastName,
            "company" => contact.Company,
            "title" => contact.Title,
            "country" => contact.Country,
            _ => contact.Attributes.GetValueOrDefault(name) ?? "",
        };
        return string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    [GeneratedRegex("""\{\{\s*([\p{L}0-9_]+)\s*(?:\|\s*["“”]([^"“”{}]*)["“”]\s*)?\}\}""")]
    private static partial Regex Field();
}
