using Yarp.ReverseProxy.Forwarder;

namespace LeadFuel.Gateway.Routes;

/// <summary>A service that is away, slow or wordless becomes a problem that says which part it is.</summary>
internal static class ProxyErrors
{
    public static async Task Tell(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var status = context.Response.StatusCode;
        var failed = context.Features.Get<IForwarderErrorFeature>()?.Error ?? ForwarderError.None;
        if (context.Response.HasStarted || (failed == ForwarderError.None && status != 503))
        {
            return;
        }

        // A service's own 503 with its words has started by now; what is left is a cluster without an instance.
        var service = context.GetEndpoint()!.Metadata.GetMetadata<RoutePolicy>()!.Service!;
        context.Response.Headers.Remove("Content-Length");
        switch (failed)
        {
            case ForwarderError.RequestTimedOut
            or ForwarderError.ResponseBodyDestination
            or ForwarderError.UpgradeActivityTimeout when status == 504:
                await Answers.Refuse(context, Slow(service), 504);
                break;
            case ForwarderError.RequestCanceled
            or ForwarderError.RequestBodyCanceled
            or ForwarderError.ResponseBodyCanceled:
                break;
            case ForwarderError.RequestBodyClient:
                await Answers.Refuse(context, Bare(status), status == 413 ? null : status);
                break;
            default:
                await Answers.Refuse(context, Down(service));
                break;
        }
    }

    /// <summary>For a status that came without a word.</summary>
    public static Refused Bare(int status) =>
        status switch
        {
            401 => Refuse.SignedOut(),
            404 or 405 => Refuse.NotFound("address"),
            408 => TooSlow,
            413 => Limits.BodySize.TooLarge,
            415 => new(
                Refusal.TypeRefused,
                "type-refused",
                "This kind of content is not taken here.",
                "Send JSON with Content-Type application/json."
            ),
            < 500 => Unreadable,
            _ => new(
                Refusal.Broken,
                "internal",
                "Something went wrong on our side.",
                "Nothing is lost. Try again; if it stays, write to us with the request number."
            ),
        };

    private static readonly Refused Unreadable = new(
        Refusal.Invalid,
        "invalid",
        "The request cannot be read.",
        "A part of it is missing or has the wrong form. Check the address, the parameters and the body."
    );

    private static readonly Refused TooSlow = new(
        Refusal.Invalid,
        "too-slow",
        "The request came too slowly.",
        "It was given up before its end, and nothing was changed. Check the connection and send it again."
    );

    private static string Product(string service) =>
        $"LeadFuel {char.ToUpperInvariant(service[0])}{service[1..]}";

    private static Refused Down(string service) =>
        new(
            Refusal.ProviderDown,
            "service-down",
            $"{Product(service)} does not answer.",
            $"{Product(service)} does not answer at the moment; the other parts work on. Nothing is lost. Try again in a moment."
        )
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    private static Refused Slow(string service) =>
        new(
            Refusal.ProviderDown,
            "upstream-timeout",
            $"{Product(service)} took too long.",
            "It may still finish: look again in a moment before you repeat it."
        );
}
