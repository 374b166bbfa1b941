using System.Globalization;
using System.Net;
using System.Reflection;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Operators;

namespace LeadFuel.Admin.Pages;

/// <summary>The operators' pages: HTML from here, no script but the one that reads a link's fragment.</summary>
internal static class Page
{
    private static readonly (string Href, string Name)[] Places =
    [
        ("/", "Accounts"),
        ("/jobs", "Jobs"),
        ("/providers", "Providers"),
        ("/operators", "Operators"),
        ("/sessions", "Sessions"),
        ("/log", "Log"),
    ];

    private static readonly Refused Nothing = new(
        Refusal.NotFound,
        "not-found",
        "There is nothing at this address.",
        "Check the address, or go on from the start."
    );

    public static void MapFiles(this WebApplication app)
    {
        app.MapGet(
                "/admin.css",
                () => TypedResults.Content(Text("admin.css"), "text/css; charset=utf-8")
            )
            .For(null);
        app.MapGet("/favicon.ico", () => TypedResults.Content(Text("icon.svg"), "image/svg+xml"))
            .For(null);
        app.MapGet(
                "/link.js",
                () => TypedResults.Content(Text("link.js"), "text/javascript; charset=utf-8")
            )
            .For(null);
        app.Map("{**path}", (HttpContext http) => Wrong(http, Nothing))
            .WithOrder(int.MaxValue)
            .For(null);
    }

    public static void Headers(HttpContext http)
    {
        var gateway = http.RequestServices.GetRequiredService<IConfiguration>()["PUBLIC_ORIGIN"];
        // The start of a viewing leads to the gateway, and a form's redirect counts as the form's.
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self' {gateway?.TrimEnd('/')}; frame-ancestors 'none'; base-uri 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        http.Response.Headers["Permissions-Policy"] = "microphone=(), camera=(), geolocation=()";
        // By the public address, not by the connection: TLS ends at the platform's proxy.
        if (http.RequestServices.GetRequiredService<OperatorGate>().Secure)
        {
            http.Response.Headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        }
    }

    public static string E(string? text) => WebUtility.HtmlEncode(text ?? "");

    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static string At(DateTimeOffset? at) =>
        at is { } told
            ? $"""<time datetime="{told.UtcDateTime:O}">{told.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC</time>"""
            : "";

    /// <summary>After an act: a page that can be loaded again.</summary>
    public static IResult Go(string path) => new SeeOther(path);

    public static IResult Of(string title, SignedIn? who, string body, int status = 200) =>
        Results.Content(Html(title, who, body), "text/html; charset=utf-8", statusCode: status);

    public static IResult Refused(int status, string title, string detail) =>
        Results.Content(
            Html(
                title,
                null,
                $"""<h1>{E(title)}</h1><p role="alert">{E(detail)}</p><p><a href="/">Go on</a></p>"""
            ),
            "text/html; charset=utf-8",
            statusCode: status
        );

    /// <summary>What went wrong, wherever it did: people read it, so it is a page and no problem for programs.</summary>
    public static IResult Wrong(HttpContext http, Refused refused)
    {
        Headers(http);
        return Of(
            refused.Title,
            http.RequestServices.GetRequiredService<OperatorGate>().Who,
            $"""<h1>{E(refused.Title)}</h1><p role="alert">{E(refused.Detail)}</p><p class="quiet">Request number {E(HouseJson.RequestId(http))}</p><p><a href="/">Go on</a></p>""",
            Refusals.Table[refused.Kind].Http
        );
    }

    public static string Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var body = string.Concat(
            rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>")
        );
        return body.Length == 0
            ? "<p class=\"none\">Nothing here.</p>"
            : $"""<div class="scroll"><table><thead><tr>{string.Concat(heads.Select(head => $"<th scope=\"col\">{E(head)}</th>"))}</tr></thead><tbody>{body}</tbody></table></div>""";
    }

    public static string Entries(IEnumerable<OperatorEntry> entries) =>
        Table(
            ["When", "Who", "Act", "To what", "Why"],
            entries.Select(e =>
                (IReadOnlyList<string>)
                    [At(e.At), E(e.Operator), E(e.Action), E(e.Subject), E(e.Detail)]
            )
        );

    /// <summary>Whether the entries prove each other.</summary>
    public static string Chain(string? wrong) =>
        wrong is null
            ? "<p class=\"quiet\">The chain holds: no entry was changed, and none is missing after the oldest that is kept.</p>"
            : $"<p role=\"alert\">The chain does not hold: {E(wrong)}.</p>";

    private static string Html(string title, SignedIn? who, string body)
    {
        var top = who is null
            ? ""
            : $"""<nav aria-label="Admin">{string.Concat(Places.Select(place => $"<a href=\"{place.Href}\"{(place.Name == title ? " aria-current=\"page\"" : "")}>{place.Name}</a>"))}</nav><form method="post" action="/sign-out"><span>{E(who.Email)}, {Word(who.Role)}</span> <button>Sign out</button></form>""";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta name="color-scheme" content="light dark">
            <title>{E(title)} · LeadFuel Admin</title>
            <link rel="icon" href="/favicon.ico" type="image/svg+xml">
            <link rel="stylesheet" href="/admin.css">
            </head>
            <body>
            <header><strong>LeadFuel Admin</strong>{top}</header>
            <main>{body}</main>
            </body>
            </html>
            """;
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!
        );
        return reader.ReadToEnd();
    }

    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
