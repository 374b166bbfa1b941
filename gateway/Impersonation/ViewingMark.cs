using LeadFuel.Gateway.Sessions;

namespace LeadFuel.Gateway.Impersonation;

/// <summary>Marks every request and answer of a viewing. Only Admin's record makes one; nothing a client sends does.</summary>
internal sealed class ViewingMark(RequestDelegate next, PublicOrigin origin)
{
    public async Task Invoke(HttpContext context, Viewings viewings)
    {
        if (BrowserToken.In(context.Request, origin.ViewingCookie) is { } cookie)
        {
            if (await viewings.Find(cookie, context.RequestAborted) is { } viewing)
            {
                context.Features.Set(viewing);
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[ViewedAccount.Header] = viewing.Mark;
                    context.Response.Headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                });
            }
            else
            {
                origin.Drop(context.Response, origin.ViewingCookie);
            }
        }

        // The cookie goes with the viewing, or another one has begun; the bar of this page still stands.
        var page = context.Request.Headers[ViewedAccount.PageHeader];
        if (page.Count > 0 && page != context.Features.Get<ViewedAccount>()?.Id)
        {
            throw new RefusedException(Viewings.Ended);
        }

        await next(context);
    }
}
