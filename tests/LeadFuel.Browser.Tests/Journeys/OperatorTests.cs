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
        // What the page still asks for while the viewing ends.
        visitor.Tolerate(403);
        var page = visitor.Page;

        var hands = new Hands(page);
        await hands.EnterAsOperator(suite, BrowserSuite.Operator);

        // To the account: no content of it is here.
        await hands.FindAccount(ada.Email, Working);
        Assert.DoesNotContain("Adas market", await page.ContentAsync(), StringComparison.Ordinal);

        // Into it, with a reason, under the banner.
        await hands.LookInto(ada.Email, "The list of ICPs stays empty");
        await visitor.Go(new Uri(suite.Gateway.Http, "/scope/icps").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("Adas market");

        // And out again. What was done stands in the operators' log and in the account's own.
        await hands.LeaveAccount();
        await page.GotoAsync(Hands.At(suite, $"/accounts/{Uri.EscapeDataString(ada.Email)}"));
        await Expect(page.GetByText("The list of ICPs stays empty").First).ToBeVisibleAsync();
        var told = (await ada.Web.Json("/api/core/audit-entries")).GetRawText();
        Assert.Contains("viewing.started", told, StringComparison.Ordinal);
        Assert.Contains("viewing.ended", told, StringComparison.Ordinal);
        Assert.Contains(BrowserSuite.Operator, told, StringComparison.Ordinal);
    }
}
