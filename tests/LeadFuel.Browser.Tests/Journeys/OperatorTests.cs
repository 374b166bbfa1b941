using LeadFuel.Admin.Operators;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests.Journeys;

/// <summary>An operator's whole way, at the address that is theirs alone: in by link and authenticator, to an account, into it and out again.</summary>
public sealed class OperatorTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    private const string Working = "Ticket 4711: the list stays empty";

    [Fact]
    [Claim("K6")]
    public async Task An_operator_signs_in_at_admin_finds_an_account_looks_in_and_both_sides_log_it()
    {
        var ada = await suite.SignUp();
        await (await ada.Web.Post("/api/scope/icps", new { name = "Adas market" })).Json();
        await suite.Drain(ada);
        var visitor = await Open(suite);
        visitor.Expect(suite.Admin.Http);
        var page = visitor.Page;

        // In: a link by mail, then the code of an authenticator.
        await page.GotoAsync(At("/"));
        await page.GetByLabel("Address").FillAsync(BrowserSuite.Operator);
        await Press(page, "Send sign-in link");
        var mail = await suite.Sandbox.Mail(BrowserSuite.Operator);
        await page.GotoAsync(At($"/sign-in/link#t={Suite.LinkIn(mail)}"));
        await Press(page, "Sign in");
        var secret = await page.Locator("#secret").InnerTextAsync();
        await page.GetByLabel("Code of your authenticator")
            .FillAsync(TotpCode.At(secret, suite.Time.GetUtcNow()));
        await Press(page, "Go on");
        await Heading(page, "Accounts");

        // To the account: no content of it is here.
        await page.GetByLabel("Reason or ticket").FillAsync(Working);
        await Press(page, "Say it");
        await page.GetByLabel("Address or name").FillAsync(ada.Email);
        await Press(page, "Search");
        await page.GetByRole(AriaRole.Link, new() { Name = ada.Email }).ClickAsync();
        await Heading(page, ada.Email);
        Assert.DoesNotContain("Adas market", await page.ContentAsync(), StringComparison.Ordinal);

        // Into it, with a reason, under the banner.
        var view = page.Locator("form[action$='/view']");
        await view.GetByLabel("Category").SelectOptionAsync("support");
        await view.GetByLabel("Ticket").FillAsync("4711");
        await view.GetByLabel("Reason").FillAsync("The list of ICPs stays empty");
        await Press(page, "View");
        await Expect(page.GetByText($"Viewing as {ada.Email}")).ToBeVisibleAsync();
        await visitor.Go(new Uri(suite.Gateway.Http, "/scope/icps").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("Adas market");

        // And out again. What was done stands in the operators' log and in the account's own.
        await Press(page, "Exit impersonation");
        await Expect(page.GetByText("Viewing as")).ToHaveCountAsync(0);
        await page.GotoAsync(At($"/accounts/{Uri.EscapeDataString(ada.Email)}"));
        await Expect(page.GetByText("The list of ICPs stays empty").First).ToBeVisibleAsync();
        var told = (await ada.Web.Json("/api/core/audit-entries")).GetRawText();
        Assert.Contains("viewing.started", told, StringComparison.Ordinal);
        Assert.Contains("viewing.ended", told, StringComparison.Ordinal);
        Assert.Contains(BrowserSuite.Operator, told, StringComparison.Ordinal);
    }

    private string At(string path) => new Uri(suite.Admin.Http, path).AbsoluteUri;

    private static Task Heading(IPage page, string name) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 }))
            .ToBeVisibleAsync();

    private static Task Press(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
