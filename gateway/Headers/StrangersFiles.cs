using LeadFuel.Gateway.Routes;

namespace LeadFuel.Gateway.Headers;

/// <summary>Puts `sandbox` at the end of the policy of an answer that strangers wrote.</summary>
internal sealed class StrangersFiles(RequestDelegate next)
{
    public Task Invoke(HttpContext context)
    {
        // What is asked for first is called last: the policy of all answers stands by then.
        context.Response.OnStarting(() =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is { OfStrangers: true })
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = $"{headers.ContentSecurityPolicy}; sandbox";
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
