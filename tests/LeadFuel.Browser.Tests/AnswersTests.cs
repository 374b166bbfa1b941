using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>Answers led to a member's own mailbox, from the choice to the probe that was seen, and back.</summary>
public sealed class AnswersTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_member_leads_answers_to_a_mailbox_and_sees_when_the_probe_has_come(
        ColorScheme theme,
        int width
    )
    {
        var member = await suite.SignUp();
        var scene = await Scene.Set(suite, member, Suite.NewAddress("ines"));
        var mailbox = $"/api/orbit/mailboxes/{scene.Orbit.Mailbox}";
        var address = (await member.Web.Json(mailbox)).GetProperty("address").GetString()!;
        var visitor = await Open(suite, member, width, theme);
        var page = visitor.Page;
        await visitor.Go("/reach/domains");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Use my mailbox") })
            .ClickAsync();
        await Sees(page.GetByLabel("Mailbox", new() { Exact = true }));
        await Look(page, $"choose-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Send the probe" }).ClickAsync();
        var waits = page.GetByText("A probe is on its way to");
        await Sees(waits);
        await Look(page, $"waiting-{width}");

        // It arrives within the minute; here somebody lets Orbit look at once.
        await Wait.Until(
            async () =>
            {
                (
                    await member.Web.Post($"{mailbox}/sync", new { all = false })
                ).EnsureSuccessStatusCode();
                await suite.Drain(member);
                return (await member.Web.Json("/api/reach/reply-addresses"))
                        .GetProperty("items")[0]
                        .GetProperty("state")
                        .GetString() == "ready";
            },
            () => "the probe is not seen"
        );
        await Sees(page.GetByText("Answers go there"));
        await Assertions.Expect(waits).ToHaveCountAsync(0);
        await Sees(page.GetByRole(AriaRole.Cell, new() { Name = address }));
        await Look(page, $"ready-{width}");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Lead answers to") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lead them back" }).ClickAsync();
        await Sees(page.GetByRole(AriaRole.Cell, new() { Name = "LeadFuel, through Resend" }));
    }

    private static async Task Look(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("LEADFUEL_LOOKS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(folder, $"answers-{name}.png"), FullPage = true }
            );
        }

        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{name}: {string.Join('\n', found.Violations.Select(item => item.Id))}"
        );
    }

    private static Task Sees(ILocator what) => Assertions.Expect(what.First).ToBeVisibleAsync();
}
