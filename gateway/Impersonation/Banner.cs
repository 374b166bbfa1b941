using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace LeadFuel.Gateway.Impersonation;

/// <summary>The bar above every page of a viewing. The server puts it in: it is there without any script, and no script decides about it.</summary>
internal static partial class Banner
{
    private const int LargestPage = 4 * 1024 * 1024;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page with its stylesheet in the head and the bar as the first element of the body.</summary>
    public static string PutIn(string page, ViewedAccount viewing, DateTimeOffset now)
    {
        var address = Html.Encode(viewing.Account);
        var left = viewing.EndsAt - now;
        var bar =
            $"""<section class="lf-viewing" data-viewing="{Html.Encode(viewing.Id)}" role="region" aria-label="Viewing as {address} · Exit impersonation"><form method="post" action="/impersonation/exit">Viewing as {address} · <button type="submit">Exit impersonation</button></form></section>"""
            + $"""<p class="lf-viewing-left" data-left="{Math.Floor(left.TotalSeconds):0}">Read-only. Ends at {viewing.EndsAt.UtcDateTime:HH:mm} UTC, <span>{Math.Ceiling(left.TotalMinutes):0} min left</span>.</p>""";
        const string style = """<link rel="stylesheet" href="/imp.css">""";
        var body = BodyTag().Match(page);
        if (body.Success)
        {
            page = page.Insert(body.Index + body.Length, bar);
        }
        else
        {
            // Without a body tag the first thing after the head opens the body.
            var start = EndOfHead().Match(page);
            page = page.Insert(start.Success ? start.Index + start.Length : 0, bar);
        }

        var head = HeadTag().Match(page);
        return head.Success
            ? page.Insert(head.Index + head.Length, style)
            : page.Insert(page.IndexOf("</section>", StringComparison.Ordinal) + 10, style);
    }

    /// <summary>A page that a service wrote, with the bar.</summary>
    public static async Task Write(HttpContext context, HttpContent page, ViewedAccount viewing)
    {
        await page.LoadIntoBufferAsync(LargestPage, context.RequestAborted);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var bytes = Encoding.UTF8.GetBytes(
            PutIn(await page.ReadAsStringAsync(context.RequestAborted), viewing, now)
        );
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ETag = default;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    [GeneratedRegex("<body(?:\\s[^>]*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex BodyTag();

    [GeneratedRegex("<head(?:\\s[^>]*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex HeadTag();

    [GeneratedRegex(
        "</head\\s*>|<!doctype[^>]*>",
        RegexOptions.IgnoreCase | RegexOptions.RightToLeft
    )]
    private static partial Regex EndOfHead();
}
