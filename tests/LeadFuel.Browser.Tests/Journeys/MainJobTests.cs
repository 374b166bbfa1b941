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

    [Fact]
    [Claim("K5")]
    [Claim("T46")]
    [Claim("T38")]
    public async Task From_a_few_answers_to_a_sent_mail_and_its_reply()
    {
        var visitor = await Open(suite);
        page = visitor.Page;

        await SignUp();
        await WriteTheIcp();
        await SayWhoSends();
        await ImportPeople();
        await PlanTheCampaign();
        await ApproveTheMails();
        await Launch();
        await ReadTheAnswer();

        // Whatever the browser asked for in all of this, it asked of us.
        var origin = suite.Gateway.Http.GetLeftPart(UriPartial.Authority);
        Assert.True(visitor.Requests.Count > 100, $"only {visitor.Requests.Count} requests");
        Assert.All(
            visitor.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)),
            url => Assert.StartsWith($"{origin}/", url, StringComparison.Ordinal)
        );
    }

    private async Task SignUp()
    {
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
        await page.GetByLabel("Work e-mail").FillAsync(ada);
        await Press("Send sign-in link");
        await See("Look into your mail");
        var mail = await OpenMail(suite, ada);
        await mail.Open();

        await page.GotoAsync(await mail.Link());
        await Press("Sign in");

        await See("Today");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Nothing waits for you.");
    }

    private async Task WriteTheIcp()
    {
        await Choose("ICPs");
        await Press("New ICP");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Fintech CFOs");
        await Press("Create it");
        await See("Fintech CFOs");
        foreach (var (key, answer) in Scene.Answers)
        {
            await page.Locator($"textarea[name={key}]").FillAsync(answer);
        }

        await Expect(page.GetByText("Saved", new() { Exact = true })).ToHaveCountAsync(3);
        await Press("Write the ICP");
        var asks = page.GetByRole(AriaRole.Dialog, new() { Name = "Send 3 answers to Anthropic?" });
        await asks.GetByText("Read the exact text").ClickAsync();
        foreach (var answer in Scene.Answers.Values)
        {
            await Expect(asks.Locator("pre")).ToContainTextAsync(answer);
        }

        await Press("Send to Anthropic");

        // It is seen while it is written: a section stands there before the last word has come.
        await Expect(page.GetByText("Writing v1")).ToBeVisibleAsync();
        await Expect(page.Locator(".document section h2").First).ToBeVisibleAsync();
        await Expect(Button("Stop")).ToBeVisibleAsync();
        await Press("Publish v1");
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

    private async Task SayWhoSends()
    {
        await Choose("Domains");
        await Press("Add a domain");
        await page.GetByLabel("Domain", new() { Exact = true }).FillAsync(domain);
        await Press("Add the domain");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = $"DNS records of {domain}" }))
            .ToBeVisibleAsync();
        await Press("Check now");
        await Expect(page.GetByText($"{domain} is verified.")).ToBeVisibleAsync();

        await Press("Add a sender");
        var who = page.GetByRole(AriaRole.Dialog, new() { Name = "Who writes?" });
        await who.GetByLabel("Name").FillAsync("Maria Kern");
        await who.GetByLabel("Address").FillAsync($"maria@{domain}");
        await Press("Add the sender");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Senders" }))
            .ToContainTextAsync("Maria Kern");
        await page.GetByLabel("Name, street, town, country")
            .FillAsync("Northbeam GmbH\nTorstraße 1\n10119 Berlin");
        await Press("Save the address");
        await Expect(page.GetByText("The address is saved.")).ToBeVisibleAsync();
    }

    private async Task ImportPeople()
    {
        await Choose("Contacts", "Reach");
        await page.GetByRole(AriaRole.Link, new() { Name = "Import people" }).First.ClickAsync();
        await page.GetByLabel("Paste addresses or a table")
            .FillAsync(
                $"email,first name,company\n{ines},Ines,Kestrel Pay\n{tomas},Tomás,Lumio\nnonsense,,"
            );
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Rows that are not taken" }))
            .ToBeVisibleAsync();
        await Press("Import 2 people");
        await Expect(page.GetByText("2 people added")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Contacts" }))
            .ToContainTextAsync("Kestrel Pay");
    }

    private async Task PlanTheCampaign()
    {
        await Choose("Campaigns");
        await Press("New campaign");
        var asks = page.GetByRole(AriaRole.Dialog, new() { Name = "Whom is it for?" });
        await asks.GetByLabel("Name").FillAsync("Spring");
        await asks.GetByLabel("Goal").FillAsync("Fifteen minutes about the month end");
        await Press("Create it");
        await See("Spring");
        await page.GetByLabel("ICP", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = "Fintech CFOs, v1" });
        await page.GetByLabel("Sender", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = $"Maria Kern <maria@{domain}>" });
        await Expect(page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        // Two mails are planned from the start; what they need is said before the launch.
        await Expect(page.GetByText("Mail 2", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Button("Launch")).ToHaveAttributeAsync("aria-disabled", "true");
    }

    private async Task ApproveTheMails()
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Campaign" })
            .GetByRole(AriaRole.Link, new() { Name = "Drafts" })
            .ClickAsync();
        foreach (var number in (int[])[1, 2])
        {
            var mail = page.GetByRole(AriaRole.Region, new() { Name = $"Mail {number}" });
            await mail.GetByRole(AriaRole.Button, new() { Name = "Write it with Claude" })
                .ClickAsync();
            await Press("Send to Anthropic");
            await Expect(mail.GetByLabel("Subject")).Not.ToHaveValueAsync("");
            await mail.GetByRole(AriaRole.Button, new() { Name = $"Approve mail {number}" })
                .ClickAsync();
            await Expect(mail.GetByText("Approved by")).ToBeVisibleAsync();
        }

        var first = page.GetByRole(AriaRole.Region, new() { Name = "Mail 1" });
        await first.GetByRole(AriaRole.Button, new() { Name = "Test mail to me" }).ClickAsync();
        await Expect(page.GetByText("A test mail is on its way to you.")).ToBeVisibleAsync();
        var own = await OpenMail(suite, ada);
        var test = await own.Open(2);
        Assert.StartsWith("[Test] ", test.Subject, StringComparison.Ordinal);
        // The fields are filled, here as for those whom it goes to.
        Assert.DoesNotContain("{{", test.Subject + test.Text, StringComparison.Ordinal);
    }

    private async Task Launch()
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Campaign" })
            .GetByRole(AriaRole.Link, new() { Name = "Plan" })
            .ClickAsync();
        await Expect(page.GetByText("all is there")).ToBeVisibleAsync();
        await Press("Launch");
        var asks = page.GetByRole(AriaRole.Dialog, new() { Name = "Send to 2 people now?" });
        await Expect(asks).ToContainTextAsync($"maria@{domain}");
        await Press("Launch for 2 people");
        var people = page.GetByRole(AriaRole.Region, new() { Name = "People" });
        await Expect(people.GetByText("Delivered")).ToHaveCountAsync(2);
        // What waits has waited since the launch, not since the beginning of time.
        await Expect(people.GetByRole(AriaRole.Row, new() { Name = "not due yet" }))
            .ToHaveCountAsync(2);
        await Expect(people).Not.ToContainTextAsync("1 Jan");
    }

    private async Task ReadTheAnswer()
    {
        var mail = await OpenMail(suite, ines);
        await mail.Open();
        await Expect(mail.Text).ToContainTextAsync("Torstraße 1");
        await mail.Reply("Thursday works. Can you send the security page first?");

        await Choose("Inbox");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Thursday works") })
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "From Ines" }))
            .ToContainTextAsync("Can you send the security page first?");
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "From you" }))
            .ToBeVisibleAsync();
        await Expect(page.GetByText("Stopped.", new() { Exact = true })).ToBeVisibleAsync();
        await Press("Mark as handled");
        await Expect(Button("Open again")).ToBeVisibleAsync();

        // The second mail goes to the one who has not answered, and to her no more.
        await page.GetByRole(AriaRole.Complementary)
            .GetByRole(AriaRole.Link, new() { Name = "Spring" })
            .ClickAsync();
        await Button("Mail 2").ClickAsync();
        var reasons = page.GetByRole(AriaRole.Region, new() { Name = "Mail 2, by reason" });
        await Expect(reasons).ToContainTextAsync("1 waiting + 1 not mailed");
        Assert.Single(await suite.Sandbox.Mails(ines));
    }

    private Task Choose(string link, string? area = null)
    {
        var side = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        var from = area is null ? side : side.Locator(".side-group", new() { HasText = area });
        return from.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
    }

    private ILocator Button(string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private Task Press(string name) => Button(name).ClickAsync();

    private Task See(string heading) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true }))
            .ToBeVisibleAsync();
}
