using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests;

/// <summary>Pages on which people decide something say what is so, and what is not known.</summary>
public sealed class SettingsTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Fact]
    public async Task What_a_silent_service_keeps_is_not_counted_as_nothing_before_a_deletion()
    {
        var visitor = await Open(suite, await suite.SignUp());
        var page = visitor.Page;
        await page.RouteAsync(
            "**/api/core/usage",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "application/json",
                        Body = """
                        {"items":[{"service":"core","answers":true,"rows":41,"tables":[]},
                                  {"service":"reach","answers":false,"rows":0,"tables":[]}]}
                        """,
                    }
                )
        );

        await visitor.Go("/settings/your-data");

        await Expect(page.GetByText("at least 41 rows in all services")).ToBeVisibleAsync();
        await Expect(page.GetByText("Reach did not answer; what is there is not counted."))
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "At least" }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_filtered_in_the_log_is_what_its_files_hold()
    {
        var visitor = await Open(suite, await suite.SignUp());

        await visitor.Go("/activity?action=session.opened");

        await Expect(File("As a table"))
            .ToHaveAttributeAsync(
                "href",
                "/api/core/audit-entries/export?format=csv&action=session.opened"
            );
        await Expect(File("As JSON lines"))
            .ToHaveAttributeAsync(
                "href",
                "/api/core/audit-entries/export?format=jsonl&action=session.opened"
            );

        ILocator File(string name) =>
            visitor.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
    }

    [Fact]
    public async Task Who_comes_back_without_having_paid_is_told_so_and_led_on()
    {
        var member = await suite.SignUp();
        var checkout = await Choose(member, "reach_monthly");
        var visitor = await Open(suite, member);
        visitor.Expect(suite.Sandbox.Address);
        var page = visitor.Page;

        await page.GotoAsync($"/settings/plan?paid={checkout.Segments[^1]}");

        // The page waits for ten seconds before it asks.
        await Expect(page.GetByText("Nothing was paid yet."))
            .ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Press(page, "Go on at Stripe");
        await page.WaitForURLAsync(checkout.AbsoluteUri);
    }

    [Fact]
    public async Task Who_pays_for_a_part_is_warned_before_the_suite_is_bought_as_well()
    {
        var member = await suite.SignUp();
        var checkout = await Choose(member, "reach_monthly");
        using var stripe = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        await stripe.PostAsync(
            new Uri($"{checkout}/pay"),
            null,
            TestContext.Current.CancellationToken
        );
        await Wait.Until(
            async () =>
                (await member.Web.Json("/api/core/billing/subscription"))
                    .GetProperty("subscriptions")
                    .GetArrayLength() == 1,
            () => "the plan is not there"
        );
        var visitor = await Open(suite, member);
        visitor.Expect(suite.Sandbox.Address);
        var page = visitor.Page;
        await visitor.Go("/settings/plan");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Choose .*[Ss]uite") })
            .ClickAsync();

        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("You already pay for Reach");
        await Expect(dialog).ToContainTextAsync("or you pay for both");
        await Press(page, "Choose the suite");
        await page.WaitForURLAsync($"{suite.Sandbox.Address}checkout/*");
    }

    [Fact]
    public async Task A_new_secret_is_made_after_a_question_and_no_second_one_while_both_sign()
    {
        var member = await suite.SignUp();
        var url = $"{suite.Sandbox.Address}hooks/r{Guid.CreateVersion7():N}";
        (
            await member.Web.Put("/api/core/integrations/webhook", new { url })
        ).EnsureSuccessStatusCode();
        var visitor = await Open(suite, member);
        var page = visitor.Page;
        await visitor.Go("/integrations");

        await Press(page, "New secret");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("For 24 hours");
        await Press(page, "Make a new secret");

        await Expect(page.GetByText("The next one can be made after that.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New secret", Exact = true }))
            .ToHaveAttributeAsync("aria-disabled", "true");
    }

    private static async Task<Uri> Choose(Member member, string plan) =>
        new(
            (
                await (
                    await member.Web.Post("/api/core/billing/checkout-sessions", new { plan })
                ).Json()
            )
                .GetProperty("url")
                .GetString()!
        );

    private static Task Press(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
