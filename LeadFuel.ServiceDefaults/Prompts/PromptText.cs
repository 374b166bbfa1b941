using System.Text;

namespace LeadFuel.Prompts;

/// <summary>Text inside a delimited block of a prompt: whatever is typed cannot end the block or begin another.</summary>
public static class PromptText
{
    public static string Escape(string text) =>
        new StringBuilder(text)
            .Replace("&", "&amp;")
            .Replace("<", "&lt;")
            .Replace(">", "&gt;")
            .Replace("\"", "&quot;")
            .ToString();

    public static string Unescape(string text) =>
        new StringBuilder(text)
            .Replace("&quot;", "\"")
            .Replace("&gt;", ">")
            .Replace("&lt;", "<")
            .Replace("&amp;", "&")
            .ToString();
}
