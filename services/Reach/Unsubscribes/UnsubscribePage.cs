using System.Net;

namespace LeadFuel.Reach.Unsubscribes;

/// <summary>The page behind an unsubscribe link: no script, one button. It names the sender and shows no address.</summary>
internal static class UnsubscribePage
{
    public static IResult Ask(string from) =>
        Page(
            "Stop mail from this sender?",
            $"""
            <p>You will get no more mail from <strong>{E(from)}</strong>.</p>
            <form method="post" action="?page"><button class="button" type="submit">Stop this mail</button></form>
            """
        );

    public static IResult Done(string from) =>
        Page(
            "You are off the list",
            $"<p>You get no more mail from <strong>{E(from)}</strong>. You can close this page.</p>"
        );

    public static IResult Unknown() =>
        Page(
            "This link is not complete",
            "<p>Open the link in the mail again, or copy all of it. If it stays, answer the mail and ask to be removed: a person reads that.</p>",
            StatusCodes.Status404NotFound
        );

    private static IResult Page(string title, string body, int status = StatusCodes.Status200OK) =>
        Results.Content(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
            <title>{E(
                title
            )}</title><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/trust.css"></head>
            <body class="note"><main><h1>{E(title)}</h1>{body}</main></body></html>
            """,
            "text/html; charset=utf-8",
            statusCode: status
        );

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
