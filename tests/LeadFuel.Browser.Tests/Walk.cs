using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>Looks at a page as people with a screen reader, in the dark, or on a small screen meet it.</summary>
internal static class Walk
{
    private const string Wider = """
        () => {
          const wide = document.documentElement.clientWidth;
          // A line that ends in an ellipsis is cut on purpose.
          const cut = (s) => s.overflowX === "hidden" && s.textOverflow === "ellipsis";
          const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || cut(getComputedStyle(e)) || scrolls(e.parentElement));
          // Text may be wider than the box it stands in.
          const words = (e) => Math.max(0, ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => {
            const r = document.createRange();
            r.selectNodeContents(n);
            return r.getBoundingClientRect().right;
          }));
          const over = [...document.querySelectorAll("body *")]
            .filter((e) => Math.max(e.getBoundingClientRect().right, words(e)) > wide + 1 && !scrolls(e) && !e.closest(".hidden"))
            .map((e) => `<${e.tagName.toLowerCase()} class="${e.getAttribute("class") ?? ""}"> ${e.textContent.slice(0, 40)}`);
          // A sentence with a word or less in a line is a column that broke.
          const slim = [...document.querySelectorAll("main *")]
            .filter((e) => [...e.childNodes].some((n) => {
              if (n.nodeType !== 3 || n.data.trim().length < 20) return false;
              const r = document.createRange();
              r.selectNodeContents(n);
              const box = r.getBoundingClientRect();
              return box.width < 60 && box.height > 160 && !e.closest(".hidden");
            }))
            .map((e) => `squeezes "${e.textContent.slice(0, 40)}"`);
          const sideways = document.documentElement.scrollWidth - wide;
          return [...(sideways > 0 ? [`scrolls ${sideways} px sideways`] : []), ...over.slice(0, 5), ...slim.slice(0, 3)];
        }
        """;

    private const string Still = """
        () => Promise.all(document.getAnimations()
          .filter((a) => a.effect?.getComputedTiming().iterations !== Infinity)
          .map((a) => a.finished.catch(() => undefined))).then(() => undefined)
        """;

    private static readonly int[] Widths = [1024, 390, 320];

    private static readonly AxeRunOptions Everything = new()
    {
        ResultTypes = [ResultType.Violations],
    };

    // What the other theme can change is colours alone.
    private static readonly AxeRunOptions Colours = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "rule",
            Values = ["color-contrast", "link-in-text-block"],
        },
        ResultTypes = [ResultType.Violations],
    };

    /// <summary>Every fault of the page that is open: accessibility in both themes, what is wider than the screen or squeezed at four widths.</summary>
    public static async Task<IReadOnlyList<string>> Faults(Visitor visitor, string path)
    {
        var page = visitor.Page;
        var faults = new List<string>();
        faults.AddRange(
            (await page.RunAxe(Everything)).Violations.Select(item => $"{path} {Say(item)}")
        );
        faults.AddRange(await Wide(page, path, 1440));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        // Colours fade from one theme into the other.
        await page.EvaluateAsync(Still);
        faults.AddRange(
            (await page.RunAxe(Colours)).Violations.Select(item =>
                $"{path} in the dark {Say(item)}"
            )
        );
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            faults.AddRange(await Wide(page, path, width));
        }

        await page.SetViewportSizeAsync(1440, 900);
        return faults;
    }

    private static async Task<IEnumerable<string>> Wide(IPage page, string path, int width) =>
        (await page.EvaluateAsync<JsonElement>(Wider))
            .EnumerateArray()
            .Select(fault => $"{path} at {width} px: {fault.GetString()}");

    public static string Say(AxeResultItem item) =>
        $"{item.Id}: {item.Help} {string.Join(' ', item.Nodes.Select(node => node.Html))}";
}
