using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>An intake by voice with a played microphone, from consent to saved answers; and without one.</summary>
public sealed class VoiceTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    private static readonly string[] Typed =
    [
        "offer",
        "segments",
        "firmographics",
        "technographics",
        "buying_triggers",
        "personas",
        "goals_pains",
        "objections",
        "exclusions",
        "value_messages",
    ];

    [Fact]
    [Claim("T38")]
    public async Task What_is_spoken_is_shown_confirmed_and_saved_and_goes_to_our_own_address_only()
    {
        var member = await suite.SignUp();
        var icp = await Icp(member);
        var visitor = await Open(suite, member, speaks: true);
        var page = visitor.Page;
        var sockets = new ConcurrentQueue<string>();
        page.WebSocket += (_, socket) => sockets.Enqueue(socket.Url);

        await visitor.Go($"/scope/icps/{icp}/voice");
        await Sees(page.GetByText("Your voice and its text go to OpenAI while this page listens."));
        Assert.Empty(sockets);
        await Look(page, "consent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and start" }).ClickAsync();
        var known = page.GetByRole(AriaRole.Complementary, new() { Name = "What we know so far" });
        await Sees(known.Locator("[aria-current]").Filter(new() { HasText = "Proof" }));
        await Sees(page.GetByText("Kern Pay went from twelve days to four within one quarter."));
        await Look(page, "listening");
        // What is heard fills its field, and the next one is being asked.
        await Sees(known.GetByText("Kern Pay went from twelve days"));
        await Sees(page.GetByText("Every question was asked."));
        await Sees(known.GetByText("12 of 12"));
        await Sees(page.GetByText("so nothing more goes to OpenAI"));
        await Look(page, "whole");
        await page.SetViewportSizeAsync(1440, 480);
        foreach (var name in (string[])["Go on", "Stop", "Finish and review"])
        {
            await Assertions
                .Expect(page.GetByRole(AriaRole.Button, new() { Name = name }))
                .ToBeInViewportAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Finish and review" }).ClickAsync();
        await Sees(page.GetByRole(AriaRole.Heading, new() { Name = "Is this what you said?" }));
        await Sees(page.GetByText("In your words"));
        await Look(page, "heard");
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave out A12" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save 1 answer" }).ClickAsync();
        await Sees(known.GetByText("11 of 12"));
        await Sees(known.GetByText("no answer"));

        Assert.All(
            sockets,
            url =>
                Assert.StartsWith(
                    $"ws://{suite.Gateway.Http.Authority}/api/scope/voice?intake=",
                    url,
                    StringComparison.Ordinal
                )
        );
        Assert.NotEmpty(sockets);
    }

    [Fact]
    [Claim("T19")]
    public async Task One_of_two_tabs_listens_and_goes_on_where_it_was_when_its_connection_was_lost()
    {
        var member = await suite.SignUp();
        var path = $"/scope/icps/{await Icp(member)}/voice";
        var visitor = await Open(suite, member, speaks: true);
        visitor.Tolerate(409);
        var page = visitor.Page;
        await visitor.Go(path);
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and start" }).ClickAsync();
        var said = page.GetByRole(AriaRole.List, new() { Name = "What was said" });
        var ours = said.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "LeadFuel" });
        await Sees(ours);
        // Else both questions that are left are answered while the other tab opens.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();

        var second = await page.Context.NewPageAsync();
        await second.GotoAsync(path);
        await second
            .GetByRole(AriaRole.Button, new() { NameRegex = new("^(🎤 )?Agree and") })
            .ClickAsync();
        await Sees(second.GetByText("A spoken intake is open in another window."));
        await Assertions
            .Expect(second.GetByRole(AriaRole.Button, new() { Name = "Pause" }))
            .ToHaveCountAsync(0);

        await suite.Sandbox.Break(
            new
            {
                vendor = "openai",
                kind = "drop",
                times = 1,
            }
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Sees(page.GetByText("Reconnecting"));
        await Sees(page.GetByText("Every question was asked."));

        var questions = await ours.AllInnerTextsAsync();
        Assert.Equal(questions.Distinct().Count(), questions.Count);
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish and review" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save 2 answers" }).ClickAsync();
        await Sees(page.GetByText("12 of 12"));
        await Wait.Until(
            async () =>
                (await member.Scope.Json($"{path[6..path.LastIndexOf('/')]}/interview"))
                    .GetProperty("answered")
                    .GetInt32() == 12,
            () => "not all answers are saved"
        );
    }

    [Fact]
    [Claim("T39")]
    public async Task What_did_not_arrive_is_told_on_the_page_and_is_said_again()
    {
        var member = await suite.SignUp();
        var icp = await Icp(member, [.. Typed.Skip(1), "proof", "competitors"]);
        // Nobody else is asked this now, so nobody else is hit.
        var fault = await suite.Sandbox.Break(
            new
            {
                vendor = "openai",
                kind = "drop_committed",
                match = "What do you sell",
            }
        );
        var visitor = await Open(suite, member, speaks: true);
        var page = visitor.Page;
        await visitor.Go($"/scope/icps/{icp}/voice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and start" }).ClickAsync();

        var told = page.GetByText("Your last answer did not arrive.");
        await Sees(told);
        await Sees(page.GetByText("The question was: “What do you sell, in a sentence or two?”"));
        await Sees(page.GetByText("not transcribed"));
        await suite.Sandbox.Heal(fault);

        await Sees(page.GetByText("Every question was asked."));
        await Assertions.Expect(told).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Sees(page.GetByRole(AriaRole.Heading, new() { Name = "Is this what you said?" }));
        await Assertions.Expect(told).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_answer_typed_meanwhile_is_asked_about_each_time_before_what_was_heard_takes_its_place()
    {
        var member = await suite.SignUp();
        var icp = await Icp(member);
        var visitor = await Open(suite, member, speaks: true);
        visitor.Tolerate(412);
        var page = visitor.Page;
        await visitor.Go($"/scope/icps/{icp}/voice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and start" }).ClickAsync();
        await Sees(page.GetByText("Every question was asked."));
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish and review" }).ClickAsync();
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save 2 answers" });
        await Sees(save);
        var typed = new { value = "As a colleague typed it." };
        await (await member.Scope.Put($"/icps/{icp}/answers/proof", typed, "\"0\"")).Json();
        var dialog = page.GetByRole(AriaRole.Dialog);

        await save.ClickAsync();
        await Sees(dialog.Locator("dd").Filter(new() { HasText = typed.value }));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await Sees(page.GetByText("What you typed is still here and not saved yet."));
        await save.ClickAsync();
        await dialog.GetByLabel("Take theirs").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save this" }).ClickAsync();

        await Assertions.Expect(save).ToHaveCountAsync(0);
        await Sees(page.GetByText("12 of 12"));
        var answers = (await member.Scope.Json($"/icps/{icp}/interview")).GetProperty("items");
        Assert.Equal(
            typed.value,
            answers
                .EnumerateArray()
                .Single(answer => answer.GetProperty("key").GetString() == "proof")
                .GetProperty("value")
                .GetString()
        );
    }

    [Fact]
    public async Task Without_a_microphone_typing_is_offered()
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member, 390, ColorScheme.Dark);
        var page = visitor.Page;
        await visitor.Go($"/scope/icps/{await Icp(member)}/voice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and start" }).ClickAsync();
        await Sees(page.GetByText("The browser gave no microphone."));
        await Look(page, "phone");

        await page.GetByRole(AriaRole.Link, new() { Name = "Type instead" }).ClickAsync();
        await Sees(page.GetByText("Question 11 of 12"));
    }

    private static async Task<string> Icp(Member member, string[]? typed = null)
    {
        var made = await (await member.Scope.Post("/icps", new { name = "Fintech CFOs" })).Json();
        var id = made.GetProperty("id").GetString()!;
        foreach (var key in typed ?? Typed)
        {
            await (
                await member.Scope.Put(
                    $"/icps/{id}/answers/{key}",
                    new { value = $"About {key}." },
                    "\"0\""
                )
            ).Json();
        }

        return id;
    }

    private static async Task Look(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("LEADFUEL_LOOKS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"voice-{name}.png") });
        }

        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{name}: {string.Join('\n', found.Violations.Select(item => item.Id))}"
        );
    }

    private static Task Sees(ILocator what) => Assertions.Expect(what.First).ToBeVisibleAsync();
}
