using LeadFuel.Gateway.Routes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LeadFuel.Gateway.Headers;

/// <summary>A request that changes something comes from our own page, sent by our own script.</summary>
internal sealed class OriginCheck(PublicOrigin origin)
{
    private static readonly Refused NotOurs = new(
        Refusal.Forbidden,
        "origin-refused",
        "This did not come from LeadFuel's own page.",
        "Open LeadFuel in this browser and do it there."
    );

    private static readonly Refused WrongType = new(
        Refusal.TypeRefused,
        "type-refused",
        "This kind of content is not taken here.",
        "Send JSON with Content-Type application/json."
    );

    public Refused? Check(HttpRequest request, RoutePolicy policy)
    {
        if (policy.Class == RouteClass.Socket)
        {
            return SameOrigin(request) ? null : NotOurs;
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return null;
        }

        if (!SameOrigin(request) || request.Headers["X-LF-Client"] != "web")
        {
            return NotOurs;
        }

        return TypeFits(request, policy) ? null : WrongType;
    }

    /// <summary>
    /// For a plain form on our own page: under our Referrer-Policy browsers send `Origin: null` with it,
    /// and only Sec-Fetch-Site, which no page can set, says where it came from.
    /// </summary>
    public Refused? CheckForm(HttpRequest request) =>
        SameOrigin(request)
        || (request.Headers.Origin == "null" && request.Headers["Sec-Fetch-Site"] == "same-origin")
            ? null
            : NotOurs;

    private bool SameOrigin(HttpRequest request) =>
        request.Headers.Origin == origin.Text
        && (!request.Headers.TryGetValue("Sec-Fetch-Site", out var site) || site == "same-origin");

    private static bool TypeFits(HttpRequest request, RoutePolicy policy)
    {
        if (
            request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody
            != true
        )
        {
            return true;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return false;
        }

        var isJson =
            type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
        return isJson
            || (
                policy.Upload
                && (
                    type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
                    || type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)
                )
            );
    }
}
