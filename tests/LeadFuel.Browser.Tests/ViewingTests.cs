using System.Globalization;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Admin.Rpc;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests;

/// <summary>An operator looks at an account. Admin starts it; every page then says so above all else.</summary>
public sealed class ViewingTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    // The first thing of the page: what it says, how it looks, whether something lies over it.
    private const string Bar = """
        () => {
          scrollTo(0, document.documentElement.scrollHeight);
          const bar = document.body.firstElementChild;
          const style = getComputedStyle(bar);
          const box = bar.getBoundingClientRect();
          const at = (x) => bar.contains(document.elementFromPoint(x, box.top + box.height / 2));
          return {
            text: bar.innerText.trim(), role: bar.getAttribute("role") ?? "", name: bar.getAttribute("aria-label") ?? "",
            background: style.backgroundColor, color: style.color,
            top: box.top, left: box.left, width: box.width, height: box.height, screen: document.documentElement.clientWidth,
            free: [4, box.width / 4, box.width / 2, box.width - 4].every(at),
            acts: [...bar.querySelectorAll("a, button, input")].map((e) => e.innerText),
          };
        }
        """;

    private sealed record Seen(
        string Text,
        string Role,
        string Name,
        string Background,
        string Color,
        double Top,
        double Left,
        double Width,
        double Height,
        double Screen,
        bool Free,
        string[] Acts
    );

    [Theory]
    [MemberData(nameof(RouteTable.Areas), MemberType = typeof(RouteTable))]
    [Claim("T55")]
    [Claim("T56")]
    public async Task A_page_says_first_and_in_orange_whose_account_is_looked_at(string area)
    {
        var (ada, scene) = await suite.Busy();
        var visitor = await View(ada);
        visitor.Tolerate(403, 404);
        var faults = new List<string>();
        string[] others =
            area.Length > 0 ? [] : ["/nowhere", "/trust", "/c/none", "/impersonation/enter"];
        foreach (var path in RouteTable.Of(area).Select(scene.Fill).Concat(others))
        {
            await visitor.Page.GotoAsync(path);
            if (!others.Contains(path))
            {
                await visitor.Settle();
            }

            await visitor.Page.Keyboard.PressAsync("Escape");
            foreach (var (theme, medium, width) in Ways)
            {
                await visitor.Page.EmulateMediaAsync(new() { ColorScheme = theme, Media = medium });
                await visitor.Page.SetViewportSizeAsync(width, 700);
                faults.AddRange(await Wrong(visitor.Page, ada, $"{path} {theme} {medium} {width}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task The_server_puts_the_bar_in_so_that_it_is_there_without_a_script()
    {
        var ada = await suite.SignUp();
        var operators = suite.Browser();
        (
            await operators.Post("/impersonation/enter", new { code = await Code(ada) })
        ).EnsureSuccessStatusCode();
        foreach (
            var path in RouteTable.All.Concat([
                "/nowhere",
                "/trust",
                "/receipts/none",
                "/u/none",
                "/c/none",
            ])
        )
        {
            using var asks = new HttpRequestMessage(HttpMethod.Get, path.Replace(':', 'x'));
            asks.Headers.Add("Accept", "text/html");
            var page = await (await operators.Send(asks)).Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            );
            var body = page[(page.IndexOf("<body", StringComparison.Ordinal) + 5)..];
            Assert.StartsWith(
                "<section class=\"lf-viewing\"",
                body[(body.IndexOf('>', StringComparison.Ordinal) + 1)..],
                StringComparison.Ordinal
            );
            // The time that is left is true, whoever wrote the page.
            Assert.Matches("(29|30) min left", page);
        }
    }

    [Fact]
    [Claim("T56")]
    [Claim("T58")]
    public async Task Its_second_half_ends_the_viewing_at_once_and_is_what_tab_reaches_first()
    {
        var ada = await suite.SignUp();
        var visitor = await View(ada);
        visitor.Tolerate(401, 403);
        await visitor.Go("/scope/icps");
        await Expect(Side(visitor)).ToContainTextAsync(ada.Email);

        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Exit impersonation" }))
            .ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Page)
            .ToHaveURLAsync(new Uri(suite.Admin.Http, "/sign-in").AbsoluteUri);
        await visitor.Page.GotoAsync(new Uri(suite.Gateway.Http, "/home").AbsoluteUri);
        await Expect(visitor.Page.GetByLabel("Work e-mail")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Viewing as")).ToHaveCountAsync(0);
    }

    [Fact]
    [Claim("T58")]
    public async Task When_it_ends_by_itself_the_page_gives_way_to_one_that_says_so()
    {
        var ada = await suite.SignUp();
        var visitor = await View(ada);
        visitor.Tolerate(403);
        var page = visitor.Page;
        var viewing = await page.Locator(".lf-viewing").GetAttributeAsync("data-viewing");
        await Operators()
            .EndAsync(
                new EndRequest { Id = viewing, Cause = "operator" },
                cancellationToken: TestContext.Current.CancellationToken
            );

        await Side(visitor).GetByRole(AriaRole.Link, new() { Name = "ICPs" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The viewing has ended" }))
            .ToBeVisibleAsync();
        await Expect(page.GetByText("Viewing as")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link))
            .ToHaveAttributeAsync(
                "href",
                new Uri(suite.Admin.Http, $"/viewings/{viewing}").AbsoluteUri
            );
    }

    [Fact]
    [Claim("T55")]
    public async Task A_page_that_stood_there_when_a_viewing_began_gets_the_bar_before_anything_else()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var visitor = await Open(suite, eve);
        await visitor.Go("/home");
        var other = await visitor.Page.Context.NewPageAsync();
        await other.GotoAsync($"/impersonation/enter#{await Code(ada)}");
        await Expect(other).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/home$"));

        await Side(visitor).GetByRole(AriaRole.Link, new() { Name = "ICPs" }).ClickAsync();

        await Expect(visitor.Page.Locator(".lf-viewing")).ToContainTextAsync(ada.Email);
    }

    [Fact]
    public async Task Nothing_can_be_changed_and_each_act_says_why()
    {
        var (ada, scene) = await suite.Busy();
        var visitor = await View(ada);
        visitor.Tolerate(403);
        var acts = new Dictionary<string, string[]>
        {
            ["/scope/icps"] = ["New ICP"],
            ["/scope/icps/:id"] = ["Rename", "Delete"],
            ["/scope/icps/:id/answers"] = ["Write the ICP"],
            ["/reach/campaigns"] = ["New campaign"],
            ["/reach/campaigns/:id/plan"] = ["Add a mail"],
            ["/reach/campaigns/:id/sends"] = ["Pause", "Cancel", "All rows as CSV"],
            ["/reach/campaigns/:id/drafts"] = ["Rewrite with Claude", "Test mail to me"],
            ["/reach/inbox/:id"] = ["Mark as handled"],
            ["/reach/domains"] = ["Add a domain", "Check now", "Add a sender", "Save the address"],
            ["/settings/profile"] = ["Save"],
            ["/activity"] = ["As a table", "As JSON lines"],
        };
        foreach (var (path, names) in acts)
        {
            await visitor.Go(scene.Fill(path));
            foreach (var name in names)
            {
                var button = visitor
                    .Page.GetByRole(AriaRole.Main)
                    .GetByRole(AriaRole.Button, new() { Name = name, Exact = true })
                    .First;
                await Expect(button).ToHaveAttributeAsync("aria-disabled", "true");
                await Expect(button)
                    .ToHaveAccessibleDescriptionAsync(
                        new System.Text.RegularExpressions.Regex("Read only while viewing")
                    );
            }

            foreach (var toggle in await visitor.Page.GetByRole(AriaRole.Switch).AllAsync())
            {
                await Expect(toggle).ToHaveAttributeAsync("aria-disabled", "true");
                await Expect(toggle)
                    .ToHaveAccessibleDescriptionAsync(
                        new System.Text.RegularExpressions.Regex("Read only while viewing")
                    );
            }

            foreach (var field in await visitor.Page.Locator("main textarea").AllAsync())
            {
                await Expect(field).Not.ToBeEditableAsync();
            }
        }

        // A key and the palette hold to it as the buttons do.
        await visitor.Go("/reach/inbox");
        await visitor.Page.Keyboard.PressAsync("j");
        await visitor.Page.Keyboard.PressAsync("e");
        await Expect(visitor.Page.GetByText("Read only while viewing")).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await visitor
            .Page.GetByRole(AriaRole.Combobox, new() { Name = "Find or do" })
            .FillAsync("new");
        foreach (var name in (string[])["New ICP", "New campaign", "Write a post"])
        {
            await Expect(visitor.Page.GetByRole(AriaRole.Option, new() { Name = name }))
                .ToHaveAttributeAsync("aria-disabled", "true");
        }

        var status = await visitor.Page.EvaluateAsync<int>(
            """
            async () => (await fetch("/api/scope/icps", {
              method: "POST",
              headers: { "X-LF-Client": "web", "Content-Type": "application/json" },
              body: '{"name":"Mine"}',
            })).status
            """
        );
        Assert.Equal(403, status);
        Assert.Single(
            (await ada.Web.Json("/api/scope/icps")).GetProperty("items").EnumerateArray()
        );
    }

    private static IEnumerable<(ColorScheme Theme, Media Medium, int Width)> Ways =>
        [
            (ColorScheme.Light, Media.Screen, 1440),
            (ColorScheme.Dark, Media.Screen, 390),
            (ColorScheme.Light, Media.Print, 1440),
        ];

    private static async Task<List<string>> Wrong(IPage page, Member viewed, string where)
    {
        var seen = (await page.EvaluateAsync<JsonElement>(Bar)).Deserialize<Seen>(
            JsonSerializerOptions.Web
        )!;
        var sentence = $"Viewing as {viewed.Email} · Exit impersonation";
        var contrast = Contrast(seen.Background, seen.Color);
        var faults = new List<string>();
        void Must(bool holds, string what)
        {
            if (!holds)
            {
                faults.Add($"{where}: {what} ({seen})");
            }
        }

        Must(seen.Text == sentence, "the sentence");
        Must(seen is { Role: "region" } && seen.Name == sentence, "its name");
        Must(seen.Background == "rgb(255, 152, 0)", "orange");
        Must(contrast >= 4.5, $"contrast {contrast:0.0}");
        Must(seen.Left == 0 && seen.Width >= seen.Screen, "from edge to edge");
        // On paper there is no scrolling; on a screen it stays in view.
        var printed = where.Contains("Print", StringComparison.Ordinal);
        Must(printed || (seen is { Top: 0, Free: true } && seen.Height > 20), "in view, over all");
        // Nothing puts it away but the end of the viewing.
        Must(seen.Acts is ["Exit impersonation"], "its one act");
        return faults;
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    // Relative luminance as WCAG 2 defines it.
    private static double Luminance(string rgb)
    {
        var parts = rgb[(rgb.IndexOf('(', StringComparison.Ordinal) + 1)..^1]
            .Split(',')
            .Take(3)
            .Select(part => double.Parse(part, CultureInfo.InvariantCulture) / 255)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private async Task<Visitor> View(Member member)
    {
        var visitor = await Open(suite);
        visitor.Expect(suite.Admin.Http);
        await visitor.Page.GotoAsync($"/impersonation/enter#{await Code(member)}");
        await Expect(visitor.Page)
            .ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/home$"));
        await visitor.Settle();
        return visitor;
    }

    private Impersonations.ImpersonationsClient Operators() =>
        new(suite.Rpc("admin", "admin", new TokenClaims("service")));

    private async Task<string> Code(Member member)
    {
        // Admin knows an account once Core's job has told it.
        await suite.Drain(member);
        var started = await Operators()
            .StartAsync(
                new StartRequest
                {
                    Account = member.Email,
                    Operator = Suite.NewAddress("operator"),
                    Reason = "Ticket 4711: the list stays empty",
                },
                cancellationToken: TestContext.Current.CancellationToken
            );
        return started.Code;
    }

    private static ILocator Side(Visitor visitor) =>
        visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
}
