using System.Reflection;
using System.Text.Encodings.Web;
using LeadFuel.Gateway.Headers;
using LeadFuel.Gateway.Limits;
using LeadFuel.Gateway.Routes;
using LeadFuel.Gateway.Sessions;

namespace LeadFuel.Gateway.Impersonation;

/// <summary>The way into a viewing (a one-time code from Admin) and out of it (the button in the bar).</summary>
internal static class ImpersonationRoutes
{
    public sealed record EnterForm(string? Code);

    private const string EnterPage = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>Start viewing · LeadFuel</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/trust.css">
        <script src="/impersonation/enter.js" defer></script>
        </head>
        <body><main><h1>Start viewing</h1><p id="say" role="status">The code from Admin is being checked.</p></main></body>
        </html>
        """;

    public static void MapImpersonation(this WebApplication app)
    {
        app.MapGet(
                "/impersonation/enter",
                (HttpContext context, TimeProvider clock) =>
                    TypedResults.Content(
                        context.Features.Get<ViewedAccount>() is { } viewing
                            ? Banner.PutIn(EnterPage, viewing, clock.GetUtcNow())
                            : EnterPage,
                        "text/html; charset=utf-8"
                    )
            )
            .WithMetadata(OwnRoutes.Policy);
        app.MapGet(
                "/impersonation/ended",
                (string? viewing, string? stay, IConfiguration configuration) =>
                    TypedResults.Content(
                        EndedPage(configuration["ADMIN_ORIGIN"], viewing, stay is not null),
                        "text/html; charset=utf-8"
                    )
            )
            .WithMetadata(OwnRoutes.Policy);
        app.MapGet(
                "/impersonation/enter.js",
                () => TypedResults.Content(Text("enter.js"), "text/javascript; charset=utf-8")
            )
            .WithMetadata(OwnRoutes.Policy);
        app.MapGet(
                "/imp.css",
                () => TypedResults.Content(Text("imp.css"), "text/css; charset=utf-8")
            )
            .WithMetadata(OwnRoutes.Policy);
        app.MapPost("/impersonation/enter", Enter).WithMetadata(OwnRoutes.Policy);
        app.MapPost("/impersonation/exit", Exit).WithMetadata(OwnRoutes.Policy);
    }

    private static async Task Enter(
        HttpContext context,
        EnterForm form,
        Viewings viewings,
        PublicOrigin origin,
        OriginCheck originCheck,
        Rates rates,
        LiveStreams streams,
        CancellationToken ct
    )
    {
        if (originCheck.Check(context.Request, OwnRoutes.Policy) is { } foreign)
        {
            throw new RefusedException(foreign);
        }

        if (
            rates.Take(rates.Anonymous, Network.OfSubscriber(context.Connection.RemoteIpAddress)) is
            { } wait
        )
        {
            throw new RefusedException(
                Refuse.TooMany("Too many codes were tried. Wait a moment.", wait)
            );
        }

        if (
            form.Code is not { Length: > 0 and <= 200 } code
            || await viewings.Enter(code, ct) is not { } entered
        )
        {
            throw new RefusedException(Viewings.Ended);
        }

        streams.EndSockets(entered.Viewing.Account);
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        context.Response.Cookies.Append(
            origin.ViewingCookie,
            entered.Cookie,
            origin.Cookie(entered.Viewing.EndsAt - clock.GetUtcNow())
        );
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Exit(
        HttpContext context,
        Viewings viewings,
        PublicOrigin origin,
        OriginCheck originCheck,
        LiveStreams streams,
        CancellationToken ct
    )
    {
        if (originCheck.CheckForm(context.Request) is { } foreign)
        {
            throw new RefusedException(foreign);
        }

        var ended = "/impersonation/ended";
        if (context.Features.Get<ViewedAccount>() is { } viewing)
        {
            await viewings.End(viewing, ct);
            streams.EndViewing(viewing.Id);
            ended += $"?viewing={viewing.Id}";
        }

        origin.Drop(context.Response, origin.ViewingCookie);
        context.Response.Headers[ClearSiteData.Name] = ClearSiteData.Value;
        // Not to Admin itself: browsers hold where a form leads to our form-action, which names no other site.
        context.Response.Redirect(ended);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
    }

    // By the viewing, of which Admin knows the account: no address of a customer stands in an address of a page.
    // Who pressed the button goes on to Admin at once; who is told of the end reads it first.
    private static string EndedPage(string? admin, string? viewing, bool stays)
    {
        var (to, name) =
            admin is not { Length: > 0 } ? ("/", "the start page")
            : Guid.TryParse(viewing, out var id)
                ? ($"{admin.TrimEnd('/')}/viewings/{id}", "the account in Admin")
            : (admin, "Admin");
        var address = HtmlEncoder.Default.Encode(to);
        var goes = stays ? "" : $"""<meta http-equiv="refresh" content="0; url={address}">""";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            {goes}
            <title>The viewing has ended · LeadFuel</title>
            <link rel="icon" href="/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/trust.css">
            </head>
            <body><main><h1>The viewing has ended</h1><p><a href="{address}">Go back to {name}</a></p></main></body>
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
}
