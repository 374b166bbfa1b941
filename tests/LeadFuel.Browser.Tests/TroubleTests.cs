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
        // Nor whether nothing left: Reach keeps a ledger of its own.
        await Expect(page.GetByText("Reach did not answer.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Nothing left today.")).ToHaveCountAsync(0);
        await page.GotoAsync("/settings/what-left");
        await Expect(page.GetByText("Reach did not answer.")).ToHaveCountAsync(2);
        await Expect(page.GetByText("Nothing has left yet")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })
            .GetByRole(AriaRole.Link, new() { Name = "ICPs" })
            .ClickAsync();
        await Expect(page.GetByText("No ICP yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_service_that_says_why_it_cannot_is_not_called_away()
    {
        var visitor = await Open(suite, await suite.SignUp());
        visitor.Tolerate(503);
        var page = visitor.Page;
        await page.RouteAsync(
            new System.Text.RegularExpressions.Regex("/api/reach/campaigns"),
            route =>
                route.FulfillAsync(
                    new()
                    {
                        Status = 503,
                        ContentType = "application/problem+json",
                        Body = """{"type":"/problems/busy","title":"LeadFuel is busy."}""",
                    }
                )
        );

        await page.GotoAsync("/reach/campaigns");

        var said = page.GetByRole(AriaRole.Alert);
        await Expect(said).ToContainTextAsync("LeadFuel is busy.");
        await Expect(said.GetByText("does not answer")).ToHaveCountAsync(0);
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

    [Fact]
    public async Task A_post_typed_while_Signal_is_silent_is_back_after_a_reload_and_then_saved()
    {
        var member = await suite.SignUp();
        var post = await (
            await member.Web.Post("/api/signal/posts", new { text = "", brief = "" })
        ).Json();
        var path = $"/signal/posts/{post.GetProperty("id").GetGuid()}";
        var visitor = await Open(suite, member);
        visitor.Tolerate(503);
        var page = visitor.Page;
        await visitor.Go(path);
        await page.RouteAsync(
            $"**/api{path}",
            route =>
                route.Request.Method == "PUT"
                    ? route.FulfillAsync(new() { Status = 503 })
                    : route.ContinueAsync()
        );
        var text = page.GetByLabel("Text", new() { Exact = true });
        await text.FillAsync("We closed May in four days.");
        await text.BlurAsync();
        await Expect(page.GetByText("Not saved", new() { Exact = true })).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(page.GetByText("It is back.")).ToBeVisibleAsync();
        await Expect(text).ToHaveValueAsync("We closed May in four days.");
        await page.UnrouteAsync($"**/api{path}");
        await text.FocusAsync();
        await text.BlurAsync();

        await Wait.Until(
            async () =>
                (await member.Web.Json($"/api{path}")).GetProperty("text").GetString()
                == "We closed May in four days.",
            () => "what was typed is lost"
        );
    }

    [Fact]
    public async Task A_selection_drawn_out_of_a_dialog_does_not_close_it()
    {
        var visitor = await Open(suite, await suite.SignUp());
        await visitor.Go("/scope/icps");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "New ICP" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var name = dialog.GetByLabel("Name");
        await name.FillAsync("Fintech");
        var field = (await name.BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(field.X + 20, field.Y + (field.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(4, 4);
        await page.Mouse.UpAsync();
        await Expect(name).ToHaveValueAsync("Fintech");

        await page.Mouse.ClickAsync(4, 4);
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_a_form_kept_is_told_can_be_left_out_and_goes_when_it_has_worked()
    {
        var visitor = await Open(suite, await suite.SignUp());
        await visitor.Go("/scope/icps");
        var page = visitor.Page;
        var begin = page.GetByRole(AriaRole.Button, new() { Name = "New ICP" });
        var dialog = page.GetByRole(AriaRole.Dialog);
        var name = dialog.GetByLabel("Name");
        var told = dialog.GetByText("What you typed here before is back.");
        await begin.ClickAsync();
        await name.FillAsync("Fintech");
        await page.Keyboard.PressAsync("Escape");

        await begin.ClickAsync();
        await Expect(told).ToBeVisibleAsync();
        await Expect(name).ToHaveValueAsync("Fintech");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Leave it out" }).ClickAsync();
        await Expect(name).ToHaveValueAsync("");
        await name.FillAsync("Logistics");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Logistics" }))
            .ToBeVisibleAsync();

        await visitor.Go("/scope/icps");
        await begin.ClickAsync();
        await Expect(name).ToHaveValueAsync("");
        await Expect(told).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_an_earlier_release_kept_in_another_shape_breaks_no_page()
    {
        var member = await suite.SignUp();
        var post = await (
            await member.Web.Post(
                "/api/signal/posts",
                new { text = "We closed May in four days.", brief = "" }
            )
        ).Json();
        var id = post.GetProperty("id").GetGuid();
        var visitor = await Open(suite, member);
        await visitor.Go("/home");
        var page = visitor.Page;
        foreach (
            var (place, kept) in ((string, string)[])
                [
                    ($"unsaved post {id}", """{"version":1,"words":{"text":"Before"}}"""),
                    ($"unsaved {member.Email} new-icp", """{"name":"Before"}"""),
                ]
        )
        {
            await page.EvaluateAsync(
                "([place, kept]) => sessionStorage.setItem(place, kept)",
                new[] { place, kept }
            );
        }

        await visitor.Go($"/signal/posts/{id}");
        await Expect(page.GetByLabel("Text", new() { Exact = true }))
            .ToHaveValueAsync("We closed May in four days.");
        await visitor.Go("/scope/icps?new=1");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Name")).ToHaveValueAsync("");
    }

    [Theory]
    [MemberData(nameof(RouteTable.Areas), MemberType = typeof(RouteTable))]
    public async Task Whatever_waits_for_an_answer_says_that_it_does(string area)
    {
        var busy = await suite.Busy();
        var visitor = await Open(suite, busy.Member);
        var page = visitor.Page;
        var silent = new List<string>();
        // These ask for nothing.
        string[] quiet = ["/", "/sign-in", "/orbit/consent"];
        foreach (var path in RouteTable.Of(area).Except(quiet))
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
