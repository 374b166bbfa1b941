using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>One person in one browser; what the browser asked for, and what it refused, is written down.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly Uri origin;
    private readonly ConcurrentQueue<string> foreign = [];
    private readonly ConcurrentQueue<string> reports = [];
    private readonly ConcurrentQueue<string> requests = [];

    private Visitor(IBrowserContext context, Uri origin)
    {
        this.context = context;
        this.origin = origin;
    }

    public IPage Page { get; private set; } = null!;

    /// <summary>Every address the browser asked for.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    /// <summary>Requests that left for another origin than the product's own.</summary>
    public IReadOnlyCollection<string> Foreign => foreign;

    /// <summary>What the content security policy forbade, and errors of the page's own script.</summary>
    public IReadOnlyCollection<string> Reports => reports;

    public static async Task<Visitor> Enter(IBrowserContext context, Uri origin)
    {
        var visitor = new Visitor(context, origin);
        context.Request += (_, request) => visitor.Asked(request.Url);
        context.Console += (_, message) =>
        {
            if (
                message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase)
            )
            {
                visitor.reports.Enqueue(message.Text);
            }
        };
        context.WebError += (_, error) => visitor.reports.Enqueue(error.Error);
        visitor.Page = await context.NewPageAsync();
        return visitor;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private void Asked(string url)
    {
        requests.Enqueue(url);
        var asked = new Uri(url);
        if (
            asked.Scheme is not "data" and not "blob"
            && asked.GetLeftPart(UriPartial.Authority) != origin.GetLeftPart(UriPartial.Authority)
        )
        {
            foreign.Enqueue(url);
        }
    }
}
