using System.Globalization;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.LinkedIn;

/// <summary>What LinkedIn asks of every call under /rest: a token, a version that still lives, and its protocol's header.</summary>
public static class LinkedInGate
{
    private const int MonthsOfLife = 13;

    public static IResult? Refuse(
        HttpContext http,
        LinkedInWorld world,
        FaultBoard faults,
        params ReadOnlySpan<string> scopes
    )
    {
        http.Response.Headers["x-li-uuid"] = Guid.CreateVersion7().ToString("N");
        if (Broken(http, faults) is { } broken)
        {
            return broken;
        }

        if (Token(http, world) is { } refused)
        {
            return refused;
        }

        if (Version(http, world.Now) is { } old)
        {
            return old;
        }

        if (http.Request.Headers["X-Restli-Protocol-Version"] != "2.0.0")
        {
            return LinkedInError.Of(400, "Invalid Rest.li protocol version");
        }

        var granted = world.Holder(http.Request.ApiKey())!.Scopes;
        foreach (var scope in scopes)
        {
            if (granted.Contains(scope))
            {
                return null;
            }
        }

        return scopes.Length == 0
            ? null
            : LinkedInError.Denied("Not enough permissions to access this resource");
    }

    public static IResult? Token(HttpContext http, LinkedInWorld world) =>
        world.Holder(http.Request.ApiKey()) switch
        {
            null => LinkedInError.Token(65600),
            { Revoked: true } => LinkedInError.Token(65601),
            { } held when held.ExpiresAt <= world.Now => LinkedInError.Token(65602),
            _ => null,
        };

    private static IResult? Broken(HttpContext http, FaultBoard faults) =>
        http.TakeFault(
            faults,
            "linkedin",
            "unauthorized",
            "revoked",
            "expired",
            "forbidden",
            "version",
            "rate_limit",
            "server_error",
            "status"
        ) switch
        {
            { Kind: "unauthorized" } => LinkedInError.Token(65600),
            { Kind: "revoked" } => LinkedInError.Token(65601),
            { Kind: "expired" } => LinkedInError.Token(65602),
            { Kind: "forbidden" } => LinkedInError.Denied(
                "Not enough permissions to access this resource"
            ),
            { Kind: "version" } => Sunset("requested"),
            { Kind: "rate_limit" } => LinkedInError.Throttled(),
            { Kind: "server_error" } => LinkedInError.Of(500, "Internal error"),
            { Kind: "status" } fault => LinkedInError.Of(fault.Status ?? 400, "Bad request"),
            _ => null,
        };

    private static IResult? Version(HttpContext http, DateTimeOffset now)
    {
        var version = http.Request.Headers["LinkedIn-Version"].ToString();
        if (version.Length == 0)
        {
            return LinkedInError.Of(
                400,
                "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
                "VERSION_MISSING"
            );
        }

        return
            DateTimeOffset.TryParseExact(
                version,
                "yyyyMM",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var month
            )
            && month <= now
            && month.AddMonths(MonthsOfLife) > now
            ? null
            : Sunset(version);
    }

    private static IResult Sunset(string version) =>
        LinkedInError.Of(426, $"Requested version {version} is not active", "NONEXISTENT_VERSION");
}
