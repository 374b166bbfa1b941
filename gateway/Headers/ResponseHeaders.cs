namespace LeadFuel.Gateway.Headers;

/// <summary>What a browser gets to see of a service's answer. A cookie, a server's name or an internal header is not among it.</summary>
internal static class ResponseHeaders
{
    /// <summary>Core's word on the session cookie: its new value, or `none`.</summary>
    public const string Session = "LeadFuel-Session";

    public static readonly string[] Allowed =
    [
        "Accept-Ranges",
        "Allow",
        "Content-Disposition",
        "Content-Language",
        "Content-Length",
        "Content-Range",
        "Content-Type",
        "ETag",
        "Idempotent-Replayed",
        "Last-Modified",
        "Link",
        "Retry-After",
        "Sec-WebSocket-Accept",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Protocol",
        "Upload-Complete",
        "Upload-Limit",
        "Upload-Offset",
        "WWW-Authenticate",
    ];
}
