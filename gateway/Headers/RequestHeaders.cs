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

    public static readonly IReadOnlyList<string> Stripe =
    [
        "Content-Type",
        "Content-Length",
        "Stripe-Signature",
    ];

    public static readonly IReadOnlyList<string> Resend =
    [
        "Content-Type",
        "Content-Length",
        "svix-id",
        "svix-timestamp",
        "svix-signature",
    ];

    public static readonly IReadOnlyList<string> HubSpot =
    [
        "Content-Type",
        "Content-Length",
        "X-HubSpot-Signature-v3",
        "X-HubSpot-Request-Timestamp",
        "X-HubSpot-Signature",
        "X-HubSpot-Signature-Version",
    ];

    public static readonly IReadOnlyList<string> Pipedrive = ["Content-Type", "Content-Length"];

    /// <summary>Where a hook's own Authorization crosses; from outside this name never does.</summary>
    public const string HookAuthorization = "X-LF-Hook-Authorization";
}
