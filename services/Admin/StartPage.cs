namespace LeadFuel.Admin;

/// <summary>What operators see at this address until they can sign in here. It says so, and holds nothing of any account.</summary>
internal static class StartPage
{
    private const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>LeadFuel Admin</title>
        </head>
        <body>
        <main>
        <h1>LeadFuel Admin</h1>
        <p>Operators cannot sign in here yet, so there is nothing to see. Viewings work between the services; each is written down here and in the account's own log.</p>
        </main>
        </body>
        </html>
        """;

    public static void Map(WebApplication app) =>
        app.MapGet(
                "/",
                (HttpContext context) =>
                {
                    context.Response.Headers.ContentSecurityPolicy =
                        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
                    context.Response.Headers.XContentTypeOptions = "nosniff";
                    return TypedResults.Content(Html, "text/html; charset=utf-8");
                }
            )
            .WithoutToken();
}
