using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

public sealed class ChromiumTests
{
    [Fact]
    public async Task A_bare_machine_gets_a_browser()
    {
        var chromium = await Chromium.Find(TestContext.Current.CancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = chromium.Program,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            }
        );
        var page = await browser.NewPageAsync();
        await page.SetContentAsync("<h1>There</h1>");
        Assert.Equal("There", await page.TextContentAsync("h1"));
    }
}
