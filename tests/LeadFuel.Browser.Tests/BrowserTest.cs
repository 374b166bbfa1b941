using System.Collections.Concurrent;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Playwright;

namespace LeadFuel.Browser.Tests;

/// <summary>
/// A test that looks through browsers. They close with it, and none of them may have asked a foreign address,
/// broken the content security policy or met an error of a script.
/// </summary>
public abstract class BrowserTest(Site site) : IAsyncLifetime
{
    private readonly ConcurrentQueue<Visitor> visitors = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        var seen = new List<string>();
        foreach (var visitor in visitors)
        {
            if (failed)
            {
                await visitor.Photograph();
            }

            seen.AddRange(visitor.Foreign.Select(url => $"asked for {url}"));
            seen.AddRange(visitor.Reports);
            await visitor.DisposeAsync();
        }

        GC.SuppressFinalize(this);
        // The whole of it: a shortened list hides which answer it was.
        Assert.True(seen.Count == 0, string.Join(Environment.NewLine, seen));
    }

    /// <summary>Somebody with a browser of their own at the app without its services.</summary>
    protected Task<Visitor> Open(ColorScheme theme = ColorScheme.Light, int width = 1440) =>
        Keep(site.Open(new Uri(site.Origin), theme, width));

    /// <summary>Somebody with a browser of their own at the real gateway, who is signed in or nobody yet.</summary>
    protected async Task<Visitor> Open(
        Suite suite,
        Member? member = null,
        int width = 1440,
        ColorScheme theme = ColorScheme.Light,
        bool speaks = false,
        bool touch = false
    )
    {
        var visitor = await Keep(
            site.Open(suite.Gateway.Http, theme, width, speaks: speaks, touch: touch)
        );
        if (member is null)
        {
            visitor.Tolerate(401);
            return visitor;
        }

        await visitor.Page.Context.AddCookiesAsync([
            new()
            {
                Name = $"lf-{suite.Gateway.Http.Port}",
                Value = member.Session!,
                Domain = suite.Gateway.Http.Host,
                Path = "/",
            },
        ]);
        return visitor;
    }

    /// <summary>Somebody's mail program.</summary>
    protected async Task<Mailbox> OpenMail(Suite suite, string address) =>
        new(await Keep(site.Open(suite.Sandbox.Address)), suite, address);

    private async Task<Visitor> Keep(Task<Visitor> opening)
    {
        var visitor = await opening;
        visitors.Enqueue(visitor);
        return visitor;
    }
}
