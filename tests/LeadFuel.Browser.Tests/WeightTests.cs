using LeadFuel.Testing;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

public sealed class WeightTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    /// <summary>The build weighs what its own graph says is needed; here is what a browser really fetched.</summary>
    [Fact]
    public async Task Script_and_style_until_home_is_painted_weigh_no_more_than_100_kilobytes()
    {
        var visitor = await Open(suite, await suite.SignUp());

        await visitor.Go("/home");

        var files = visitor
            .Requests.Select(url => new Uri(url).AbsolutePath)
            .Where(path =>
                path.EndsWith(".js", StringComparison.Ordinal)
                || path.EndsWith(".css", StringComparison.Ordinal)
            )
            .Distinct()
            .ToList();
        Assert.Contains(files, file => file.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith(".css", StringComparison.Ordinal));
        var weight = files.Sum(file => new FileInfo(Site.Files + file + ".gz").Length);
        Assert.True(weight <= 100_000, $"{weight} bytes: {string.Join(' ', files)}");
    }
}
