using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadFuel.Browser.Tests;

/// <summary>One post is changed in two places at once: nothing of either is lost, and only a true clash is asked about.</summary>
public sealed class TwoTabsTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    private const string Before = "We closed May.\n\nIt took four days.";

    [Fact]
    public async Task Changes_that_do_not_touch_are_both_kept_without_a_question()
    {
        var (member, path, first, second) = await Tabs();

        await SaveLate(
            second,
            path,
            "We closed June.\n\nIt took four days.",
            async () =>
            {
                await Write(first.GetByLabel("What it should say"), "For Grace");
                await Write(Text(first), "We closed May.\n\nIt took three days.");
                await Stored(member, path, "We closed May.\n\nIt took three days.", "For Grace");
            }
        );

        await Expect(second.GetByText("Merged with a change made elsewhere.")).ToBeVisibleAsync();
        await Expect(Text(second)).ToHaveValueAsync("We closed June.\n\nIt took three days.");
        await Expect(second.GetByLabel("What it should say")).ToHaveValueAsync("For Grace");
        await Expect(second.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Stored(member, path, "We closed June.\n\nIt took three days.", "For Grace");
    }

    [Fact]
    public async Task The_same_line_changed_twice_is_asked_about_once_and_what_is_chosen_is_kept()
    {
        const string theirs = "They closed May.\n\nIt took four days.";
        const string mine = "I closed May.\n\nIt took four days.";
        var (member, path, first, second) = await Tabs();
        await SaveLate(
            second,
            path,
            mine,
            async () =>
            {
                await Write(Text(first), theirs);
                await Stored(member, path, theirs);
            }
        );

        var dialog = second.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToHaveCountAsync(1);
        await Expect(dialog.GetByRole(AriaRole.Heading))
            .ToHaveTextAsync("This post was changed meanwhile");
        await Expect(dialog.Locator("dd"))
            .ToContainTextAsync(["We closed May.", "They closed May.", "I closed May."]);
        var result = dialog.GetByLabel("Text as it will be saved");
        await Expect(result)
            .ToHaveValueAsync("They closed May.\nI closed May.\n\nIt took four days.");
        Assert.Empty((await second.RunAxe()).Violations);

        // Put off, nothing is lost on either side, and nothing is sent.
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(Text(second)).ToHaveValueAsync(mine);
        await Expect(second.GetByText("Not saved", new() { Exact = true })).ToBeVisibleAsync();
        await Stored(member, path, theirs);

        await second.GetByRole(AriaRole.Button, new() { Name = "Decide now" }).ClickAsync();
        await dialog.GetByLabel("Keep mine").CheckAsync();
        await Expect(result).ToHaveValueAsync(mine);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save this" }).ClickAsync();

        await Stored(member, path, mine);
        await Expect(Text(second)).ToHaveValueAsync(mine);
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_is_written_into_a_question_that_is_put_off_stands_in_the_form()
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member);
        visitor.Tolerate(412);
        await visitor.Go("/reach/domains");
        var page = visitor.Page;
        (
            await member.Web.Put(
                "/api/reach/settings",
                new { postalAddress = "Hauptstraße 2, Berlin" },
                "\"0\""
            )
        ).EnsureSuccessStatusCode();
        var field = page.GetByLabel("Name, street, town, country");
        await field.FillAsync("Torstraße 1, Berlin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the address" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog
            .GetByLabel("Postal address as it will be saved")
            .FillAsync("Torstraße 1 and Hauptstraße 2, Berlin");

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();

        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(field).ToHaveValueAsync("Torstraße 1 and Hauptstraße 2, Berlin");
    }

    /// <summary>A post that is open twice.</summary>
    private async Task<(Member Member, string Path, IPage First, IPage Second)> Tabs()
    {
        var member = await suite.SignUp();
        var post = await (
            await member.Web.Post("/api/signal/posts", new { text = Before, brief = "" })
        ).Json();
        var path = $"/signal/posts/{post.GetProperty("id").GetGuid()}";
        var visitor = await Open(suite, member);
        visitor.Tolerate(412);
        await visitor.Go(path);
        var second = await visitor.Page.Context.NewPageAsync();
        await second.GotoAsync(path);
        await Expect(Text(second)).ToHaveValueAsync(Before);
        return (member, path, visitor.Page, second);
    }

    /// <summary>What is written in this tab reaches Signal only when what happens meanwhile is over.</summary>
    private static async Task SaveLate(IPage tab, string path, string text, Func<Task> meanwhile)
    {
        var (asked, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        await tab.RouteAsync(
            $"**/api{path}",
            async route =>
            {
                if (route.Request.Method == "PUT" && asked.TrySetResult())
                {
                    await held.Task;
                }

                await route.ContinueAsync();
            }
        );
        await Write(Text(tab), text);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await meanwhile();
        held.SetResult();
    }

    private static ILocator Text(IPage tab) => tab.GetByLabel("Text", new() { Exact = true });

    private static async Task Write(ILocator field, string text)
    {
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    private static async Task Stored(Member member, string path, string text, string brief = "")
    {
        var stored = default((string?, string?));
        await Wait.Until(
            async () =>
            {
                var post = await member.Web.Json($"/api{path}");
                stored = (
                    post.GetProperty("text").GetString(),
                    post.GetProperty("brief").GetString()
                );
                return stored == (text, brief);
            },
            () => $"stored is {stored}"
        );
    }
}
