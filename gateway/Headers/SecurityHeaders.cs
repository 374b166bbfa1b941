using System.Text.Json;

namespace LeadFuel.Gateway.Headers;

/// <summary>What every answer carries, refusals and static files included.</summary>
internal static class SecurityHeaders
{
    /// <summary>No foreign origin at all; of inline scripts only those whose hashes the web build wrote down.</summary>
    public static HeaderPolicyCollection Policy(IEnumerable<string> scripts, bool secure)
    {
        var policy = new HeaderPolicyCollection()
            .AddContentTypeOptionsNoSniff()
            .AddReferrerPolicyNoReferrer()
            .AddCrossOriginOpenerPolicy(opener => opener.SameOrigin())
            .AddCrossOriginResourcePolicy(resource => resource.SameOrigin())
            .AddCustomHeader("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
            .AddCustomHeader(
                "Content-Security-Policy",
                $"default-src 'none'; script-src {string.Join(' ', scripts.Prepend("'self'"))}; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
            );
        // By the public address, not by the connection: TLS ends at the platform's proxy.
        return secure
            ? policy.AddCustomHeader(
                "Strict-Transport-Security",
                "max-age=63072000; includeSubDomains"
            )
            : policy;
    }

    /// <summary>`csp.json` of the web build: `{"scripts":["'sha256-…'"]}`.</summary>
    public static IReadOnlyList<string> InlineScripts(string webRoot)
    {
        using var csp = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(webRoot, "csp.json")));
        return
        [
            .. csp
                .RootElement.GetProperty("scripts")
                .EnumerateArray()
                .Select(script => $"'{script.GetString()!.Trim('\'')}'"),
        ];
    }
}
