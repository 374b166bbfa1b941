using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>A Slack channel and a webhook are connected, tried, switched on, told of a real deal and taken away, on the page for them.</summary>
public sealed class IntegrationTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [Claim("T38")]
    public async Task A_webhook_is_connected_tried_told_and_taken_away(
        int width,
        ColorScheme colours
    )
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member, width, colours);
        visitor.Expect(suite.Sandbox.Address);
        var page = visitor.Page;
        var receiver = $"{suite.Sandbox.Address}hooks/r{Guid.CreateVersion7():N}";

        await page.GotoAsync("/integrations");
        await Sees(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing was sent yet" }));
        await Look(visitor, $"webhook-{width}-empty");
        await page.GetByLabel("Address of your receiver").FillAsync(receiver);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect Webhook" }).ClickAsync();
        await Sees(page.GetByText("waits for a test"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Sees(page.GetByText("The test arrived: 200"));
        await Sees(page.GetByText("connected", new() { Exact = true }));
        await SwitchOn(page, "Webhook");
        await IncludeCustomerData(visitor, $"webhook-{width}-include");
        await TestAnEvent(visitor, $"webhook-{width}-test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the secret" }).ClickAsync();
        await Sees(page.GetByText("whsec_"));
        var secret = await page.GetByText("whsec_").InnerTextAsync();
        var crm = await Crm(member);
        await WinADeal(crm);
        await Sees(Arrived(page));
        await Look(visitor, $"webhook-{width}-connected");
        await ShowTries(visitor, $"webhook-{width}-tries");

        // At the receiver, with the secret that was shown.
        await page.GotoAsync(receiver);
        await page.GetByLabel("Secret").FillAsync(secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check with it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("signature right")).ToHaveCountAsync(3);

        await page.GotoAsync("/integrations");
        await page.GetByRole(AriaRole.Link, new() { Name = "How to verify, with samples" })
            .ClickAsync();
        await Sees(page.GetByText("timingSafeEqual"));
        await Look(visitor, $"webhook-{width}-verify");
        await page.GotoAsync("/integrations");
        await Unplug(page.GetByRole(AriaRole.Region, new() { Name = "Webhook", Exact = true }));
        await Sees(page.GetByLabel("Address of your receiver"));
        await Sees(
            page.GetByRole(AriaRole.Region, new() { Name = "HubSpot" }).GetByText("not connected")
        );
        var pipedrive = page.GetByRole(AriaRole.Region, new() { Name = "Pipedrive" });
        await Sees(pipedrive.GetByText("last event"));
        await pipedrive.GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForURLAsync("**/integrations/crm");
    }

    /// <summary>What would go along is shown first, field by field.</summary>
    private static async Task IncludeCustomerData(Visitor visitor, string name)
    {
        var page = visitor.Page;
        var include = page.GetByRole(
            AriaRole.Switch,
            new() { NameRegex = new Regex("Include .* “A deal was won or lost” to Webhook") }
        );
        await include.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        foreach (var shown in (string[])["amount", "12500 EUR", "company", "kestrel-pay.example"])
        {
            await Sees(dialog.GetByText(shown, new() { Exact = true }));
        }

        await Look(visitor, name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await Assertions.Expect(include).Not.ToBeCheckedAsync();
        await include.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Include them" }).ClickAsync();
        await Assertions.Expect(include).ToBeCheckedAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task TestAnEvent(Visitor visitor, string name)
    {
        var page = visitor.Page;
        await page.GetByRole(
                AriaRole.Button,
                new() { Name = "Test “A deal was won or lost” at Webhook" }
            )
            .ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send it" }).ClickAsync();
        await Sees(dialog.GetByText("The test arrived: 200"));
        await dialog.GetByText("What was sent to Webhook").ClickAsync();
        var sent = dialog.GetByLabel("What was sent", new() { Exact = true });
        await Assertions.Expect(sent).ToContainTextAsync("\"type\": \"deal.closed\"");
        await Assertions.Expect(sent).ToContainTextAsync("\"test\": true");
        await Assertions.Expect(sent).ToContainTextAsync("Kestrel Pay, yearly");
        await Look(visitor, name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
    }

    private static async Task ShowTries(Visitor visitor, string name)
    {
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "1 tries of deal.closed to Webhook" })
            .First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Sees(dialog.GetByText(new Regex("^[0-9a-f]{64}$")));
        await Sees(dialog.GetByText(new Regex("^[0-9]+ ms$")));
        await Look(visitor, name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [Claim("T38")]
    public async Task A_slack_channel_is_connected_tried_told_and_taken_away(
        int width,
        ColorScheme colours
    )
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member, width, colours);
        visitor.Expect(suite.Sandbox.Address);
        // What is no address is refused.
        visitor.Tolerate(400);
        var page = visitor.Page;
        var channel = $"{suite.Sandbox.Address}slack-channel/r{Guid.CreateVersion7():N}";

        // Beside a webhook, so that both stand in every list.
        (
            await member.Web.Put(
                "/api/core/integrations/webhook",
                new { url = $"{suite.Sandbox.Address}hooks/r{Guid.CreateVersion7():N}" }
            )
        ).EnsureSuccessStatusCode();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Slack", Exact = true });

        // At Slack, as the Sandbox plays it.
        await page.GotoAsync(channel);
        var address = await page.GetByText("https://hooks.slack.com/services/").InnerTextAsync();
        await page.GotoAsync("/integrations");
        await page.GetByLabel("Address of the channel’s webhook").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect Slack" }).ClickAsync();
        await Sees(page.GetByText("This is no address of a Slack channel."));
        await Look(visitor, $"slack-{colours}-{width}-refused");
        await page.GetByLabel("Address of the channel’s webhook").FillAsync(address);
        await page.GetByLabel("Channel", new() { Exact = true }).FillAsync("#sales");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect Slack" }).ClickAsync();
        await Sees(card.GetByText("waits for a test"));
        await Sees(page.GetByText("••••"));
        await card.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Sees(page.GetByText("The test arrived: 200"));
        await Sees(page.GetByText("#sales"));
        await SwitchOn(page, "Slack");
        var crm = await Crm(member);
        await WinADeal(crm);
        await Sees(Arrived(page));
        await Look(visitor, $"slack-{colours}-{width}-connected");

        await page.GotoAsync(channel);
        await Sees(
            page.Locator("article").First.GetByText("A deal was won", new() { Exact = true })
        );
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(2);
        await Look(visitor, $"slack-{colours}-{width}-channel");
        await page.GetByLabel("What somebody did with it at Slack")
            .SelectOptionAsync(new SelectOptionValue { Label = "The webhook was removed" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it" }).ClickAsync();

        await WinADeal(crm);
        await suite.Drain(member);
        await page.GotoAsync("/integrations");
        await Sees(page.GetByText("switched off", new() { Exact = true }));
        await Sees(page.GetByText("the webhook was removed in Slack"));
        await Look(visitor, $"slack-{colours}-{width}-stopped");
        await Unplug(card);
        await Sees(page.GetByLabel("Address of the channel’s webhook"));
    }

    private static async Task SwitchOn(IPage page, string channel)
    {
        var send = page.GetByRole(
            AriaRole.Switch,
            new() { Name = $"Send “A deal was won or lost” to {channel}" }
        );
        await Assertions.Expect(send).Not.ToBeCheckedAsync();
        await send.ClickAsync();
        await Assertions.Expect(send).ToBeCheckedAsync();
        await Assertions
            .Expect(
                page.GetByRole(
                    AriaRole.Switch,
                    new()
                    {
                        NameRegex = new Regex($"Include .* “A deal was won or lost” to {channel}"),
                    }
                )
            )
            .Not.ToBeCheckedAsync();
    }

    private static async Task Unplug(ILocator card)
    {
        await card.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await card
            .Page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Disconnect" })
            .ClickAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task What_to_do_in_the_CRM_can_be_read(int width, ColorScheme theme)
    {
        var member = await suite.SignUp();
        foreach (var vendor in (string[])["hub_spot", "pipedrive"])
        {
            await (await member.Scope.Post("/crm-connections", new { vendor })).Json();
        }

        var visitor = await Open(suite, member, width, theme);
        await visitor.Go("/integrations/crm");
        var steps = visitor.Page.Locator(".setup > li");
        await Sees(steps);
        await visitor.Page.GetByText("With a workflow instead").ClickAsync();
        await Look(visitor, $"crm-{width}-{theme}");

        Assert.Equal(10, await steps.CountAsync());
        foreach (var step in await steps.AllAsync())
        {
            // Its words run on in lines, not one below the other.
            var box = (await step.BoundingBoxAsync())!;
            Assert.True(
                box.Width > 240 && box.Height < box.Width,
                $"{box.Width}×{box.Height}: {await step.InnerTextAsync()}"
            );
        }

        // What the page says a workflow may send is read by these names.
        var body = await visitor.Page.Locator("pre.exact").InnerTextAsync();
        Assert.Contains("hs_object_id", body, StringComparison.Ordinal);
        Assert.Contains("hs_lastmodifieddate", body, StringComparison.Ordinal);
        // What an app subscribes to says whose deal it is, and neither form has to wait for a secret.
        var all = string.Concat(await steps.AllInnerTextsAsync());
        Assert.Contains("closed_lost_reason, hs_primary_associated_company", all);
        Assert.Contains("changes of domain of companies", all);
        Assert.Equal(2, await visitor.Page.GetByText("waits for its first event").CountAsync());
    }

    [Fact]
    public async Task The_company_of_a_deal_is_chosen_and_corrected()
    {
        var member = await suite.SignUp();
        await WinADeal(await Crm(member));
        var visitor = await Open(suite, member, 1440, ColorScheme.Light);
        var page = visitor.Page;
        await page.GotoAsync("/scope/deals");

        await Say("Choose the company of Kestrel Pay, yearly", "", "kestrel-pay.example");
        await Say(
            "change the company of Kestrel Pay, yearly",
            "kestrel-pay.example",
            "kestrel.example"
        );

        await Sees(page.GetByRole(AriaRole.Button, new() { Name = "kestrel.example" }));
        var deals = await member.Scope.Json("/outcomes");
        Assert.Equal(
            "kestrel.example",
            deals.GetProperty("items")[0].GetProperty("domain").GetString()
        );

        async Task Say(string button, string before, string domain)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            var field = page.GetByLabel("The company’s domain");
            await Assertions.Expect(field).ToHaveValueAsync(before);
            await field.FillAsync(domain);
            await page.GetByRole(AriaRole.Button, new() { Name = "This is the company" })
                .ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }
    }

    private static ILocator Arrived(IPage page) =>
        page.GetByRole(
            AriaRole.Row,
            new() { NameRegex = new Regex("deal.closed(?! test).*Arrived") }
        );

    /// <summary>The customer's own CRM, which tells of its deals.</summary>
    private async Task<string> Crm(Member member)
    {
        var made = await (
            await member.Scope.Post("/crm-connections", new { vendor = "pipedrive" })
        ).Json();
        var crm = await member.Scope.Json($"/crm-connections/{made.GetProperty("id").GetString()}");
        var desk = $"/crm/pipedrive/{Guid.CreateVersion7():N}";
        await suite.Sandbox.Post(
            $"{desk}/target",
            new
            {
                url = crm.GetProperty("address").GetString(),
                password = crm.GetProperty("password").GetString(),
                version = 2,
            }
        );
        return desk;
    }

    private async Task WinADeal(string crm)
    {
        var deal = await suite.Sandbox.Post(
            $"{crm}/deals",
            new
            {
                title = "Kestrel Pay, yearly",
                value = 12500,
                currency = "EUR",
            }
        );
        await suite.Sandbox.Post(
            $"{crm}/deals/{deal.GetProperty("id").GetInt64()}/move",
            new { status = "won" }
        );
    }

    private static Task Sees(ILocator what) => what.First.WaitForAsync();

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
