using LeadFuel.Gateway.Routes;
using Microsoft.AspNetCore.Http.Features;

namespace LeadFuel.Gateway.Limits;

/// <summary>Refuses a body that says it is too large before a byte is read; one that does not say it is cut at the limit.</summary>
internal static class BodySize
{
    public static readonly Refused TooLarge = new(
        Refusal.TooLarge,
        "too-large",
        "This is too large.",
        "Send less at once; the limit of each place is shown beside it."
    );

    public static Refused? Check(HttpContext context, RoutePolicy policy)
    {
        if (context.Request.ContentLength > policy.BodyLimit)
        {
            return TooLarge;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = policy.BodyLimit;
        }

        return null;
    }
}
