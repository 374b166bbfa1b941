using System.Text.Json;
using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests;

/// <summary>Somebody takes everything along, leaves, thinks again and is back, by the pages for it and nobody's help.</summary>
public sealed class YourDataTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [Claim("T65")]
    public async Task An_owner_downloads_everything_leaves_and_takes_it_back(
        int width,
        ColorScheme colours
    )
    {
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        var visitor = await Open(suite, ada, width, colours);
        visitor.Tolerate(401, 403);
        var page = visitor.Page;
        var look = $"data-{width}-{colours}";

        await visitor.Go("/settings/your-data");
        await Look(visitor, $"{look}-first");
        await Press(page, "Make a download");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Download", Exact = true });
        await link.WaitForAsync();
        await Look(visitor, $"{look}-ready");
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        using var file = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                await download.PathAsync(),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(ada.Email, file.RootElement.GetProperty("account").GetString());

        await page.GetByLabel($"Type {ada.Email} to go on").FillAsync(ada.Email);
        await Press(page, "Request deletion");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        await Look(visitor, $"{look}-sure");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Request deletion" }).ClickAsync();
        await Expect(page.GetByLabel("Work e-mail")).ToBeVisibleAsync();

        var back = await Open(suite, await suite.SignUp(ada.Email), width, colours);
        back.Tolerate(403);
        await back.Go("/home");
        await Expect(back.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToContainTextAsync("about to be deleted");
        await Look(back, $"{look}-leaving");
        await Press(back.Page, "Undo the deletion");
        await Expect(back.Page.GetByText("The account stays.")).ToBeVisibleAsync();
        await back.Go("/settings/your-data");
        await Expect(back.Page.GetByRole(AriaRole.Button, new() { Name = "Make a download" }))
            .ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    public async Task Whose_account_is_suspended_reads_why_and_comes_no_further_until_it_is_lifted(
        int width,
        ColorScheme colours
    )
    {
        const string Why = "Mails to bought lists of addresses";
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        var operators = new LeadFuel.Core.Rpc.Suspensions.SuspensionsClient(
            suite.Rpc("core", "admin", ada.Claims with { Subject = "operator:olga@example.test" })
        );
        var ct = TestContext.Current.CancellationToken;
        await operators.SuspendAsync(
            new LeadFuel.Core.Rpc.SuspendAccountRequest { Reason = Why },
            cancellationToken: ct
        );
        var visitor = await Open(suite, ada, width, colours);
        visitor.Tolerate(403);
        var title = visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

        await visitor.Go("/home");
        await Expect(title).ToHaveTextAsync("This account is suspended");
        await Expect(visitor.Page.GetByText(Why)).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel($"Type {ada.Email} to go on")).ToBeVisibleAsync();
        foreach (var act in (string[])["Make a download", "Sign out"])
        {
            await Expect(
                    visitor.Page.GetByRole(AriaRole.Button, new() { Name = act, Exact = true })
                )
                .ToBeVisibleAsync();
        }

        await Look(visitor, $"suspended-{width}-{colours}");
        await operators.LiftAsync(
            new LeadFuel.Core.Rpc.LiftSuspensionRequest { Reason = "They were their own" },
            cancellationToken: ct
        );
        await visitor.Go("/settings/your-data");
        await Expect(
                visitor.Page.GetByRole(
                    AriaRole.Heading,
                    new() { Name = "What is stored", Exact = true }
                )
            )
            .ToBeVisibleAsync();
    }

    private static Task Press(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static async Task Look(Visitor visitor, string name)
    {
        await visitor.Settle();
        if (Environment.GetEnvironmentVariable("LEADFUEL_LOOKS") is { Length: > 0 } folder)
        {
            await visitor.Page.ScreenshotAsync(
                new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true }
            );
        }

        var found = await visitor.Page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{name}: {string.Join('\n', found.Violations.Select(item => $"{item.Id} {item.Nodes[0].Html}"))}"
        );
    }
}
