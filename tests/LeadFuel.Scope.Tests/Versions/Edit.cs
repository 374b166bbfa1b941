using LeadFuel.Scope.Prompts;

namespace LeadFuel.Scope.Tests.Versions;

/// <summary>Bodies of edits.</summary>
internal static class Edit
{
    /// <summary>A document with one claim.</summary>
    public static object Same(int basedOn) =>
        Of(
            basedOn,
            "summary",
            new { text = "Payment companies.", citations = Array.Empty<object>() }
        );

    /// <summary>All sections empty but this one.</summary>
    public static object Of(int basedOn, string section, params object[] claims) =>
        new
        {
            basedOn,
            sections = IcpForm.Sections.Select(one => new
            {
                key = one.Key,
                claims = one.Key == section ? claims : [],
            }),
        };
}
