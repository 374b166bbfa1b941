using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests.Journeys;

/// <summary>People who use no mouse.</summary>
public sealed class KeyboardTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    // What stands where the focus is, whether a ring is drawn around it, and whether it is seen.
    private const string Focus = """
        () => {
          const e = document.activeElement;
          if (!e || e === document.body) return null;
          e.dataset.walked = "1";
          const s = getComputedStyle(e);
          const box = e.getBoundingClientRect();
          const at = document.elementFromPoint(
            Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
            Math.min(innerHeight - 1, Math.max(0, box.top + box.height / 2)));
          return {
            what: `<${e.tagName.toLowerCase()} class="${e.getAttribute("class") ?? ""}"> ${(e.getAttribute("aria-label") ?? e.textContent ?? e.name ?? "").trim().slice(0, 40)}`,
            ring: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2,
            seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && (e.contains(at) || at?.contains(e) || at?.closest("label")?.contains(e) === true),
          };
        }
        """;

    // What could be clicked and was never reached.
    private const string Missed = """
        () => [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary), nav :is(a[href], button)")]
          // Of a group of radio buttons Tab reaches the chosen one; the arrows reach the others.
          .filter((e) => !(e.type === "radio" && document.querySelector(`[name="${e.name}"][data-walked]`)))
          .filter((e) => !e.dataset.walked && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !e.closest("details:not([open]) > :not(summary)"))
          .map((e) => e.outerHTML.slice(0, 120))
        """;

    [Theory]
    [MemberData(nameof(RouteTable.Areas), MemberType = typeof(RouteTable))]
    public async Task Everything_on_a_screen_is_reached_by_tab_and_shows_where_one_is(string area)
    {
        var busy = await suite.Busy();
        var visitor = await Open(suite, busy.Member);
        var faults = new List<string>();
        foreach (var path in RouteTable.Of(area).Where(path => path is not "/" and not "/sign-in"))
        {
            await visitor.Go(busy.Scene.Fill(path));
            var ends = 0;
            for (var step = 0; step < 200; step++)
            {
                await visitor.Page.Keyboard.PressAsync("Tab");
                var focus = await visitor.Page.EvaluateAsync<JsonElement?>(Focus);
                if (focus is not { ValueKind: JsonValueKind.Object } at)
                {
                    // A page that puts the focus into a field is walked from its top once more.
                    ends++;
                    if (ends == 2 || (await visitor.Page.EvaluateAsync<string[]>(Missed)) is [])
                    {
                        break;
                    }

                    continue;
                }

                if (!at.GetProperty("ring").GetBoolean() || !at.GetProperty("seen").GetBoolean())
                {
                    faults.Add($"{path}: {at.GetRawText()}");
                }
            }

            var missed = await visitor.Page.EvaluateAsync<string[]>(Missed);
            faults.AddRange(missed.Select(one => $"{path} never reaches {one}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task An_icp_is_begun_and_answered_without_a_mouse()
    {
        var visitor = await Open(suite, await suite.SignUp());
        await visitor.Go("/home");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);

        await keys.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Find or do" });
        await Expect(palette.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        // A slip of a finger is forgiven.
        await keys.TypeAsync("ipcs");
        await Expect(palette.GetByRole(AriaRole.Option, new() { Selected = true }))
            .ToContainTextAsync("ICPs");
        await keys.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/scope/icps$"));
        // The heading of the new page has the focus, so that it is read first.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "ICPs", Level = 1 }))
            .ToBeFocusedAsync();

        await Until(page, "New ICP");
        await keys.PressAsync("Enter");
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New ICP" }))
            .ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await keys.TypeAsync("Fintech");
        await keys.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fintech" }))
            .ToBeVisibleAsync();

        foreach (var answer in Scene.Answers.Values.Index())
        {
            var field = page.GetByRole(AriaRole.Textbox).Nth(answer.Index);
            await Until(page, field);
            await keys.TypeAsync(answer.Item);
        }

        await keys.PressAsync("Tab");
        await Expect(page.GetByText("Saved", new() { Exact = true })).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Ones_own_things_are_found_by_their_names_and_nobody_elses()
    {
        var busy = await suite.Busy();
        var visitor = await Open(suite, busy.Member);
        await visitor.Go("/home");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        foreach (
            var (typed, title, leads) in ((string, string, string)[])
                [
                    // A slip of a finger is forgiven.
                    ("finanzvorstnde", Scene.IcpName, "/scope/icps/"),
                    ("zahlungsverkehrs", Scene.CampaignName, "/reach/campaigns/"),
                    ("closing the books", "Closing the books", "/signal/posts/"),
                    ("tomás", "Tomás", "/reach/contacts"),
                ]
        )
        {
            await Ask(page, typed);
            var thing = page.GetByRole(AriaRole.Option, new() { Name = title });
            await Expect(thing).ToBeVisibleAsync();
            await thing.ClickAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(leads));
        }

        // What was opened last stands first.
        await keys.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Find or do" });
        await Expect(palette.GetByRole(AriaRole.Option).First).ToContainTextAsync("Tomás");

        var stranger = await Open(suite, await suite.SignUp());
        await stranger.Go("/home");
        await Ask(stranger.Page, "zahlungsverkehrs");
        await Expect(stranger.Page.GetByText("Nothing here is called")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Escape_closes_what_is_on_top_and_nothing_below_it()
    {
        var visitor = await Open(suite, await suite.SignUp());
        await visitor.Go("/scope/icps");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        await page.GetByRole(AriaRole.Button, new() { Name = "New ICP" }).ClickAsync();
        var asks = page.GetByRole(
            AriaRole.Dialog,
            new() { Name = "Which market does it describe?" }
        );
        await Expect(asks).ToBeVisibleAsync();
        await keys.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Find or do" });
        await Expect(palette).ToBeVisibleAsync();

        await keys.PressAsync("Escape");

        await Expect(palette).ToHaveCountAsync(0);
        await Expect(asks).ToBeVisibleAsync();
        await Expect(asks.GetByLabel("Name")).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(asks).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Rows_are_walked_and_opened_and_the_shortcuts_are_listed_by_single_keys()
    {
        var member = await suite.SignUp();
        foreach (var name in (string[])["Older", "Newer"])
        {
            (await member.Web.Post("/api/scope/icps", new { name })).EnsureSuccessStatusCode();
        }

        var visitor = await Open(suite, member);
        await visitor.Go("/scope/icps");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);

        await keys.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Shortcuts" }))
            .ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await keys.PressAsync("k");
        await keys.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Newer" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rows_are_picked_by_keys_deleted_together_and_taken_back_together()
    {
        var member = await suite.SignUp();
        foreach (var name in (string[])["One", "Two", "Three", "Four"])
        {
            (await member.Web.Post("/api/scope/icps", new { name })).EnsureSuccessStatusCode();
        }

        var visitor = await Open(suite, member);
        await visitor.Go("/scope/icps");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        var picked = page.GetByRole(AriaRole.Group, new() { Name = "Selected ICPs" })
            .GetByRole(AriaRole.Status);
        ILocator Icp(string name) =>
            page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

        // The newest stands first.
        await keys.PressAsync("j");
        await Expect(Icp("Four")).ToBeFocusedAsync();
        await keys.PressAsync("End");
        await Expect(Icp("One")).ToBeFocusedAsync();
        await keys.PressAsync("Home");
        await keys.PressAsync("ArrowDown");
        await Expect(Icp("Three")).ToBeFocusedAsync();
        await keys.PressAsync("x");
        await Expect(picked).ToHaveTextAsync("1 selected");
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await keys.PressAsync("Shift+X");
        await Expect(picked).ToHaveTextAsync("3 selected");
        await keys.PressAsync("Escape");
        await Expect(picked).ToBeEmptyAsync();
        await keys.PressAsync("a");
        await Expect(picked).ToHaveTextAsync("All 4 selected");
        await Expect(Icp("One")).ToBeFocusedAsync();
        await keys.PressAsync("x");
        await Expect(picked).ToHaveTextAsync("3 selected");

        await keys.PressAsync("Delete");

        await Expect(page.GetByText("3 ICPs deleted.")).ToBeVisibleAsync();
        await Expect(Icp("Four")).ToHaveCountAsync(0);
        await Expect(Icp("One")).ToBeVisibleAsync();
        await keys.PressAsync("Control+z");
        await Expect(page.GetByText("All 3 are back.")).ToBeVisibleAsync();
        foreach (var name in (string[])["Two", "Three", "Four"])
        {
            await Expect(Icp(name)).ToBeVisibleAsync();
        }

        await keys.PressAsync("?");
        var shortcuts = page.GetByRole(AriaRole.Dialog, new() { Name = "Shortcuts" });
        await Expect(shortcuts).ToContainTextAsync("Select the row");
        await keys.PressAsync("Escape");
        await Expect(shortcuts).ToHaveCountAsync(0);
        // Who has turned letters off walks by the arrows alone.
        await page.EvaluateAsync("localStorage.setItem('single-keys', 'off')");
        await Icp("Three").FocusAsync();
        await keys.PressAsync("x");
        await keys.PressAsync("j");
        await Expect(Icp("Three")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowUp");
        await Expect(Icp("Four")).ToBeFocusedAsync();
        await Expect(picked).ToBeEmptyAsync();
    }

    [Fact]
    public async Task Texts_are_read_and_approved_together_and_wait_again_when_it_is_taken_back()
    {
        var member = await suite.SignUp();
        await Write(member, "Spring");
        await Write(member, "Autumn");
        var visitor = await Open(suite, member);
        await visitor.Go("/reach/approvals");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);

        await keys.PressAsync("a");
        await keys.PressAsync("y");
        var asks = page.GetByRole(
            AriaRole.Dialog,
            new() { Name = "Approve 2 texts, word for word?" }
        );
        await Expect(asks).ToContainTextAsync("A question in Spring");
        await asks.GetByRole(AriaRole.Button, new() { Name = "Approve 2 texts" }).ClickAsync();

        await Expect(page.GetByText("2 texts approved.")).ToBeVisibleAsync();
        await Expect(page.GetByText("No text waits for your yes")).ToBeVisibleAsync();
        await keys.PressAsync("Control+z");
        await Expect(page.GetByText("2 texts wait for your yes again.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Select Spring, mail 1" }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task Each_of_several_lists_hears_its_own_keys()
    {
        var member = await suite.SignUp();
        await Write(member, "Spring");
        foreach (var name in (string[])["One", "Two"])
        {
            (await member.Web.Post("/api/scope/icps", new { name })).EnsureSuccessStatusCode();
        }

        var visitor = await Open(suite, member);
        await visitor.Go("/home");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        ILocator Rows(string name) =>
            page.GetByRole(AriaRole.List, new() { Name = name, Exact = true })
                .GetByRole(AriaRole.Link);

        // The first list is led into from anywhere.
        await keys.PressAsync("j");
        await Expect(Rows("Reach").First).ToBeFocusedAsync();
        await Rows("ICPs").First.FocusAsync();
        await keys.PressAsync("j");
        await Expect(Rows("ICPs").Nth(1)).ToBeFocusedAsync();
        await keys.PressAsync("k");
        await Expect(Rows("ICPs").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_is_typed_while_the_palette_loads_stands_in_its_field_and_is_heard_by_nobody_else()
    {
        var member = await suite.SignUp();
        (
            await member.Web.Post("/api/scope/icps", new { name = "Fintech" })
        ).EnsureSuccessStatusCode();
        var visitor = await Open(suite, member);
        await visitor.Go("/scope/icps");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        var (asked, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync(
            "**/assets/Palette.*.js",
            async route =>
            {
                asked.TrySetResult();
                await held.Task;
                await route.ContinueAsync();
            }
        );

        await keys.PressAsync("a");
        await keys.PressAsync("Control+k");
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await keys.TypeAsync("campx");
        // The list below would delete what is selected.
        await keys.PressAsync("Backspace");
        held.SetResult();

        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Find or do" });
        await Expect(field).ToHaveValueAsync("camp");
        await keys.TypeAsync("aigns");
        await Expect(field).ToHaveValueAsync("campaigns");
        await keys.PressAsync("Escape");
        await Expect(field).ToHaveCountAsync(0);
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task From_a_dialog_the_focus_returns_to_where_it_was()
    {
        var visitor = await Open(suite, await suite.SignUp());
        await visitor.Go("/reach/domains");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        var begin = page.GetByRole(AriaRole.Button, new() { Name = "Add a domain" });
        await begin.FocusAsync();
        await keys.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Domain", new() { Exact = true })).ToBeFocusedAsync();

        await keys.PressAsync("Escape");

        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(begin).ToBeFocusedAsync();
    }

    /// <summary>A campaign whose one mail is written and waits for a yes.</summary>
    private static async Task Write(Member member, string name)
    {
        var made = await (await member.Web.Post("/api/reach/campaigns", new { name })).Json();
        var drafts = await member.Web.Json(
            $"/api/reach/campaigns/{made.GetProperty("id").GetGuid()}/drafts"
        );
        var draft = drafts.GetProperty("items")[0];
        (
            await member.Web.Put(
                $"/api/reach/drafts/{draft.GetProperty("id").GetGuid()}",
                new { subject = $"A question in {name}", body = "May I ask?" },
                $"\"{draft.GetProperty("version").GetInt32()}\""
            )
        ).EnsureSuccessStatusCode();
    }

    private static async Task Ask(IPage page, string words)
    {
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Find or do" }))
            .ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(words);
    }

    private static Task Until(IPage page, string button) =>
        Until(page, page.GetByRole(AriaRole.Button, new() { Name = button }));

    private static async Task Until(IPage page, ILocator wanted)
    {
        for (var step = 0; step < 100; step++)
        {
            if (await wanted.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not reach {wanted}");
    }
}
