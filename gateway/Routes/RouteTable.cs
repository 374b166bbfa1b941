using LeadFuel.Gateway.Headers;

namespace LeadFuel.Gateway.Routes;

/// <summary>Every way from outside to a service. What is not here is not reachable.</summary>
internal static class RouteTable
{
    private static readonly string[] Read = ["GET", "HEAD"];

    public static readonly IReadOnlyList<RoutePolicy> All =
    [
        .. new[] { "core", "scope", "reach", "signal", "orbit" }.Select(service =>
            Api(service, service, "{**rest}")
        ),
        Api("sign-in", "core", "sign-in-links/{**rest}", RouteClass.SignIn) with
        {
            PublicName = "sign-in",
            BodyLimit = 4 * RoutePolicy.Kilobyte,
        },
        Api("scope-imports", "scope", "imports/{**rest}") with
        {
            BodyLimit = 1024 * RoutePolicy.Kilobyte,
            Upload = true,
        },
        // A file of one MiB, in the letters of Base64.
        Api("reach-imports", "reach", "imports/{**rest}") with
        {
            BodyLimit = 1536 * RoutePolicy.Kilobyte,
            Upload = true,
        },
        Api("reach-suppressions-import", "reach", "suppressions/import") with
        {
            BodyLimit = 1536 * RoutePolicy.Kilobyte,
            Upload = true,
        },
        Api("scope-syntheses", "scope", "icps/{icp}/syntheses/{**rest}") with
        {
            Ai = true,
        },
        Api("reach-generations", "reach", "drafts/{draft}/generations") with
        {
            Ai = true,
        },
        Api("signal-generations", "signal", "posts/{post}/generations") with
        {
            Ai = true,
        },
        Api("scope-voice", "scope", "voice", RouteClass.Socket) with
        {
            Methods = ["GET"],
            RequestHeaders = RequestHeaders.Socket,
        },
        // Reads that hand out what a viewing may never take along.
        Api("core-exports", "core", "exports/{export}/content") with
        {
            NotWhileViewing = true,
            WhileHeld = true,
        },
        // What stays open while the account waits for its deletion or is suspended.
        .. new[]
        {
            "bootstrap",
            "session",
            "usage",
            "suspension",
            "deletion/{**rest}",
            "exports/{**rest}",
        }.Select(path =>
            Api($"core-held-{path.Split('/')[0]}", "core", path) with
            {
                WhileHeld = true,
            }
        ),
        Api("core-log-export", "core", "audit-entries/export") with
        {
            NotWhileViewing = true,
        },
        Api("reach-decisions-file", "reach", "campaigns/{campaign}/decisions.csv") with
        {
            NotWhileViewing = true,
        },
        Api("reach-reply-files", "reach", "reply-files/{file}/content") with
        {
            NotWhileViewing = true,
            OfStrangers = true,
        },
        Api("core-ai-keys", "core", "ai-keys/{**rest}") with
        {
            NotWhileViewing = true,
        },
        Api("core-billing", "core", "billing/{**rest}") with
        {
            NotWhileViewing = true,
        },
        Hook("resend", "core", RequestHeaders.Resend),
        Hook("stripe", "core", RequestHeaders.Stripe) with
        {
            Path = "/hooks/stripe",
        },
        Hook("resend", "reach", RequestHeaders.Resend),
        Hook("hubspot", "scope", RequestHeaders.HubSpot) with
        {
            Path = "/hooks/hubspot/{token}",
            PassesAuthorization = true,
        },
        Hook("pipedrive", "scope", RequestHeaders.Pipedrive) with
        {
            Path = "/hooks/pipedrive/{token}",
            PassesAuthorization = true,
        },
        Page("u", "reach", "/u/{**rest}") with
        {
            Methods = ["GET", "HEAD", "POST"],
        },
        Page("c", "reach", "/c/{**rest}") with
        {
            SendsAway = true,
        },
        Page("receipts", "core", "/receipts/{**rest}"),
        Page("receipt-keys", "core", "/.well-known/leadfuel-receipts.pem"),
        Page("trust", "core", "/trust"),
        Page("data-map", "core", "/data-map"),
    ];

    private static RoutePolicy Api(
        string name,
        string service,
        string rest,
        RouteClass routeClass = RouteClass.Api
    ) =>
        new(name, routeClass)
        {
            Path = $"/api/{service}/{rest}",
            Service = service,
            Prefix = $"/api/{service}",
            RequestHeaders = RequestHeaders.Api,
        };

    private static RoutePolicy Hook(string vendor, string service, IReadOnlyList<string> headers) =>
        new($"{vendor}-{service}", RouteClass.Hook)
        {
            Path = $"/hooks/{vendor}/{service}",
            Service = service,
            PublicName = vendor,
            Methods = ["POST"],
            BodyLimit = 1024 * RoutePolicy.Kilobyte,
            RequestHeaders = headers,
        };

    private static RoutePolicy Page(string name, string service, string path) =>
        new(name, RouteClass.Public)
        {
            Path = path,
            Service = service,
            PublicName = name,
            Methods = Read,
            BodyLimit = 4 * RoutePolicy.Kilobyte,
            RequestHeaders = RequestHeaders.Public,
        };
}
