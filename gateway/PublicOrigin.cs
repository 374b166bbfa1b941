namespace LeadFuel.Gateway;

/// <summary>The one address people know: what Origin and Host must be, and how the cookies are named.</summary>
internal sealed class PublicOrigin
{
    private readonly string prefix;

    public PublicOrigin(IConfiguration configuration, IHostEnvironment environment)
    {
        if (
            !Uri.TryCreate(configuration["PUBLIC_ORIGIN"], UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.PathAndQuery != "/"
        )
        {
            throw new StartRefusedException(
                "PUBLIC_ORIGIN is missing. Set it to the address people open, such as https://app.example.com."
            );
        }

        Secure = address.Scheme == "https";
        if (!Secure && !environment.IsDevelopment())
        {
            throw new StartRefusedException(
                $"PUBLIC_ORIGIN is {address}, which is not https. Outside Development cookies travel over https only."
            );
        }

        Text = address.GetLeftPart(UriPartial.Authority);
        Host = address.Authority;
        // Two suites on one machine differ by port only, and cookies do not.
        prefix = Secure ? "__Host-lf" : $"lf-{address.Port}";
    }

    public string Text { get; }

    public string Host { get; }

    public bool Secure { get; }

    public string SessionCookie => field ??= prefix;

    public string LoginCookie => field ??= prefix + "-login";

    public string ViewingCookie => field ??= prefix + "-as";

    public CookieOptions Cookie(TimeSpan life) =>
        new()
        {
            Path = "/",
            HttpOnly = true,
            Secure = Secure,
            SameSite = SameSiteMode.Lax,
            MaxAge = life,
        };

    public void Drop(HttpResponse response, string cookie) =>
        response.Cookies.Append(cookie, "", Cookie(TimeSpan.Zero));
}
