using LeadFuel.Gateway.Headers;

namespace LeadFuel.Gateway.Sessions;

/// <summary>Core's word on the session becomes the browser's cookie.</summary>
internal static class SessionCookie
{
    /// <summary>In place of a token: the session is over.</summary>
    public const string Ended = "none";

    // A session ends after 30 days whatever happens; earlier ends are Core's to know.
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    public static void Set(HttpContext context, PublicOrigin origin, string word)
    {
        if (BrowserToken.IsOne(word))
        {
            context.Response.Cookies.Append(origin.SessionCookie, word, origin.Cookie(Life));
        }
        else if (word == Ended)
        {
            origin.Drop(context.Response, origin.SessionCookie);
            context.Response.Headers[ClearSiteData.Name] = ClearSiteData.Value;
        }
    }
}
