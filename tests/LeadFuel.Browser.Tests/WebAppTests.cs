using System.Text.RegularExpressions;
using LeadFuel.Testing;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

public sealed partial class WebAppTests(Site site) : BrowserTest(site)
{
    [Fact]
    [Claim("T46")]
    public void No_file_of_the_build_names_an_address_to_load_from()
    {
        var files = Directory
            .EnumerateFiles(Site.Files, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".js" or ".css" or ".html")
            .ToList();
        Assert.NotEmpty(files);

        var addresses = files
            .SelectMany(file => Address().Matches(File.ReadAllText(file)))
            .Select(match => match.Value)
            .Distinct();

        // Names of document types, which nobody fetches.
        Assert.DoesNotContain(addresses, address => address != "http://www.w3.org");
    }

    [Fact]
    public async Task The_token_of_a_link_leaves_the_address_before_anything_else_happens()
    {
        var visitor = await Open();
        await visitor.Page.GotoAsync("/sign-in?next=%2Factivity#t=a-token");
        await visitor
            .Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .WaitForAsync();

        Assert.Equal("/sign-in?next=%2Factivity", new Uri(visitor.Page.Url).PathAndQuery);
        Assert.Equal("", new Uri(visitor.Page.Url).Fragment);
        Assert.DoesNotContain(
            visitor.Requests,
            url => url.Contains("a-token", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_chosen_theme_is_there_before_the_first_frame()
    {
        var visitor = await Open();
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        var theme = page.GetByRole(AriaRole.Button, new() { Name = "Theme:" });
        await theme.ClickAsync();
        await theme.ClickAsync();
        await Assertions.Expect(theme).ToContainTextAsync("Dark");

        // Without the app's own script only the one in the page can have done it.
        await page.RouteAsync(
            "**/*.js",
            route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = "" })
        );
        await page.ReloadAsync();

        Assert.Equal("dark", await page.Locator("html").GetAttributeAsync("data-theme"));
    }

    [GeneratedRegex("""(?:https?:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}""")]
    private static partial Regex Address();
}
