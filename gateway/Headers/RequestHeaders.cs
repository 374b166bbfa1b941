namespace LeadFuel.Gateway.Headers;

/// <summary>What a service gets to see of a request, by kind of route. Nothing else crosses.</summary>
internal static class RequestHeaders
{
    public static readonly IReadOnlyList<string> Public =
    [
        "Accept",
        "Accept-Language",
        "Content-Type",
        "Content-Length",
    ];

    public static readonly IReadOnlyList<string> Api =
    [
        .. Public,
        "If-Match",
        "If-None-Match",
        "If-Range",
        "Idempotency-Key",
        "Range",
        "Last-Event-ID",
        "Upload-Complete",
        "Upload-Length",
        "Upload-Metadata",
        "Upload-Offset",
    ];

    public static readonly IReadOnlyList<string> Socket =
    [
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
    ];

    public static readonly IReadOnlyList<string> Resend =
    [
        "Content-Type",
        "Content-Length",
        "svix-id",
        "svix-timestamp",
        "svix-signature",
    ];
}
