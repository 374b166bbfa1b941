using LeadFuel.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests;

public sealed class TimeZoneTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Fact]
    public async Task Who_signs_up_in_Tokyo_has_an_account_in_the_time_of_Tokyo()
    {
        var visitor = await Open(suite);
        var (page, email) = (visitor.Page, Suite.NewAddress());
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync(
            "Emulation.setTimezoneOverride",
            new Dictionary<string, object> { ["timezoneId"] = "Asia/Tokyo" }
        );
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Work e-mail").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send sign-in link" }).ClickAsync();
        var mail = await OpenMail(suite, email);
        await mail.Open();
        await page.GotoAsync(await mail.Link());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/home$"));
        await visitor.Go("/settings/profile");
        await Expect(page.Locator("[name=timeZone]")).ToHaveValueAsync("Asia/Tokyo");
    }
}
