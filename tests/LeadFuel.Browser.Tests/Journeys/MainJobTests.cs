using System.Text.RegularExpressions;
using LeadFuel.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests.Journeys;

/// <summary>From the first visit to a mail that was answered, by nothing but a person's hands.</summary>
public sealed class MainJobTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    private readonly string ada = Suite.NewAddress("ada");
    private readonly string ines = Suite.NewAddress("ines");
    private readonly string tomas = Suite.NewAddress("tomas");
    private readonly string domain = $"d{Guid.CreateVersion7():N}"[..20] + ".test";
    private IPage page = null!;
    private Hands hands = null!;

    [Fact]
    [Claim("K5")]
    [Claim("T46")]
    [Claim("T38")]
    public async Task From_a_few_answers_to_a_sent_mail_and_its_reply()
    {
        var visitor = await Open(suite);
        (page, hands) = (visitor.Page, new Hands(visitor.Page));

        await hands.SignUp(ada, await OpenMail(suite, ada));
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Nothing waits for you.");
        await WriteTheIcp();
        await hands.SayWhoSends(domain);
        await hands.Import(2, $"{ines},Ines,Kestrel Pay", $"{tomas},Tomás,Lumio", "nonsense,,");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Contacts" }))
            .ToContainTextAsync("Kestrel Pay");
        await hands.PlanACampaign("Spring", "Fintech CFOs", $"Maria Kern <maria@{domain}>");
        // Two mails are planned from the start; what they need is said before the launch.
        await Expect(page.GetByText("Mail 2", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(hands.Button("Launch")).ToHaveAttributeAsync("aria-disabled", "true");
        await hands.WriteAndApproveBothMails();
        await TestTheFirst();
        await hands.Launch(2, $"maria@{domain}");
        await LookWhoWaits();
        await LetTheFollowUpWaitLonger();
        await ReadTheAnswer();

        // Whatever the browser asked for in all of this, it asked of us.
        var origin = suite.Gateway.Http.GetLeftPart(UriPartial.Authority);
        Assert.True(visitor.Requests.Count > 100, $"only {visitor.Requests.Count} requests");
        Assert.All(
            visitor.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)),
            url => Assert.StartsWith($"{origin}/", url, StringComparison.Ordinal)
        );
    }

    private async Task WriteTheIcp()
    {
        await hands.NameAnIcp("Fintech CFOs");
        await hands.TypeAnswers(Scene.Answers);
        await hands.Press("Write the ICP");
        var asks = page.GetByRole(AriaRole.Dialog, new() { Name = "Send 3 answers to Anthropic?" });
        await asks.GetByText("Read the exact text").ClickAsync();
        foreach (var answer in Scene.Answers.Values)
        {
            await Expect(asks.Locator("pre")).ToContainTextAsync(answer);
        }

        await hands.Press("Send to Anthropic");

        // It is seen while it is written: a section stands there before the last word has come.
        await Expect(page.GetByText("Writing v1")).ToBeVisibleAsync();
        await Expect(page.Locator(".document section h2").First).ToBeVisibleAsync();
        await Expect(hands.Button("Stop")).ToBeVisibleAsync();
        await hands.Press("Publish v1");
        await Expect(page.GetByText("Version 1 is published.")).ToBeVisibleAsync();
        await page.Locator(".document .chip").First.ClickAsync();
        var quote = await page.GetByRole(AriaRole.Complementary)
            .Locator("blockquote")
            .InnerTextAsync();
        Assert.Contains(
            Scene.Answers.Values,
            answer => answer.Contains(quote.Trim('“', '”'), StringComparison.Ordinal)
        );
    }

    private async Task TestTheFirst()
    {
        var first = page.GetByRole(AriaRole.Region, new() { Name = "Mail 1" });
        await first.GetByRole(AriaRole.Button, new() { Name = "Test mail to me" }).ClickAsync();
        await Expect(page.GetByText("A test mail is on its way to you.")).ToBeVisibleAsync();
        var own = await OpenMail(suite, ada);
        var test = await own.Open(2);
        Assert.StartsWith("[Test] ", test.Subject, StringComparison.Ordinal);
        // The fields are filled, here as for those whom it goes to.
        Assert.DoesNotContain("{{", test.Subject + test.Text, StringComparison.Ordinal);
    }

    private async Task LookWhoWaits()
    {
        var people = page.GetByRole(AriaRole.Region, new() { Name = "People" });
        // What waits has waited since the launch, not since the beginning of time.
        await Expect(people.GetByRole(AriaRole.Row, new() { Name = "not due yet" }))
            .ToHaveCountAsync(2);
        await Expect(people).Not.ToContainTextAsync("1 Jan");
    }

    private async Task LetTheFollowUpWaitLonger()
    {
        await hands.Within("Campaign", "Plan");
        await Expect(page.GetByText("Version 1 · launched by")).ToBeVisibleAsync();
        // Who gets it is settled; when the follow-up goes is not.
        await Expect(page.GetByLabel("People", new() { Exact = true })).ToBeDisabledAsync();
        await page.GetByLabel("Wait before mail 2", new() { Exact = true }).FillAsync("5");
        await hands.Press("Save changes");
        await Expect(page.GetByText("Version 2 · changed by")).ToBeVisibleAsync();
        await Expect(
                page.GetByRole(AriaRole.Region, new() { Name = "Versions of this plan" })
                    .GetByRole(AriaRole.Row, new() { Name = "Wait before mail 2" })
            )
            .ToBeVisibleAsync();
    }

    private async Task ReadTheAnswer()
    {
        var mail = await OpenMail(suite, ines);
        await mail.Open();
        await Expect(mail.Text).ToContainTextAsync("Torstraße 1");
        await mail.Reply("Thursday works. Can you send the security page first?");

        await hands.Choose("Inbox");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Thursday works") })
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "From Ines" }))
            .ToContainTextAsync("Can you send the security page first?");
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "From you" }))
            .ToBeVisibleAsync();
        await Expect(page.GetByText("Stopped.", new() { Exact = true })).ToBeVisibleAsync();
        await hands.Press("Mark as handled");
        await Expect(hands.Button("Open again")).ToBeVisibleAsync();

        // The second mail goes to the one who has not answered, and to her no more.
        await page.GetByRole(AriaRole.Complementary)
            .GetByRole(AriaRole.Link, new() { Name = "Spring" })
            .ClickAsync();
        await hands.Button("Mail 2").ClickAsync();
        var reasons = page.GetByRole(AriaRole.Region, new() { Name = "Mail 2, by reason" });
        await Expect(reasons).ToContainTextAsync("1 waiting + 1 not mailed");
        Assert.Single(await suite.Sandbox.Mails(ines));
    }
}
