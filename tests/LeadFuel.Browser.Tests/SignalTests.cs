using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>From nothing to a post at LinkedIn, as a person goes: consent, voice, variants, publishing, bin, undo.</summary>
public sealed class SignalTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Fact]
    [Claim("T38")]
    public async Task LinkedIn_is_connected_by_its_own_page_of_consent()
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member);
        visitor.Expect(suite.Sandbox.Address);
        var (page, look) = (visitor.Page, new Look(visitor, "connect"));
        var name = Name("Maria");

        await page.GotoAsync("/signal/posts");
        await Sees(page.GetByRole(AriaRole.Heading, new() { Name = "No post yet" }));
        await look.At("empty");
        await page.GotoAsync("/signal/connections");
        await Sees(page.GetByRole(AriaRole.Heading, new() { Name = "LinkedIn is not connected" }));
        await look.At("not-connected");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect with my pages" })
            .ClickAsync();
        // At LinkedIn, as the Sandbox plays it.
        await page.GetByLabel("Who is signed in at LinkedIn").FillAsync(name);
        await look.At("consent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();

        await Sees(page.GetByRole(AriaRole.Heading, new() { Name = name }));
        Assert.EndsWith("/signal/connections", page.Url, StringComparison.Ordinal);
        await look.At("connected");
    }

    [Fact]
    public async Task A_persona_and_buckets_are_filled_in_on_a_phone_at_night()
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member, 390, ColorScheme.Dark);
        visitor.Expect(suite.Sandbox.Address);
        var (page, look) = (visitor.Page, new Look(visitor, "voice"));

        await page.GotoAsync("/signal/personas");
        await page.GetByRole(AriaRole.Button, new() { Name = "New persona" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Maria Kern");
        await page.GetByLabel("Speaks to").FillAsync("Heads of finance");
        await look.At("persona");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the persona" }).ClickAsync();
        await Sees(page.GetByRole(AriaRole.Button, new() { Name = "Change Maria Kern" }));
        await page.GotoAsync("/signal/buckets");
        foreach (var bucket in (string[])["Proof", "People", "Craft"])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "New bucket" }).ClickAsync();
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync(bucket);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save the bucket" }).ClickAsync();
            await Sees(page.GetByLabel($"Share of {bucket} in percent"));
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Even out" }).ClickAsync();
        await Sees(page.GetByText("as it should be"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the shares" }).ClickAsync();
        await Sees(page.GetByText("The shares are saved."));
        await look.At("buckets");

        // Without one the rest is missing, and is told; from the bin it comes back with its share.
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete Craft" }).ClickAsync();
        await Sees(page.GetByText("The shares of the active buckets add up to 66"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Look into the bin" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back Craft" }).ClickAsync();
        await Sees(page.GetByText("as it should be"));
        await page.GotoAsync("/signal/personas");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete Maria Kern" }).ClickAsync();
        await Sees(page.GetByText("No persona yet"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Look into the bin" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back Maria Kern" }).ClickAsync();
        await Sees(page.GetByRole(AriaRole.Button, new() { Name = "Change Maria Kern" }));
    }

    [Fact]
    [Claim("T16")]
    public async Task A_stored_contact_is_named_to_Claude_by_one_press_alone()
    {
        var member = await suite.SignUp();
        var text = "email,first_name,last_name\ngrace@customers.test,Grace,Hopper";
        (await member.Reach.Post("/imports", new { text })).EnsureSuccessStatusCode();
        var visitor = await Open(suite, member);
        var (page, look) = (visitor.Page, new Look(visitor, "include"));
        await page.GotoAsync("/signal/posts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a post" }).ClickAsync();
        await page.GetByLabel("What it should say").FillAsync("What Hopper, Grace told us.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let Claude write variants" })
            .ClickAsync();
        await Sees(page.GetByText("holds the full name of one of your contacts"));
        await look.At("found");

        await page.GetByRole(AriaRole.Button, new() { Name = "Include it: Hopper, Grace" })
            .ClickAsync();
        await Sees(page.GetByText("goes along, this one time"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to Anthropic" }).ClickAsync();

        await Sees(page.GetByRole(AriaRole.Button, new() { Name = "Take this one: variant 1" }));
        await Sees(page.GetByText("tokens and wrote"));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    [Claim("T38")]
    public async Task A_post_is_written_by_Claude_published_deleted_and_taken_back(
        ColorScheme theme,
        int width
    )
    {
        var member = await suite.SignUp();
        var name = Name("Maria");
        await Connect(member, name);
        var visitor = await Open(suite, member, width, theme);
        visitor.Expect(suite.Sandbox.Address);
        var (page, look) = (visitor.Page, new Look(visitor, $"post-{theme}-{width}"));

        await page.GotoAsync("/signal/posts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a post" }).ClickAsync();
        await page.GetByLabel("Goes to").SelectOptionAsync($"{name}, profile");
        await page.GetByLabel("What it should say")
            .FillAsync("Month end fell from twelve days to four.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let Claude write variants" })
            .ClickAsync();
        await Sees(page.GetByText("This leaves, and nothing else"));
        await look.At("ask");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to Anthropic" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this one: variant 1" })
            .ClickAsync();
        var text = page.GetByLabel("Text", new() { Exact = true });
        Assert.Contains("twelve days", await text.InputValueAsync(), StringComparison.Ordinal);
        await text.FillAsync($"{await text.InputValueAsync()}\n\n50% (really) #Finance");
        await Sees(page.GetByText("Saved", new() { Exact = true }));
        await look.At("editor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish it" }).ClickAsync();
        await Sees(page.GetByRole(AriaRole.Link, new() { Name = "See it at LinkedIn" }));
        await look.At("published");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Sees(page.GetByText("Deleted here. At LinkedIn it stays."));
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).Last.ClickAsync();
        await Sees(page.GetByRole(AriaRole.Link, new() { Name = "See it at LinkedIn" }));
    }

    [Fact]
    public async Task A_post_of_unknown_fate_asks_the_person_and_takes_their_word()
    {
        var member = await suite.SignUp();
        var name = Name("Nora");
        await Connect(member, name);
        await suite.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "reset_after",
                match = name,
            }
        );
        var visitor = await Open(suite, member);
        visitor.Expect(suite.Sandbox.Address);
        var (page, look) = (visitor.Page, new Look(visitor, "unknown"));
        await page.GotoAsync("/signal/posts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a post" }).ClickAsync();
        await page.GetByLabel("Goes to").SelectOptionAsync($"{name}, profile");
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync($"The letter of {name}");
        await Sees(page.GetByText("Saved", new() { Exact = true }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish it" }).ClickAsync();

        await Sees(page.GetByRole(AriaRole.Heading, new() { Name = "Did this one go out?" }));
        await look.At("asks");
        await page.GotoAsync("/home");
        await Sees(page.GetByText("One post has an unknown fate."));
        await look.At("home");
        await page.GotoAsync("/signal/posts");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new(name) }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "It is not there" }).ClickAsync();

        await Sees(page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }));
    }

    private static string Name(string who) => $"{who} zq{Guid.CreateVersion7():N}"[..18];

    /// <summary>The same consent without a browser.</summary>
    private static async Task Connect(Member member, string name)
    {
        var ct = TestContext.Current.CancellationToken;
        var begun = await (
            await member.Web.Post("/api/signal/connections/authorize", new { pages = false })
        ).Json();
        var url = new Uri(begun.GetProperty("url").GetString()!);
        var asked = System.Web.HttpUtility.ParseQueryString(url.Query);
        using var linkedIn = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var form = new FormUrlEncodedContent([
            new("client_id", asked["client_id"]),
            new("redirect_uri", asked["redirect_uri"]),
            new("state", asked["state"]),
            new("name", name),
            new("decision", "allow"),
            .. asked["scope"]!
                .Split(' ')
                .Select(scope => new KeyValuePair<string, string?>("scope", scope)),
        ]);
        var back = await linkedIn.PostAsync(url.GetLeftPart(UriPartial.Path), form, ct);
        var given = System.Web.HttpUtility.ParseQueryString(back.Headers.Location!.Query);
        await (
            await member.Web.Post(
                "/api/signal/connections/callback",
                new { state = given["state"], code = given["code"] }
            )
        ).Json();
    }

    private static Task Sees(ILocator what) => what.First.WaitForAsync();

    /// <summary>Axe on what is shown, and a picture of it where `LEADFUEL_LOOKS` names a folder.</summary>
    private sealed class Look(Visitor visitor, string of)
    {
        public async Task At(string name)
        {
            await visitor.Settle();
            var page = visitor.Page;
            if (Environment.GetEnvironmentVariable("LEADFUEL_LOOKS") is { Length: > 0 } folder)
            {
                await page.ScreenshotAsync(
                    new() { Path = Path.Combine(folder, $"{of}-{name}.png") }
                );
            }

            var found = await page.RunAxe();
            Assert.True(
                found.Violations.Length == 0,
                $"{name}: "
                    + string.Join(
                        '\n',
                        found.Violations.Select(item =>
                            $"{item.Id} {string.Join(' ', item.Nodes.Select(node => node.Html))}"
                        )
                    )
            );
        }
    }
}
