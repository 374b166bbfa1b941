using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Accounts;
using LeadFuel.Admin;
using LeadFuel.Admin.Operators;
using LeadFuel.Providers;
using LeadFuel.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests.Journeys;

/// <summary>
/// One customer's whole story through every service and every third party, by hand: what one of them does is seen at the next.
/// Each chapter's picture stands in the test's output.
/// </summary>
public sealed class StoryTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    private const string Icp = "Fintech CFOs";
    private readonly string ada = Suite.NewAddress("ada");
    private readonly string tomas = Suite.NewAddress("tomas");
    private readonly string domain = $"d{Guid.CreateVersion7():N}"[..20] + ".test";
    private readonly string desk = $"{Guid.CreateVersion7():N}";
    private readonly string channel = $"r{Guid.CreateVersion7():N}";
    private Visitor visitor = null!;
    private IPage page = null!;
    private Hands hands = null!;
    private int chapter;

    private string Sandbox(string path) => new Uri(suite.Sandbox.Address, path).AbsoluteUri;

    [Fact]
    public async Task From_signing_up_by_voice_to_leaving_and_thinking_again()
    {
        visitor = await Open(suite, speaks: true);
        visitor.Expect(suite.Sandbox.Address);
        // While the account waits for its deletion nothing else of it is shown.
        visitor.Tolerate(401, 403);
        (page, hands) = (visitor.Page, new Hands(visitor.Page));

        await hands.SignUp(ada, await OpenMail(suite, ada));
        await Picture("signed-up");
        await SpeakAndWriteTheIcp();
        await Upgrade();
        var arne = await ConnectTheMailbox();
        await WriteToSomebodyKnown(arne);
        await ConnectSlackAndCrm();
        await WinADeal();
        await PublishAPost();
        await AnOperatorLooksIn();
        await TakeEverythingAlong();
        await LeaveAndThinkAgain();
    }

    private async Task SpeakAndWriteTheIcp()
    {
        await hands.NameAnIcp(Icp);
        await hands.TypeAnswers(Scene.Answers);
        await page.GetByRole(AriaRole.Link, new() { Name = "Answer by voice" }).ClickAsync();
        await hands.Press("Agree and start");
        await Expect(page.GetByText("Every question was asked."))
            .ToBeVisibleAsync(new() { Timeout = 240_000 });
        await Picture("spoken");
        await hands.Press("Finish and review");
        await hands.See("Is this what you said?");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Save [0-9]+ answers$") })
            .ClickAsync();
        // All are saved.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Is this what you said?" }))
            .ToHaveCountAsync(0);
        await Expect(page.GetByText("12 of 12").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Type instead" }).ClickAsync();
        await hands.Press("Write the ICP");
        await hands.Press("Send to Anthropic");
        await hands.Press("Publish v1");
        await Expect(page.GetByText("Version 1 is published.")).ToBeVisibleAsync();
        await Picture("icp");
    }

    private async Task Upgrade()
    {
        await page.GotoAsync("/settings/plan");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Choose .*[Ss]uite") })
            .ClickAsync();
        await Picture("checkout");
        await hands.Press("Pay");
        await Expect(page.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync();
        await Picture("plan");
    }

    /// <summary>Somebody whom the mailbox knows well.</summary>
    private async Task<string> ConnectTheMailbox()
    {
        var address = $"maria-{Guid.CreateVersion7():N}@northbeam.example";
        await suite.Sandbox.Post(
            "/microsoft-boxes",
            new
            {
                address,
                name = "Maria Kern",
                messages = 300,
                people = 10,
                seed = 3,
            }
        );
        await page.GotoAsync("/orbit/contacts");
        await hands.Press("Connect Microsoft 365");
        await page.GetByLabel("Sign in as").FillAsync(address);
        await hands.Press("Accept");
        await page.WaitForURLAsync("**/orbit/mailboxes/*");
        await page.GetByLabel("How much of each mail").SelectOptionAsync("yes");
        await hands.Press("Begin to read");
        await Expect(page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync("/orbit/contacts");
        await page.Locator("tbody a").First.ClickAsync();
        await Expect(
                page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Why [1-9][0-9]*\\?$") })
            )
            .ToBeVisibleAsync();
        await Picture("person");
        var known = await page.Locator("main").InnerTextAsync();
        return Regex.Match(known, @"[\w.+-]+@[\w.-]+\.\w+").Value;
    }

    private async Task WriteToSomebodyKnown(string arne)
    {
        await hands.SayWhoSends(domain);
        await hands.Import(2, $"{arne},Arne,Fjordline", $"{tomas},Tomás,Lumio");
        await hands.PlanACampaign("Spring", Icp, $"Maria Kern <maria@{domain}>");
        var known = page.GetByRole(AriaRole.Region, new() { Name = "People somebody knows" });
        await Expect(known).ToContainTextAsync("Arne");
        await Expect(known).ToContainTextAsync("You");
        await Picture("warm-path");
        await hands.WriteAndApproveBothMails();
        await hands.Launch(2, $"maria@{domain}");
        await Picture("sent");

        var mail = await OpenMail(suite, arne);
        await mail.Open();
        await mail.Reply("Thursday works.");
        await hands.Choose("Inbox");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("Thursday works") })
            .ClickAsync();
        await Expect(page.GetByText("Stopped.", new() { Exact = true })).ToBeVisibleAsync();
        await Picture("answered");
    }

    private async Task ConnectSlackAndCrm()
    {
        await page.GotoAsync(Sandbox($"/slack-channel/{channel}"));
        var address = await page.GetByText("https://hooks.slack.com/services/").InnerTextAsync();
        await page.GotoAsync("/integrations");
        await page.GetByLabel("Address of the channel’s webhook").FillAsync(address);
        await hands.Press("Connect Slack");
        await page.GetByRole(AriaRole.Region, new() { Name = "Slack", Exact = true })
            .GetByRole(AriaRole.Button, new() { Name = "Send a test" })
            .ClickAsync();
        await Expect(page.GetByText("The test arrived: 200").First).ToBeVisibleAsync();
        var send = page.GetByRole(
            AriaRole.Switch,
            new() { Name = "Send “A deal was won or lost” to Slack" }
        );
        await send.ClickAsync();
        await Expect(send).ToBeCheckedAsync();
        await Picture("slack-connected");

        await page.GotoAsync("/integrations/crm");
        await hands.Press("Connect Pipedrive");
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Pipedrive" });
        var url = await card.Locator(".copy code").First.InnerTextAsync();
        // The page shows but the beginning of the password; a person presses Copy.
        var password = await page.EvaluateAsync<string>(
            "async () => (await (await fetch('/api/scope/crm-connections', { headers: { 'X-LF-Client': 'web' } })).json()).items[0].password"
        );
        await page.GotoAsync(Sandbox($"/crm/pipedrive/{desk}"));
        await page.GetByLabel("Address").FillAsync(url);
        await page.GetByLabel("Password").FillAsync(password);
        await hands.Press("Save");
    }

    private async Task WinADeal()
    {
        await hands.Press("Create it");
        await hands.Press("Win");
        await page.GotoAsync("/scope/deals");
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("Won");
        await Picture("deal-won");
        await Wait.Until(
            async () =>
            {
                await page.GotoAsync(Sandbox($"/slack-channel/{channel}"));
                return await page.GetByText("A deal was won", new() { Exact = true }).CountAsync()
                    > 0;
            },
            () => "Slack does not hear of it"
        );
        await Picture("slack");
    }

    private async Task PublishAPost()
    {
        var name = $"Maria zq{Guid.CreateVersion7():N}"[..18];
        await page.GotoAsync("/signal/connections");
        await hands.Press("Connect with my pages");
        await page.GetByLabel("Who is signed in at LinkedIn").FillAsync(name);
        await hands.Press("Allow");
        await hands.See(name);
        await page.GotoAsync("/signal/posts");
        await hands.Press("Write a post");
        await page.GetByLabel("Goes to").SelectOptionAsync($"{name}, profile");
        await page.GetByLabel("What it should say")
            .FillAsync("Month end fell from twelve days to four.");
        await hands.Press("Let Claude write variants");
        await hands.Press("Send to Anthropic");
        await hands.Press("Take this one: variant 1");
        await Expect(page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        await hands.Press("Publish");
        await hands.Press("Publish it");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "See it at LinkedIn" }))
            .ToBeVisibleAsync();
        await Picture("post");
    }

    private async Task AnOperatorLooksIn()
    {
        var address = Suite.NewAddress("operator");
        await AddOperator(address);
        var operators = await Open(suite);
        operators.Expect(suite.Admin.Http);
        // What the page still asks for while the viewing ends.
        operators.Tolerate(403);
        var own = new Hands(operators.Page);
        await own.EnterAsOperator(suite, address);
        await own.FindAccount(ada, "Ticket 4711");
        await own.LookInto(ada, "The list of ICPs stays empty");
        await operators.Go(new Uri(suite.Gateway.Http, "/scope/icps").AbsoluteUri);
        await Expect(operators.Page.GetByRole(AriaRole.Table)).ToContainTextAsync(Icp);
        await Picture("operator", operators);
        await own.LeaveAccount();

        await page.GotoAsync("/activity");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync(address);
        await Picture("activity");
    }

    private async Task TakeEverythingAlong()
    {
        await page.GotoAsync("/settings/your-data");
        await hands.Press("Make a download");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Download", Exact = true });
        await link.WaitForAsync();
        await Picture("export");
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        var all = await File.ReadAllTextAsync(await download.PathAsync(), Ct);
        Assert.Equal(ada, JsonDocument.Parse(all).RootElement.GetProperty("account").GetString());
        // Something of each service.
        foreach (var word in (string[])[Icp, "Spring", "Thursday works", "Kestrel Pay, yearly"])
        {
            Assert.Contains(word, all, StringComparison.Ordinal);
        }
    }

    private async Task LeaveAndThinkAgain()
    {
        await page.GetByLabel($"Type {ada} to go on").FillAsync(ada);
        await hands.Press("Request deletion");
        await page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Request deletion" })
            .ClickAsync();
        await Expect(page.GetByLabel("Work e-mail")).ToBeVisibleAsync();
        await Picture("signed-out");

        var before = (await suite.Sandbox.Mails(ada)).Count;
        await page.GetByLabel("Work e-mail").FillAsync(ada);
        await hands.Press("Send sign-in link");
        await hands.See("Look into your mail");
        await Wait.Until(
            async () =>
                (await suite.Sandbox.Mails(ada))
                    .Skip(before)
                    .Any(mail => mail.Text!.Contains("#t=")),
            () => "no sign-in link comes"
        );
        var link = (await suite.Sandbox.Mails(ada)).Last(mail => mail.Text!.Contains("#t="));
        await page.GotoAsync(Regex.Match(link.Text!, @"http\S+#t=\S+").Value);
        await hands.Press("Sign in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToContainTextAsync("about to be deleted");
        await Picture("leaving");
        await hands.Press("Undo the deletion");
        await Expect(page.GetByText("The account stays.")).ToBeVisibleAsync();

        await page.GotoAsync("/scope/icps");
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync(Icp);
        await Picture("back");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The first one is another test's.
    private async Task AddOperator(string address)
    {
        await using var scope = suite.Admin.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(SwitchBoard.Suite, address);
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        await using var work = await db.Begin(Ct);
        db.Operators.Add(
            new Operator
            {
                Email = address,
                Name = "Grace",
                Role = OperatorRole.Support,
                CreatedAt = suite.Time.GetUtcNow(),
            }
        );
        await work.Commit(Ct);
    }

    private async Task Picture(string name, Visitor? of = null)
    {
        var seen = of ?? visitor;
        await seen.Settle();
        var picture = await seen.Page.ScreenshotAsync(new() { FullPage = true });
        var file = string.Create(CultureInfo.InvariantCulture, $"story-{++chapter:00}-{name}.png");
        TestContext.Current.AddAttachment(file, picture, "image/png");
        if (Environment.GetEnvironmentVariable("LEADFUEL_LOOKS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, file), picture, Ct);
        }
    }
}
