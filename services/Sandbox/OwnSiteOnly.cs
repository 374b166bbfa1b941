namespace LeadFuel.Sandbox;

/// <summary>A page of another site, open in the same browser, cannot press the Sandbox's buttons.</summary>
public sealed class OwnSiteOnly(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        if (!HttpMethods.IsGet(http.Request.Method) && site is "cross-site" or "same-site")
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync("Only the Sandbox's own pages may do this.");
            return;
        }

        await next(http);
    }
}
