using System.Globalization;
using System.Text.Encodings.Web;
using LeadFuel.Gateway.Headers;
using LeadFuel.Gateway.Impersonation;
using Microsoft.AspNetCore.Mvc;

namespace LeadFuel.Gateway.Routes;

/// <summary>A refusal for whoever asked: problem details for programs, a page for people.</summary>
internal static class Answers
{
    /// <summary>`status`: where the outcome table has no word for it (421, 504).</summary>
    public static Task Refuse(HttpContext context, Refused refused, int? status = null)
    {
        var response = context.Response;
        var problem = Refusals.Problem(refused, HouseJson.RequestId(context));
        problem.Instance = context.Request.Path;
        problem.Status = response.StatusCode = status ?? problem.Status!.Value;
        response.Headers.CacheControl = "no-store";
        if (refused.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
        }

        if (IsPage(context.Request))
        {
            return Show(context, problem);
        }

        return response.WriteAsJsonAsync(
            problem,
            HouseJson.Options,
            "application/problem+json",
            context.RequestAborted
        );
    }

    /// <summary>The page that a person gets who opened an address that answers with a problem.</summary>
    public static Task Show(HttpContext context, ProblemDetails problem)
    {
        problem.Extensions["requestId"] ??= HouseJson.RequestId(context);
        var html = Page(problem);
        if (context.Features.Get<ViewedAccount>() is { } viewing)
        {
            var clock = context.RequestServices.GetRequiredService<TimeProvider>();
            html = Banner.PutIn(html, viewing, clock.GetUtcNow());
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = null;
        return context.Response.WriteAsync(html, context.RequestAborted);
    }

    /// <summary>Someone opens an address, as against a script that calls one.</summary>
    public static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request
            .Headers.Accept.ToString()
            .Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api")
        && !request.Path.StartsWithSegments("/hooks");

    private static string Page(ProblemDetails problem) =>
        $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(problem.Title)} · LeadFuel</title>
            <link rel="icon" href="/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/trust.css">
            </head>
            <body>
            <main>
            <h1>{Encode(problem.Title)}</h1>
            <p>{Encode(problem.Detail)}</p>
            <p><a href="/">Go to the start page</a></p>
            <p><small>Request {Encode(problem.Extensions["requestId"]?.ToString())}</small></p>
            </main>
            </body>
            </html>
            """;

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
