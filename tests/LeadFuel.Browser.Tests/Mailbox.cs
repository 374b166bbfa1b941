using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>Somebody's mail program: the Sandbox's page, used by hand.</summary>
public sealed class Mailbox(Visitor visitor, Suite suite, string address)
{
    private IPage Page => visitor.Page;

    /// <summary>Waits for that many mails and opens the latest.</summary>
    public async Task<SandboxWorld.Delivery> Open(int count = 1)
    {
        var mail = await suite.Sandbox.Mail(address, count);
        await Page.GotoAsync($"/mail?box={Uri.EscapeDataString(address)}");
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "All mail, newest first" })
            .GetByRole(AriaRole.Link)
            .First.ClickAsync();
        await Assertions
            .Expect(Page.GetByRole(AriaRole.Heading, new() { Name = mail.Subject, Exact = true }))
            .ToBeVisibleAsync();
        return mail;
    }

    /// <summary>Where the link in the mail that is open leads.</summary>
    public async Task<string> Link() =>
        await Page.FrameLocator("iframe").GetByRole(AriaRole.Link).First.GetAttributeAsync("href")
        ?? throw new InvalidOperationException("The link in the mail leads nowhere.");

    /// <summary>The text of the mail that is open.</summary>
    public ILocator Text => Page.FrameLocator("iframe").Locator("body");

    public async Task Reply(string text)
    {
        await Page.GetByLabel("Your answer").FillAsync(text);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByText(text)).ToBeVisibleAsync();
    }
}
