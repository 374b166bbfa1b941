using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests;

/// <summary>What people see when something is slow, away or gone.</summary>
public sealed class TroubleTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Fact]
    public async Task A_service_that_is_away_is_named_with_what_still_works_and_the_rest_works()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core", "scope", "signal", "orbit", "admin", "gateway"],
            }
        );
        var visitor = await Open(own, await own.SignUp());
        visitor.Tolerate(503);
        var page = visitor.Page;

        await page.GotoAsync("/reach/campaigns");
        var said = page.GetByRole(AriaRole.Alert);
        await Expect(said).ToContainTextAsync("Reach does not answer");
        await Expect(said).ToContainTextAsync("Nothing is lost");
        await Expect(said.GetByRole(AriaRole.Listitem).First).ToHaveTextAsync("Coreworks");
        await Expect(said.GetByRole(AriaRole.Button, new() { Name = "Try again" }))
            .ToBeVisibleAsync();

        // Home tells it in its place; the other products are there.
        await page.GotoAsync("/home");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "First steps" }))
            .ToBeVisibleAsync();
        // Nobody knows whether nothing waits.
        await Expect(page.GetByText("Nothing waits for you.")).ToHaveCountAsync(0);
        await Expect(page.GetByText("LeadFuel Reach does not answer")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })
            .GetByRole(AriaRole.Link, new() { Name = "ICPs" })
            .ClickAsync();
        await Expect(page.GetByText("No ICP yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_connection_what_is_seen_stays_and_what_was_typed_too()
    {
        var member = await suite.SignUp();
        (
            await member.Web.Post("/api/scope/icps", new { name = "Fintech" })
        ).EnsureSuccessStatusCode();
        var visitor = await Open(suite, member);
        await visitor.Go("/scope/icps");
        var page = visitor.Page;
        visitor.TolerateNoConnection();
        await page.Context.SetOfflineAsync(true);

        await Expect(page.GetByText("No connection.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("Fintech");
        await page.GetByRole(AriaRole.Button, new() { Name = "New ICP" }).ClickAsync();
        var asks = page.GetByRole(AriaRole.Dialog);
        await asks.GetByLabel("Name").FillAsync("Logistics");
        await asks.GetByRole(AriaRole.Button, new() { Name = "Create it" }).ClickAsync();
        // It waits for the connection, is done then, and once.
        await Expect(asks.GetByRole(AriaRole.Button, new() { Name = "Creating" }))
            .ToBeVisibleAsync();
        await Expect(asks.GetByLabel("Name")).ToHaveValueAsync("Logistics");

        await page.Context.SetOfflineAsync(false);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Logistics" }))
            .ToBeVisibleAsync();
        Assert.Equal(
            2,
            (await member.Web.Json("/api/scope/icps")).GetProperty("items").GetArrayLength()
        );
    }

    [Fact]
    public async Task What_is_typed_during_a_save_is_saved_though_the_page_is_left()
    {
        var member = await suite.SignUp();
        var campaign = await (
            await member.Web.Post("/api/reach/campaigns", new { name = "Spring", goal = "Talk" })
        ).Json();
        var path = $"/reach/campaigns/{campaign.GetProperty("id").GetGuid()}";
        var visitor = await Open(suite, member);
        var page = visitor.Page;
        await visitor.Go($"{path}/plan");
        var (asked, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync(
            $"**/api{path}",
            async route =>
            {
                if (route.Request.Method == "PUT" && asked.TrySetResult())
                {
                    await held.Task;
                }

                await route.ContinueAsync();
            }
        );
        var goal = page.GetByLabel("Goal", new() { Exact = true });
        await goal.FillAsync("A call");
        await goal.BlurAsync();
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        await goal.FillAsync("A call of twenty minutes");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })
            .GetByRole(AriaRole.Link, new() { Name = "ICPs" })
            .ClickAsync();
        await Expect(page.GetByText("No ICP yet")).ToBeVisibleAsync();
        held.SetResult();

        await Wait.Until(
            async () =>
                (await member.Web.Json($"/api{path}")).GetProperty("goal").GetString()
                == "A call of twenty minutes",
            () => "the last words are lost"
        );
    }

    [Theory]
    [MemberData(nameof(RouteTable.Areas), MemberType = typeof(RouteTable))]
    public async Task Whatever_waits_for_an_answer_says_that_it_does(string area)
    {
        var busy = await suite.Busy();
        var visitor = await Open(suite, busy.Member);
        var page = visitor.Page;
        var silent = new List<string>();
        foreach (var path in RouteTable.Of(area).Where(path => path is not "/" and not "/sign-in"))
        {
            // Answers are held back until the page has said that it waits.
            var asked = new TaskCompletionSource();
            var seen = new TaskCompletionSource();
            var content = false;
            await page.RouteAsync(
                "**/api/**",
                async route =>
                {
                    asked.TrySetResult();
                    content |= !route.Request.Url.EndsWith("/bootstrap", StringComparison.Ordinal);
                    await seen.Task;
                    await route.ContinueAsync();
                }
            );
            await page.GotoAsync(busy.Scene.Fill(path));
            await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
            await page.GetByRole(AriaRole.Main).WaitForAsync();
            try
            {
                await page.GetByRole(AriaRole.Status)
                    .Filter(new() { HasText = "Loading" })
                    .First.WaitForAsync(new() { Timeout = content ? 15_000 : 2_000 });
            }
            catch (TimeoutException)
            {
                // Of who is signed in nothing on such a page depends.
                if (content)
                {
                    silent.Add(path);
                }
            }

            seen.SetResult();
            await page.UnrouteAsync("**/api/**");
            await visitor.Settle();
        }

        Assert.Empty(silent);
    }

    [Fact]
    public async Task A_press_that_takes_long_says_so_and_cannot_be_pressed_twice()
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member);
        await visitor.Go("/scope/icps");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "New ICP" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Fintech");
        var seen = new TaskCompletionSource();
        var posts = 0;
        await page.RouteAsync(
            "**/api/scope/icps",
            async route =>
            {
                posts += route.Request.Method == "POST" ? 1 : 0;
                await seen.Task;
                await route.ContinueAsync();
            }
        );
        var width = (
            await page.GetByRole(AriaRole.Button, new() { Name = "Create it" }).BoundingBoxAsync()
        )!.Width;

        await page.GetByRole(AriaRole.Button, new() { Name = "Create it" }).ClickAsync();

        var busy = page.GetByRole(AriaRole.Button, new() { Name = "Creating" });
        await Expect(busy).ToHaveAttributeAsync("aria-busy", "true");
        Assert.Equal(width, (await busy.BoundingBoxAsync())!.Width, 1.0);
        await busy.ClickAsync(new() { Force = true });
        await page.Keyboard.PressAsync("Enter");
        seen.SetResult();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fintech" }))
            .ToBeVisibleAsync();
        Assert.Equal(1, posts);
        Assert.Single(
            (await member.Web.Json("/api/scope/icps")).GetProperty("items").EnumerateArray()
        );
    }

    [Fact]
    public async Task A_session_that_ended_elsewhere_leads_to_sign_in_and_back_with_what_was_typed()
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member);
        visitor.Tolerate(401);
        await visitor.Go("/reach/domains");
        var page = visitor.Page;
        await page.GetByLabel("Name, street, town, country").FillAsync("Torstraße 1");
        (
            await member.Web.Delete($"/api/core/sessions/{member.SessionId}")
        ).EnsureSuccessStatusCode();

        await page.GetByRole(AriaRole.Button, new() { Name = "Save the address" }).ClickAsync();

        await Expect(page.GetByText("Your session has ended")).ToBeVisibleAsync();
        var mail = await OpenMail(suite, member.Email);
        await page.GetByLabel("Work e-mail").FillAsync(member.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send sign-in link" }).ClickAsync();
        await mail.Open();
        await page.GotoAsync(await mail.Link());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
        await Expect(page)
            .ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/(home|reach/domains)$"));
        await page.GotoAsync("/reach/domains");
        await Expect(page.GetByLabel("Name, street, town, country"))
            .ToHaveValueAsync("Torstraße 1");
    }
}
