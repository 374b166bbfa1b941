using System.Text.RegularExpressions;
using LeadFuel.Admin.Operators;
using LeadFuel.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests.Journeys;

/// <summary>A person's hands at the pages, step by step, in the words that stand there.</summary>
internal sealed class Hands(IPage page)
{
    public ILocator Button(string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task Press(string name) => Button(name).ClickAsync();

    public Task See(string heading) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true }))
            .ToBeVisibleAsync();

    /// <summary>In the navigation, below the name of its area where the same word stands in two.</summary>
    public Task Choose(string link, string? area = null)
    {
        var side = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        var from = area is null ? side : side.Locator(".side-group", new() { HasText = area });
        return from.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
    }

    public async Task SignUp(string address, Mailbox mailbox)
    {
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
        await page.GetByLabel("Work e-mail").FillAsync(address);
        await Press("Send sign-in link");
        await See("Look into your mail");
        await mailbox.Open();
        await page.GotoAsync(await mailbox.Link());
        await Press("Sign in");
        await See("Today");
    }

    public async Task NameAnIcp(string name)
    {
        await Choose("ICPs");
        await Press("New ICP");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Press("Create it");
        await See(name);
    }

    public async Task TypeAnswers(IReadOnlyDictionary<string, string> answers)
    {
        foreach (var (key, answer) in answers)
        {
            await page.Locator($"textarea[name={key}]").FillAsync(answer);
        }

        await Expect(page.GetByText("Saved", new() { Exact = true }))
            .ToHaveCountAsync(answers.Count);
    }

    public async Task SayWhoSends(string domain)
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

    /// <param name="rows">As they are pasted: e-mail, first name, company.</param>
    public async Task Import(int taken, params string[] rows)
    {
        await Choose("Contacts", "Reach");
        await page.GetByRole(AriaRole.Link, new() { Name = "Import people" }).First.ClickAsync();
        await page.GetByLabel("Paste addresses or a table")
            .FillAsync(string.Join('\n', ["email,first name,company", .. rows]));
        if (taken < rows.Length)
        {
            await Expect(
                    page.GetByRole(AriaRole.Region, new() { Name = "Rows that are not taken" })
                )
                .ToBeVisibleAsync();
        }

        await Press($"Import {taken} people");
        await Expect(page.GetByText($"{taken} people added")).ToBeVisibleAsync();
    }

    public async Task PlanACampaign(string name, string icp, string sender)
    {
        await Choose("Campaigns");
        await Press("New campaign");
        var asks = page.GetByRole(AriaRole.Dialog, new() { Name = "Whom is it for?" });
        await asks.GetByLabel("Name").FillAsync(name);
        await asks.GetByLabel("Goal").FillAsync("Fifteen minutes about the month end");
        await Press("Create it");
        await See(name);
        await page.GetByLabel("ICP", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = $"{icp}, v1" });
        await page.GetByLabel("Sender", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = sender });
        await Expect(page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
    }

    public async Task WriteAndApproveBothMails()
    {
        await Within("Campaign", "Drafts");
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
    }

    public async Task Launch(int people, string sender)
    {
        await Within("Campaign", "Plan");
        await Expect(page.GetByText("all is there")).ToBeVisibleAsync();
        await Press("Launch");
        var asks = page.GetByRole(
            AriaRole.Dialog,
            new() { Name = $"Send to {people} people now?" }
        );
        await Expect(asks).ToContainTextAsync(sender);
        await Press($"Launch for {people} people");
        await Expect(
                page.GetByRole(AriaRole.Region, new() { Name = "People" }).GetByText("Delivered")
            )
            .ToHaveCountAsync(people);
    }

    /// <summary>A tab of the page that is open.</summary>
    public Task Within(string navigation, string link) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = navigation })
            .GetByRole(AriaRole.Link, new() { Name = link })
            .ClickAsync();

    /// <summary>In at Admin, whose first page is there then: a link by mail, then the code of an authenticator.</summary>
    public async Task EnterAsOperator(Suite suite, string address)
    {
        await page.GotoAsync(At(suite, "/"));
        await page.GetByLabel("Address").FillAsync(address);
        await Press("Send sign-in link");
        var mail = await suite.Sandbox.Mail(address);
        await page.GotoAsync(At(suite, $"/sign-in/link#t={Suite.LinkIn(mail)}"));
        await Press("Sign in");
        var secret = await page.Locator("#secret").InnerTextAsync();
        await page.GetByLabel("Code of your authenticator")
            .FillAsync(TotpCode.At(secret, suite.Time.GetUtcNow()));
        await Press("Go on");
        await See("What are you working on?");
    }

    public async Task FindAccount(string account, string working)
    {
        await page.GetByLabel("Reason or ticket").FillAsync(working);
        await Press("Say it");
        await page.GetByLabel("Address or name").FillAsync(account);
        await Press("Search");
        await page.GetByRole(AriaRole.Link, new() { Name = account }).ClickAsync();
        await See(account);
    }

    /// <summary>From the account's page into it, under the banner.</summary>
    public async Task LookInto(string account, string reason)
    {
        var view = page.Locator("form[action$='/view']");
        await view.GetByLabel("Category").SelectOptionAsync("support");
        await view.GetByLabel("Ticket").FillAsync("4711");
        await view.GetByLabel("Reason").FillAsync(reason);
        await Press("View");
        await Expect(page.GetByText($"Viewing as {account}")).ToBeVisibleAsync();
    }

    public async Task LeaveAccount()
    {
        await Press("Exit impersonation");
        await Expect(page.GetByText("Viewing as")).ToHaveCountAsync(0);
    }

    public static string At(Suite suite, string path) =>
        new Uri(suite.Admin.Http, path).AbsoluteUri;
}
