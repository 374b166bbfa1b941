using Microsoft.AspNetCore.Http;

namespace LeadFuel.Gateway.Tests.Routes;

/// <summary>A file that strangers wrote passes as a file; a browser that showed it in spite of all would run nothing of it.</summary>
public sealed class FileTests(UpstreamSuite suite)
{
    [Fact]
    public async Task What_strangers_wrote_comes_with_a_policy_under_which_nothing_runs()
    {
        var ada = await suite.SignUp();
        UpstreamSuite.Says(
            "content",
            async context =>
            {
                context.Response.ContentType = "application/octet-stream";
                context.Response.Headers.ContentDisposition = "attachment; filename=page.html";
                await context.Response.WriteAsync("<script>alert(1)</script>");
            }
        );

        var file = await ada.Web.Get($"/api/reach/reply-files/{Guid.CreateVersion7()}/content");
        var other = await ada.Web.Get(UpstreamSuite.Path(under: "/api/reach"));

        Assert.Equal("<script>alert(1)</script>", await file.Text());
        Assert.EndsWith(
            "; sandbox",
            file.Header("Content-Security-Policy"),
            StringComparison.Ordinal
        );
        Assert.Contains("default-src 'none'", file.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", file.Header("X-Content-Type-Options"));
        Assert.Equal("no-store", file.Headers.CacheControl!.ToString());
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.DoesNotContain("sandbox", other.Header("Content-Security-Policy"));
    }
}
