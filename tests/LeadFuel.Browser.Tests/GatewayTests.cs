using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>Every page of people who are signed in, with their own things on it, through the real gateway.</summary>
public sealed partial class GatewayTests(Site site, Suite suite)
{
    [Fact]
    public async Task Every_page_is_accessible_and_loads_from_its_own_address_alone()
    {
        var member = await suite.SignUp();
        var scene = await Scene.Set(suite, member, Suite.NewAddress("ines"));
        var problems = new List<string>();
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var visitor = await site.Open(suite, member, theme);
            foreach (var path in Paths().Select(scene.Fill))
            {
                await visitor.Page.GotoAsync(path);
                await visitor.Page.GetByRole(AriaRole.Heading).First.WaitForAsync();
                await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                var found = await visitor.Page.RunAxe();
                problems.AddRange(found.Violations.Select(item => $"{theme} {path} {Say(item)}"));
            }

            problems.AddRange(visitor.Foreign.Select(url => $"asked for {url}"));
            problems.AddRange(visitor.Reports);
            Assert.Contains(
                visitor.Requests,
                url => url.Contains("/api/reach/threads/", StringComparison.Ordinal)
            );
        }

        Assert.Empty(problems);
    }

    private static IEnumerable<string> Paths() =>
        PathInTable()
            .Matches(
                File.ReadAllText(Path.Combine(Site.Root, "gateway", "web", "src", "routes.tsx"))
            )
            .Select(match => match.Groups[1].Value)
            .Where(path => !path.StartsWith("/dev/", StringComparison.Ordinal));

    private static string Say(AxeResultItem item) =>
        $"{item.Id}: {item.Help} {string.Join(' ', item.Nodes.Select(node => node.Html))}";

    [GeneratedRegex("""\bpath: "([^"]+)",""")]
    private static partial Regex PathInTable();
}
