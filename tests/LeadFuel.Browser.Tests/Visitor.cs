using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>One person in one browser; what the browser asked for, and what it refused, is written down.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> foreign = [];
    private readonly ConcurrentQueue<string> reports = [];
    private readonly ConcurrentQueue<string> requests = [];
    private readonly HashSet<string> origins = [];
    private readonly HashSet<int> tolerated = [];
    private bool offline;
    private readonly ConcurrentDictionary<IRequest, bool> underWay = new();

    private Visitor(IBrowserContext context, Uri origin)
    {
        this.context = context;
        origins.Add(origin.GetLeftPart(UriPartial.Authority));
    }

    public IPage Page { get; private set; } = null!;

    /// <summary>Every address the browser asked for.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    /// <summary>Requests that left for another origin than the product's own.</summary>
    public IReadOnlyCollection<string> Foreign => foreign;

    /// <summary>What the content security policy forbade, errors of the page's own script, and answers nobody expected.</summary>
    public IReadOnlyCollection<string> Reports => reports;

    public static async Task<Visitor> Enter(IBrowserContext context, Uri origin)
    {
        var visitor = new Visitor(context, origin);
        context.Request += (_, request) => visitor.Asked(request);
        context.Response += (_, response) => visitor.Answered(response);
        context.RequestFinished += (_, request) => visitor.underWay.TryRemove(request, out var _);
        context.RequestFailed += (_, request) => visitor.underWay.TryRemove(request, out var _);
        context.Console += (_, message) => visitor.Said(message);
        context.WebError += (_, error) => visitor.reports.Enqueue(error.Error);
        visitor.Page = await context.NewPageAsync();
        return visitor;
    }

    /// <summary>The test makes the server answer so; the browser writes each such answer into its console.</summary>
    public void Tolerate(params int[] statuses) => tolerated.UnionWith(statuses);

    /// <summary>The test takes the connection away; the browser writes that down, too.</summary>
    public void TolerateNoConnection() => offline = true;

    /// <summary>The product itself sends people there: Admin, after a viewing.</summary>
    public void Expect(Uri elsewhere) => origins.Add(elsewhere.GetLeftPart(UriPartial.Authority));

    /// <summary>Opens a page of the app and waits until nothing more comes.</summary>
    public async Task Go(string path)
    {
        await Page.GotoAsync(path);
        await Settle();
    }

    /// <summary>Until a heading stands there, nothing is being loaded and no answer is under way.</summary>
    public async Task Settle()
    {
        await Page.GetByRole(AriaRole.Heading).First.WaitForAsync();
        var quiet = 0;
        await LeadFuel.Testing.Wait.Until(
            async () =>
            {
                var loading = await Page.Locator(".skeleton, [data-waits]").CountAsync();
                quiet = loading == 0 && underWay.IsEmpty ? quiet + 1 : 0;
                return quiet == 3;
            },
            () =>
                $"{Page.Url} does not come to rest: under way are [{string.Join(", ", underWay.Keys.Select(r => $"{r.Method} {r.Url}"))}]"
        );
    }

    /// <summary>What somebody saw whose test failed, beside the other results.</summary>
    public async Task Photograph()
    {
        var name = string.Concat(
            (TestContext.Current.Test?.TestDisplayName ?? "test").Select(c =>
                char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '_'
            )
        );
        var folder = Path.Combine(AppContext.BaseDirectory, "TestResults");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(
            folder,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name[..Math.Min(name.Length, 120)]}-{GetHashCode():x}.png"
            )
        );
        await Page.ScreenshotAsync(new() { Path = file, FullPage = true });
        TestContext.Current.TestOutputHelper?.WriteLine($"{Page.Url} looked like {file}");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private void Said(IConsoleMessage message)
    {
        if (
            message.Type != "error"
            || (
                offline
                && message.Text.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal)
            )
            || tolerated.Any(status =>
                message.Text.Contains($"status of {status}", StringComparison.Ordinal)
            )
        )
        {
            return;
        }

        reports.Enqueue($"{message.Text} ({message.Location}) on {message.Page?.Url}");
    }

    // A page is left when the next one answers; what it was still asking for is never heard of again.
    private void Answered(IResponse response)
    {
        if (response.Request.IsNavigationRequest)
        {
            underWay.Clear();
            underWay[response.Request] = true;
        }
    }

    private void Asked(IRequest request)
    {
        var url = request.Url;
        underWay[request] = true;
        requests.Enqueue(url);
        var asked = new Uri(url);
        if (
            asked.Scheme is not "data" and not "blob"
            && !origins.Contains(asked.GetLeftPart(UriPartial.Authority))
        )
        {
            foreign.Enqueue(url);
        }
    }
}
