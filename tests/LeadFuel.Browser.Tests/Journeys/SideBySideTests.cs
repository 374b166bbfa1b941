using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests.Journeys;

/// <summary>Two people with a browser each, at the same time.</summary>
public sealed class SideBySideTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Fact]
    public async Task Two_people_sign_up_in_two_browsers_and_each_sees_their_own_account_only()
    {
        var (ada, eve) = (Suite.NewAddress("ada"), Suite.NewAddress("eve"));
        var (first, second) = (await Open(suite), await Open(suite));

        await Task.WhenAll(SignUp(first, ada), SignUp(second, eve));

        await Make(first, "Only Ada's");
        await second.Go("/scope/icps");
        await Expect(second.Page.GetByText("No ICP yet")).ToBeVisibleAsync();
        await Make(second, "Only Eve's");
        await first.Go("/scope/icps");
        await Expect(first.Page.GetByRole(AriaRole.Table)).ToContainTextAsync("Only Ada's");
        await Expect(first.Page.GetByRole(AriaRole.Table)).Not.ToContainTextAsync("Only Eve's");
        await Expect(Side(first)).ToContainTextAsync(ada);
        await Expect(Side(second)).ToContainTextAsync(eve);

        // One goes; the other stays.
        await first.Go("/settings/profile");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(first.Page.GetByLabel("Work e-mail")).ToBeVisibleAsync();
        await second.Go("/scope/icps");
        await Expect(second.Page.GetByRole(AriaRole.Table)).ToContainTextAsync("Only Eve's");
    }

    [Fact]
    public async Task Whoever_types_the_address_of_anothers_page_finds_nothing_and_changes_nothing()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var person = Suite.NewAddress("ines");
        var scene = await Scene.Set(suite, ada, person);
        var visitor = await Open(suite, eve);
        visitor.Tolerate(404);
        var own = await Print(ada, scene);
        foreach (var path in RouteTable.All.Where(path => path.Contains(':')).Select(scene.Fill))
        {
            await visitor.Go(path);

            var shown = await visitor.Page.ContentAsync();
            foreach (
                var secret in (string[])
                    [Scene.IcpName, Scene.CampaignName, person, ada.Email, "Thursday works"]
            )
            {
                Assert.False(
                    shown.Contains(secret, StringComparison.OrdinalIgnoreCase),
                    $"{path} shows “{secret}” to somebody else"
                );
            }
        }

        // And by hand past the pages, from the browser's own console.
        foreach (var (verb, path) in Acts(scene))
        {
            var status = await visitor.Page.EvaluateAsync<int>(
                """
                async ([verb, path]) => (await fetch(path, {
                  method: verb,
                  headers: { "X-LF-Client": "web", "If-Match": '"1"', "Content-Type": "application/json" },
                  body: verb === "DELETE" ? undefined : "{}",
                })).status
                """,
                new[] { verb, path }
            );
            Assert.True(status == 404, $"{verb} {path} answered {status}");
        }

        Assert.Equal(own, await Print(ada, scene));
    }

    private static IEnumerable<(string Verb, string Path)> Acts(Scene scene) =>
        [
            ("DELETE", $"/api/scope/icps/{scene.Icp}"),
            ("PUT", $"/api/scope/icps/{scene.Icp}/versions/1/publication"),
            ("POST", $"/api/reach/campaigns/{scene.Campaign}/pause"),
            ("POST", $"/api/reach/campaigns/{scene.Campaign}/cancel"),
            ("DELETE", $"/api/reach/campaigns/{scene.Campaign}"),
            ("POST", $"/api/reach/enrolments/{scene.Thread}/stop"),
        ];

    private static async Task<string> Print(Member member, Scene scene)
    {
        var parts = new List<string>();
        foreach (
            var path in (string[])
                [
                    $"scope/icps/{scene.Icp}",
                    $"scope/icps/{scene.Icp}/interview",
                    $"scope/icps/{scene.Icp}/versions",
                    $"reach/campaigns/{scene.Campaign}",
                    $"reach/campaigns/{scene.Campaign}/drafts",
                    $"reach/campaigns/{scene.Campaign}/decisions",
                    $"reach/threads/{scene.Thread}",
                    "reach/contacts",
                    "reach/domains",
                    "reach/senders",
                ]
        )
        {
            parts.Add((await member.Web.Json($"/api/{path}")).GetRawText());
        }

        return string.Join('\n', parts);
    }

    private async Task SignUp(Visitor visitor, string email)
    {
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Work e-mail").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send sign-in link" }).ClickAsync();
        var mail = await OpenMail(suite, email);
        await mail.Open();
        await page.GotoAsync(await mail.Link());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/home$"));
    }

    private static async Task Make(Visitor visitor, string name)
    {
        await visitor.Go("/scope/icps");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New ICP" }).ClickAsync();
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create it" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = name }))
            .ToBeVisibleAsync();
    }

    private static ILocator Side(Visitor visitor) =>
        visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
}
