using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>A mailbox by hand: connect it at Microsoft, choose, watch, and look at whom it knows.</summary>
public sealed class OrbitTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Fact]
    [Claim("T38")]
    public async Task A_member_connects_a_mailbox_and_sees_whom_it_knows_and_why()
    {
        var address = $"maria-{Guid.CreateVersion7():N}@northbeam.example";
        await suite.Sandbox.Post(
            "/microsoft-boxes",
            new
            {
                address,
                name = "Maria Kern",
                messages = 400,
                people = 12,
                seed = 3,
            }
        );
        var member = await suite.SignUp();
        var visitor = await Open(suite, member);
        visitor.Expect(suite.Sandbox.Address);
        var page = visitor.Page;
        await page.GotoAsync("/orbit/contacts");
        await Shoot(page, "empty");

        await page.GetByRole(AriaRole.Button, new() { Name = "Connect Microsoft 365" })
            .ClickAsync();
        await page.GetByLabel("Sign in as").FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await page.WaitForURLAsync("**/orbit/mailboxes/*");
        await page.GetByLabel("How much of each mail").SelectOptionAsync("yes");
        await Shoot(page, "choose");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin to read" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await Shoot(page, "mailbox");

        await Wait.Until(
            async () =>
                (await member.Web.Json("/api/orbit/people")).GetProperty("items").GetArrayLength()
                > 0,
            () => "nobody in the mailbox is known"
        );
        await suite.Drain(member, "orbit.sync-mailbox", "orbit.score-people");
        await page.GotoAsync("/orbit/contacts");
        await page.GetByRole(AriaRole.Table).WaitForAsync();
        await Shoot(page, "contacts");
        await page.Locator("tbody a").First.ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Why [0-9]+\\?$") }))
            .ToBeVisibleAsync();
        await Shoot(page, "person");

        // The figure is what its reasons add up to.
        var sum = await page.Locator("tfoot .num").First.InnerTextAsync();
        Assert.Equal(sum, await page.Locator(".strength-figure b").InnerTextAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task The_pages_of_a_mailbox_are_accessible_and_fit(ColorScheme theme, int width)
    {
        var member = await suite.SignUp();
        var scene = await OrbitScene.Set(suite, member);
        var visitor = await Open(suite, member, width, theme);
        visitor.Expect(suite.Sandbox.Address);
        foreach (
            var path in (string[])
                [
                    "/orbit/contacts",
                    $"/orbit/people/{scene.Person}",
                    $"/orbit/threads/{scene.Thread}",
                    "/orbit/mailboxes",
                    $"/orbit/mailboxes/{scene.Mailbox}",
                    "/orbit/exclusions",
                ]
        )
        {
            await visitor.Go(path);
            await visitor.Page.GetByRole(AriaRole.Main).WaitForAsync();
            await Shoot(visitor.Page, $"{path.Split('/')[2]}-{theme}-{width}".ToLowerInvariant());

            var found = await visitor.Page.RunAxe();
            Assert.Empty(
                found.Violations.Select(v =>
                    $"{path}: {v.Id} {string.Join(' ', v.Nodes.Select(n => n.Html))}"
                )
            );
            var wider = await visitor.Page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            );
            Assert.True(wider <= 0, $"{path} is {wider} px too wide at {width}");
        }

        Assert.Empty(visitor.Foreign);
    }

    [Theory]
    [InlineData("admin_consent=True&tenant=t&state=s", "Consent was given")]
    [InlineData("admin_consent=True&error=access_denied&state=s", "Consent was not given")]
    public async Task An_administrator_who_has_no_account_here_reads_what_came_of_the_consent(
        string said,
        string heading
    )
    {
        var visitor = await Open(suite);

        await visitor.Go($"/orbit/consent?{said}");

        await Assertions
            .Expect(
                visitor.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })
            )
            .ToBeVisibleAsync();
        Assert.EndsWith(said, visitor.Page.Url, StringComparison.Ordinal);
    }

    private static Task<byte[]> Shoot(IPage page, string name) =>
        page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"orbit-{name}.png"),
                FullPage = true,
            }
        );
}
