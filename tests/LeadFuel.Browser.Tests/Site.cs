using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(LeadFuel.Browser.Tests.Site))]

namespace LeadFuel.Browser.Tests;

/// <summary>The built web app under its content security policy, and a browser. No service stands behind it.</summary>
public sealed class Site : IAsyncLifetime
{
    private WebApplication app = null!;
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;
    private Lazy<Task<IBrowser>> speaking = null!;

    public string Origin => app.Urls.Single();

    public static string Root { get; } = FindRoot();

    public static string Files { get; } = Path.Combine(Root, "gateway", "wwwroot");

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        app = Serve();
        await app.StartAsync(ct);
        var chromium = await Chromium.Find(ct);
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(30_000);
        browser = await Launch(chromium, []);
        speaking = new(() =>
            Launch(
                chromium,
                [
                    // A microphone that repeats a tone and a silence, and a person who lets every page have it.
                    "--use-fake-device-for-media-stream",
                    "--use-fake-ui-for-media-stream",
                    $"--use-file-for-fake-audio-capture={Tone.File()}",
                ]
            )
        );
    }

    private Task<IBrowser> Launch(Chromium chromium, string[] more) =>
        playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = chromium.Program,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    .. more,
                ],
                Env = chromium.Libraries is { } libraries
                    ? new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = libraries }
                    : null,
            }
        );

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        if (speaking is { IsValueCreated: true })
        {
            await (await speaking.Value).DisposeAsync();
        }

        playwright?.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>A browser of one's own: nothing is shared with another visitor's.</summary>
    public async Task<Visitor> Open(
        Uri at,
        ColorScheme theme = ColorScheme.Light,
        int width = 1440,
        bool script = true,
        bool speaks = false,
        bool touch = false
    )
    {
        var context = await (speaks ? await speaking.Value : browser).NewContextAsync(
            new()
            {
                BaseURL = at.GetLeftPart(UriPartial.Authority),
                ViewportSize = new() { Width = width, Height = 900 },
                ColorScheme = theme,
                Locale = "en-GB",
                JavaScriptEnabled = script,
                HasTouch = touch,
                IsMobile = touch,
            }
        );
        context.SetDefaultTimeout(30_000);
        return await Visitor.Enter(context, at);
    }

    private static WebApplication Serve()
    {
        using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Files, "csp.json")));
        var scripts = string.Join(
            ' ',
            list.RootElement.GetProperty("scripts")
                .EnumerateArray()
                .Select(hash => hash.GetString())
        );
        var policy =
            $"default-src 'none'; script-src 'self' {scripts}; style-src 'self'; img-src 'self' data:; "
            + "font-src 'self'; connect-src 'self'; media-src 'self' blob:; form-action 'self'; "
            + "frame-ancestors 'none'; base-uri 'none'";
        // Its own root: the gateway's settings beside this assembly would claim the gateway's port.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = Files }
        );
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Use(
            (http, next) =>
            {
                http.Response.Headers.ContentSecurityPolicy = policy;
                return next(http);
            }
        );
        app.UseStaticFiles(
            new StaticFileOptions { FileProvider = new PhysicalFileProvider(Files) }
        );
        app.Map("/api/{**path}", () => Results.Problem(statusCode: 503));
        app.MapFallback(() => Results.File(Path.Combine(Files, "index.html"), "text/html"));
        return app;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LeadFuel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException("LeadFuel.slnx lies above the tests.");
    }
}
