using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>
/// Stands before everything that leaves for Microsoft Graph and lets out reading alone: GETs of the paths and query
/// names that Orbit needs, and a $batch of such GETs without bodies. Nothing is sent, marked, subscribed to or
/// searched for there.
/// </summary>
public sealed partial class OnlyReads(Uri address) : DelegatingHandler
{
    private static readonly string[] Names =
    [
        "$select",
        "$top",
        "$orderby",
        "$skiptoken",
        "$deltatoken",
        "$skip",
        "includeHiddenFolders",
    ];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        await Check(request, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    public async Task Check(HttpRequestMessage request, CancellationToken ct)
    {
        var target = request.RequestUri ?? throw Refused("no address");
        if (target.Scheme != address.Scheme || target.Authority != address.Authority)
        {
            throw Refused("another host than its own address");
        }

        var root = address.AbsolutePath + "v1.0";
        if (!target.AbsolutePath.StartsWith(root, StringComparison.Ordinal))
        {
            throw Refused("another path");
        }

        var path = target.AbsolutePath[root.Length..];
        if (request.Method == HttpMethod.Post && path == "/$batch")
        {
            await CheckBatch(request, ct);
            return;
        }

        if (request.Method != HttpMethod.Get || request.Content is not null)
        {
            throw Refused($"{request.Method} {path}");
        }

        CheckRead(path, target.Query);
    }

    private static async Task CheckBatch(HttpRequestMessage request, CancellationToken ct)
    {
        if (request.Content is null)
        {
            throw Refused("an empty batch");
        }

        await request.Content.LoadIntoBufferAsync(ct);
        using var batch = JsonDocument.Parse(await request.Content.ReadAsByteArrayAsync(ct));
        foreach (var part in batch.RootElement.GetProperty("requests").EnumerateArray())
        {
            var url = part.GetProperty("url").GetString() ?? "";
            var query = url.IndexOf('?', StringComparison.Ordinal);
            if (
                part.GetProperty("method").GetString() != "GET"
                || (
                    part.TryGetProperty("body", out var body)
                    && body.ValueKind != JsonValueKind.Null
                )
            )
            {
                throw Refused("a batch with more than reading");
            }

            var path = query < 0 ? url : url[..query];
            CheckRead(path.StartsWith('/') ? path : "/" + path, query < 0 ? "" : url[query..]);
        }
    }

    private static void CheckRead(string path, string query)
    {
        if (!Readable().IsMatch(Uri.UnescapeDataString(path)))
        {
            throw Refused($"GET {path}");
        }

        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(pair.Split('=')[0]);
            if (!Names.Contains(name))
            {
                throw Refused($"the query {name}");
            }
        }
    }

    private static InvalidOperationException Refused(string what) =>
        new($"Microsoft Graph is only read from: {what} is not among what may be asked.");

    [GeneratedRegex(
        @"^/me(/mailFolders(/[^/]+(/childFolders|/messages(/(microsoft\.graph\.)?delta(\(\))?)?)?)?|/messages/[^/]+)?$"
    )]
    private static partial Regex Readable();
}
