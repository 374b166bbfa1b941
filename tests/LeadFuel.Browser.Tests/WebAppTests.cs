using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

public sealed partial class WebAppTests(Site site)
{
    /// <summary>Every line of the route table that has no parameter; the others need a thing to show.</summary>
    public static TheoryData<string> Pages =>
        [
            .. PathInTable()
                .Matches(
                    File.ReadAllText(Path.Combine(Site.Root, "gateway", "web", "src", "routes.tsx"))
                )
                .Select(match => match.Groups[1].Value)
                .Where(path =>
                    !path.Contains(':') && !path.StartsWith("/dev/", StringComparison.Ordinal)
                )
                .Append("/nowhere"),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    [Claim("T46")]
    public async Task A_page_loads_from_its_own_address_alone_and_breaks_no_policy(string path)
    {
        await using var visitor = await site.Open();
        await visitor.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await visitor.Page.GetByRole(AriaRole.Main).WaitForAsync();

        Assert.NotEmpty(visitor.Requests);
        Assert.Empty(visitor.Foreign);
        Assert.Empty(visitor.Reports);
    }

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

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_accessible_in_both_themes_without_its_services(string path)
    {
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var visitor = await site.Open(theme);
            await visitor.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            await visitor.Page.GetByRole(AriaRole.Main).WaitForAsync();

            var found = await visitor.Page.RunAxe();

            Assert.Empty(found.Violations.Select(Say));
        }
    }

    [Fact]
    public async Task The_token_of_a_link_leaves_the_address_before_anything_else_happens()
    {
        await using var visitor = await site.Open();
        await visitor.Page.GotoAsync("/sign-in?next=%2Factivity#t=a-token");
        await visitor
            .Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .WaitForAsync();

        Assert.Equal($"{site.Origin}/sign-in?next=%2Factivity", visitor.Page.Url);
        Assert.DoesNotContain(
            visitor.Requests,
            url => url.Contains("a-token", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_chosen_theme_is_there_before_the_first_frame()
    {
        await using var visitor = await site.Open();
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        var theme = page.GetByRole(AriaRole.Button, new() { Name = "Theme:" });
        await theme.ClickAsync();
        await theme.ClickAsync();
        await Assertions.Expect(theme).ToContainTextAsync("Dark");

        // Without the app's own script only the one in the page can have done it.
        await page.RouteAsync("**/*.js", route => route.AbortAsync());
        await page.ReloadAsync();

        Assert.Equal("dark", await page.Locator("html").GetAttributeAsync("data-theme"));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(390)]
    [InlineData(320)]
    public async Task Nothing_is_cut_or_scrolls_sideways_on_a_narrow_screen(int width)
    {
        await using var visitor = await site.Open(width: width);
        foreach (var path in (string[])["/sign-in", "/home", "/settings/appearance", "/nowhere"])
        {
            await visitor.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            var over = await visitor.Page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - innerWidth"
            );
            Assert.True(over <= 0, $"{path} is {over} px wider than a screen of {width} px.");
        }
    }

    private static string Say(AxeResultItem item) =>
        $"{item.Id}: {item.Help} {string.Join(' ', item.Nodes.Select(node => node.Html))}";

    [GeneratedRegex("""\bpath: "([^"]+)",""")]
    private static partial Regex PathInTable();

    [GeneratedRegex("""(?:https?:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}""")]
    private static partial Regex Address();
}
