namespace LeadFuel.Gateway.Sessions;

/// <summary>Knows the browser that asked for a sign-in link again when the link is opened.</summary>
internal static class SignInCookie
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>Sets the cookie, or sets it for longer; answers its hash.</summary>
    public static string Renew(HttpContext context, PublicOrigin origin)
    {
        var token = BrowserToken.In(context.Request, origin.LoginCookie) ?? BrowserToken.New();
        context.Response.Cookies.Append(origin.LoginCookie, token, origin.Cookie(Life));
        return System.Buffers.Text.Base64Url.EncodeToString(BrowserToken.Hash(token));
    }
}
