using Deque.AxeCore.Playwright;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>What the visual language asks of every page: heads that stay, words that can be read, targets that a finger meets.</summary>
public sealed class LooksTests(Site site, BrowserSuite suite) : BrowserTest(site)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_head_of_a_long_table_stays_in_view_and_nothing_shows_through(
        ColorScheme theme
    )
    {
        var page = await Contacts(theme, 1440);

        await page.EvaluateAsync("window.scrollTo(0, 900)");
        var head = page.Locator(".table thead");
        var top = await head.EvaluateAsync<double>("head => head.getBoundingClientRect().top");
        var table = await page.Locator(".table")
            .EvaluateAsync<double>("table => table.getBoundingClientRect().top");
        await Look(page, $"contacts-{theme}");

        Assert.True(table < -100, $"The page did not scroll: {table}");
        Assert.Equal(0, top, 1.0);
        Assert.Equal(
            await page.EvaluateAsync<string>(
                "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
            ),
            await head.EvaluateAsync<string>("head => getComputedStyle(head).backgroundColor")
        );
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task No_word_is_smaller_than_eleven_pixels(int width)
    {
        var page = await Contacts(ColorScheme.Light, width);

        var small = await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll("body *")]
              .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
              .filter((one) => !one.closest(".hidden, script, style") && parseFloat(getComputedStyle(one).fontSize) < 11)
              .map((one) => `${one.className} ${one.textContent.trim()}`)
            """
        );

        Assert.Empty(small);
    }

    [Fact]
    public async Task A_finger_meets_targets_of_44_pixels()
    {
        var member = await suite.SignUp();
        var visitor = await Open(suite, member, 390, touch: true);
        var page = visitor.Page;
        var small = new List<string>();
        foreach (var path in (string[])["/settings/profile", "/reach/contacts", "/scope/icps"])
        {
            await visitor.Go(path);
            // A chip stands where an ICP cites an answer; here it is put into a line of its own.
            await page.EvaluateAsync(
                """
                document.querySelector("main").insertAdjacentHTML("beforeend",
                  '<p class="doc">Sold to <button class="chip">A3</button><button class="chip">A5</button></p>')
                """
            );
            small.AddRange(
                await page.EvaluateAsync<string[]>(
                    """
                    [...document.querySelectorAll("button, .button, .chip, .tabs a, .rows a, .settings > nav a, .bottom > *")]
                      .filter((one) => one.checkVisibility() && !one.closest(".hidden, .skip") && !one.matches(".link"))
                      .map((one) => {
                        one.scrollIntoView({ block: "center" });
                        const box = one.getBoundingClientRect();
                        const after = getComputedStyle(one, "::after");
                        const more = after.position === "absolute" ? -2 * parseFloat(after.top) : 0;
                        return { one, width: box.width, height: box.height + more };
                      })
                      .filter(({ width, height }) => width < 43.5 || height < 43.5)
                      .map(({ one, width, height }) => `${one.className} ${one.textContent.trim()} ${width}×${height}`)
                    """
                )
            );
        }

        Assert.Empty(small);
    }

    [Fact]
    public async Task The_palettes_field_shows_where_the_keys_go()
    {
        var page = await Contacts(ColorScheme.Light, 1440);

        await page.Keyboard.PressAsync("Control+k");
        var ask = page.Locator(".palette-ask input");
        await Assertions.Expect(ask).ToBeFocusedAsync();
        await Look(page, "palette");

        Assert.Equal(
            "solid 2px",
            await ask.EvaluateAsync<string>(
                "ask => `${getComputedStyle(ask).outlineStyle} ${getComputedStyle(ask).outlineWidth}`"
            )
        );
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce)]
    [InlineData(ReducedMotion.NoPreference)]
    public async Task Where_nothing_may_turn_a_word_says_that_an_act_runs(ReducedMotion motion)
    {
        var member = await suite.SignUp();
        var page = (await Open(suite, member)).Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = motion });
        var answered = new TaskCompletionSource();
        await page.RouteAsync(
            "**/api/signal/**",
            async route =>
            {
                if (route.Request.Method == "POST")
                {
                    await answered.Task;
                }

                await route.ContinueAsync();
            }
        );
        await page.GotoAsync("/signal/connections");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect with my pages" })
            .ClickAsync();

        var busy = page.Locator("button[aria-busy]").Last;
        await Assertions.Expect(busy).ToBeVisibleAsync();
        var word = busy.GetByText("working");
        if (motion == ReducedMotion.Reduce)
        {
            await Assertions.Expect(word).ToBeVisibleAsync();
        }
        else
        {
            await Assertions.Expect(word).ToBeHiddenAsync();
        }

        await page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        answered.SetResult();
    }

    private async Task<IPage> Contacts(ColorScheme theme, int width)
    {
        var member = await suite.SignUp();
        var people = string.Concat(
            Enumerable.Range(0, 60).Select(n => $"person-{n}@kestrelpay.com,Ines {n},Kestrel Pay\n")
        );
        await (
            await member.Web.Post(
                "/api/reach/imports",
                new { text = $"email,first name,company\n{people}", fileName = "people.csv" }
            )
        ).Json();
        var page = (await Open(suite, member, width, theme)).Page;
        await page.GotoAsync("/reach/contacts");
        await Assertions.Expect(page.GetByText("person-0@kestrelpay.com")).ToBeVisibleAsync();
        return page;
    }

    private static async Task Look(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("LEADFUEL_LOOKS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"looks-{name}.png") });
        }

        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{name}: {string.Join('\n', found.Violations.Select(item => item.Id))}"
        );
    }
}
