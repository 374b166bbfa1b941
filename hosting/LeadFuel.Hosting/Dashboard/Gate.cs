using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LeadFuel.Hosting.Dashboard;

/// <summary>
/// Who may see the page: whoever reads this terminal. A link works once and becomes a cookie; other hosts' names
/// (DNS rebinding) and other origins are refused.
/// </summary>
internal sealed class Gate(int port, Action<string> say)
{
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    private readonly Lock _links = new();
    private readonly string _session = Random();
    private readonly HashSet<string> _hosts =
    [
        $"localhost:{port}",
        $"127.0.0.1:{port}",
        $"[::1]:{port}",
    ];
    private string? _link;

    public string Key { get; } = Random();

    public string Cookie { get; } = $"leadfuel-dashboard-{port}";

    public string Address { get; } = $"http://localhost:{port}";

    /// <summary>Prints a link, unless one that was printed still waits to be opened.</summary>
    public void PrintLink()
    {
        lock (_links)
        {
            if (_link is null)
            {
                _link = Random();
                say($"Dashboard: {Address}/login?t={_link}");
            }
        }
    }

    public async Task Pass(HttpContext http, Func<Task> next)
    {
        var request = http.Request;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        var path = request.Path.Value ?? "/";
        if (!_hosts.Contains(request.Host.Value ?? ""))
        {
            await Refuse(http, StatusCodes.Status421MisdirectedRequest, $"Only {Address} answers.");
        }
        else if (path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            if (Same(request.Headers["x-otlp-api-key"], Key))
            {
                await next();
            }
            else
            {
                await Refuse(http, StatusCodes.Status401Unauthorized, "x-otlp-api-key is wrong.");
            }
        }
        else if (IsForeign(request, path))
        {
            await Refuse(http, StatusCodes.Status403Forbidden, "Another origin may not ask this.");
        }
        else if (path == "/login")
        {
            await LogIn(http);
        }
        else if (path == "/link" && HttpMethods.IsPost(request.Method))
        {
            PrintLink();
            http.Response.Redirect("/");
        }
        else if (path == "/dashboard.css" || Same(request.Cookies[Cookie], _session))
        {
            await next();
        }
        else if (path == "/")
        {
            await Explain(http, "Open the link that the AppHost printed.");
        }
        else
        {
            await Refuse(http, StatusCodes.Status401Unauthorized, "Open the printed link first.");
        }
    }

    private async Task LogIn(HttpContext http)
    {
        lock (_links)
        {
            if (_link is { } link && Same(http.Request.Query["t"], link))
            {
                _link = null;
                http.Response.Cookies.Append(
                    Cookie,
                    _session,
                    new()
                    {
                        HttpOnly = true,
                        SameSite = SameSiteMode.Strict,
                        Path = "/",
                    }
                );
                http.Response.Redirect("/");
                return;
            }
        }

        await Explain(http, "This link was used, or is of an earlier start.");
    }

    private static Task Explain(HttpContext http, string what)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>LeadFuel AppHost</title><link rel="stylesheet" href="/dashboard.css">
            <main class="door"><h1>{what}</h1>
            <p>It stands in the terminal where LeadFuel was started, and works once.</p>
            <form method="post" action="/link"><button class="plain">Print a new link there</button></form></main>
            """
        );
    }

    private static Task Refuse(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(why);
    }

    private bool IsForeign(HttpRequest request, string path)
    {
        var origin = request.Headers.Origin.ToString();
        var own = _hosts.Any(host => origin == $"http://{host}");
        if (origin.Length > 0 ? !own : !HttpMethods.IsGet(request.Method))
        {
            return true;
        }

        // A link may be clicked anywhere; everything else is asked for by the page itself or typed.
        return path != "/login"
            && request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
    }

    private static bool Same(string? given, string wanted) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(given),
            Encoding.UTF8.GetBytes(wanted)
        );

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
