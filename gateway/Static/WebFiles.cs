using System.Collections.Frozen;
using System.Security.Cryptography;
using LeadFuel.Gateway.Impersonation;
using LeadFuel.Gateway.Routes;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace LeadFuel.Gateway.Static;

/// <summary>The built web app: hashed files for ever, each with its compressed copies; the shell for every page.</summary>
internal sealed class WebFiles
{
    private const string Shell = "/index.html";
    private readonly FrozenDictionary<string, WebFile> files;
    private readonly string shell;

    public WebFiles(IWebHostEnvironment environment)
    {
        Folder = environment.WebRootPath ?? Path.Combine(environment.ContentRootPath, "wwwroot");
        if (!File.Exists(Path.Combine(Folder, "index.html")))
        {
            throw new StartRefusedException(
                "The web app is not built: gateway/wwwroot is empty. Build the gateway with Node.js on the path."
            );
        }

        var types = new FileExtensionContentTypeProvider();
        files = Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file =>
                !file.EndsWith(".br", StringComparison.Ordinal)
                && !file.EndsWith(".gz", StringComparison.Ordinal)
            )
            .Select(file => new WebFile(
                file,
                types.TryGetContentType(file, out var type)
                    ? (
                        type.StartsWith("text/", StringComparison.Ordinal)
                            ? $"{type}; charset=utf-8"
                            : type
                    )
                    : "application/octet-stream",
                $"\"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..20]}\"",
                File.Exists(file + ".br"),
                File.Exists(file + ".gz")
            ))
            .ToFrozenDictionary(file =>
                "/" + Path.GetRelativePath(Folder, file.Path).Replace('\\', '/')
            );
        shell = File.ReadAllText(files[Shell].Path);
    }

    public string Folder { get; }

    public async Task Answer(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            await Answers.Refuse(context, ProxyErrors.Bare(405));
            return;
        }

        var path = request.Path.Value ?? "/";
        // Vite writes the content's hash into the names below /assets.
        var hashed = path.StartsWith("/assets/", StringComparison.Ordinal);
        if (files.TryGetValue(path, out var file) && path is not (Shell or "/csp.json"))
        {
            await Send(context, file, hashed ? "public, max-age=31536000, immutable" : "no-cache");
        }
        else if (!hashed && (Answers.IsPage(request) || path == "/"))
        {
            await SendShell(context);
        }
        else
        {
            await Answers.Refuse(context, ProxyErrors.Bare(404));
        }
    }

    private async Task SendShell(HttpContext context)
    {
        if (context.Features.Get<ViewedAccount>() is not { } viewing)
        {
            await Send(context, files[Shell], "no-cache");
            return;
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            Banner.PutIn(shell, viewing, now),
            context.RequestAborted
        );
    }

    private static async Task Send(HttpContext context, WebFile file, string caching)
    {
        var response = context.Response;
        response.Headers.CacheControl = caching;
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var takes = context.Request.GetTypedHeaders().AcceptEncoding;
        var path = file.Path;
        if (file.Brotli && Takes(takes, "br"))
        {
            (path, response.Headers.ContentEncoding) = (path + ".br", "br");
        }
        else if (file.Gzip && Takes(takes, "gzip"))
        {
            (path, response.Headers.ContentEncoding) = (path + ".gz", "gzip");
        }

        response.ContentType = file.Type;
        response.ContentLength = new FileInfo(path).Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.SendFileAsync(path, context.RequestAborted);
        }
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> takes, string encoding) =>
        takes.Any(taken => taken.Value == encoding && taken.Quality is not 0);

    private sealed record WebFile(string Path, string Type, string Tag, bool Brotli, bool Gzip);
}

/// <summary>Everything that is no other route's.</summary>
internal static class WebFileRoutes
{
    public static void MapWebFiles(this WebApplication app)
    {
        var files = app.Services.GetRequiredService<WebFiles>();
        app.MapFallback("{**path}", files.Answer).WithMetadata(OwnRoutes.Policy);
    }
}
