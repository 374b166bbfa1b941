using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.Deletions;

namespace LeadFuel.Core.Trust;

/// <summary>The trust page and its machine-readable twin, made from what every service declares.</summary>
public static class TrustPage
{
    private sealed record Proof(string Claim, string Test, string Result, string At, string Commit);

    // T11 and T75: what only a deployment can know, it has to say before it serves anybody.
    private static readonly string[] MustDeclare = ["T11", "T75"];

    public static void MapTrust(this WebApplication app)
    {
        foreach (var claim in MustDeclare)
        {
            if (
                !app.Environment.IsDevelopment()
                && string.IsNullOrWhiteSpace(app.Configuration[$"Trust:{claim}"])
            )
            {
                throw new StartRefusedException(
                    $"Trust:{claim} is missing. Outside Development a deployment declares its disk encryption (Trust:T11) and its region (Trust:T75)."
                );
            }
        }

        app.MapGet(
                "/trust",
                async (
                    Inventories inventories,
                    IConfiguration configuration,
                    CancellationToken ct
                ) =>
                    Results.Content(
                        Html(await inventories.Read(ct), configuration),
                        "text/html; charset=utf-8"
                    )
            )
            .Public("trust");
        app.MapGet(
                "/data-map",
                async (Inventories inventories, CancellationToken ct) =>
                    Results.Content(
                        $"[{string.Join(',', (await inventories.Read(ct)).Told.Select(reply => JsonFormatter.Default.Format(reply)))}]",
                        "application/json; charset=utf-8"
                    )
            )
            .Public("data-map");
    }

    private static string Html(Inventory inventory, IConfiguration configuration)
    {
        var services = inventory.Told;
        var proofs = Proofs(configuration);
        var page = new StringBuilder(
            """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="description" content="What LeadFuel stores where, what leaves for whom, and what is deleted when.">
            <title>What data lives where · LeadFuel</title><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/trust.css"></head><body>
            <header><a class="brand" href="/">LeadFuel</a><nav aria-label="Data map"><a href="/data-map">As JSON</a></nav><a class="button" href="/sign-in">Sign in</a></header>
            <div class="columns"><nav aria-label="Sections">
            """
        );
        var sections = Promises
            .All.GroupBy(promise => promise.Section)
            .Select((group, n) => (Id: $"s{n}", group.Key, Promises: group.ToList()))
            .ToList();
        foreach (var (id, title, _) in sections)
        {
            page.Append($"""<a href="#{id}">{E(title)}</a>""");
        }

        page.Append(
            """<a href="#tables">Every table</a><a href="#providers">Every third party</a><a href="#limits">What is not there</a></nav><main><div class="top"><div>"""
        );
        var proved = Promises.All.Count(promise =>
            Proved([.. proofs.Where(proof => proof.Claim == promise.Id)])
        );
        page.Append(
            $"""<h1>What data lives where</h1><p class="lead">Each sentence says whether a test proved it in this build. {proved} of {Promises.All.Count} are proved.</p></div>"""
        );
        page.Append(
            $"""<dl><dt>Contact</dt><dd><a href="mailto:hello@leadfuel.cloud">hello@leadfuel.cloud</a></dd><dt>Last change</dt><dd>{E(services.Max(service => service.Updated) ?? "")}</dd><dt>Build</dt><dd>{E(Commit()[..Math.Min(12, Commit().Length)])}</dd><dt>Receipts</dt><dd><a href="{ReceiptPage.KeysAddress}">Keys they are signed with</a></dd></dl></div>"""
        );
        foreach (var (id, title, promises) in sections)
        {
            page.Append(
                $"""<section id="{id}"><h2>{E(title)}</h2><table><thead><tr><th scope="col">No.</th><th scope="col">Promise</th><th scope="col">Proof</th></tr></thead><tbody>"""
            );
            foreach (var promise in promises)
            {
                page.Append(
                    $"""<tr><td class="no">{promise.Id}</td><td>{E(promise.Sentence)}</td>{State(promise, proofs, configuration)}</tr>"""
                );
            }

            page.Append("</tbody></table></section>");
        }

        page.Append(
            """<section id="tables"><h2>Every table</h2><table><thead><tr><th scope="col">Table</th><th scope="col">Holds</th><th scope="col">Kept</th></tr></thead><tbody>"""
        );
        foreach (var table in services.SelectMany(service => service.Tables))
        {
            page.Append(
                $"<tr><td>{E(table.Database)}.{E(table.Name)}</td><td>{E(table.Holds)}</td><td>{E(table.Retention)}</td></tr>"
            );
        }

        foreach (var service in inventory.Away)
        {
            page.Append(
                $"""<tr><td>{E(Name(service))}</td><td colspan="2">{E(Name(service))} does not answer right now, so its tables and third parties are not listed here. Nothing is lost. Load this page again in a minute.</td></tr>"""
            );
        }

        page.Append(
            "<tr><td>your browser</td><td>The session cookie; in its local storage the theme, single-keys, which says whether keys without Ctrl do things, and first-steps, which says which of the first steps you hid; in its session storage text you have not saved and, once a file of an older version was gone, the name of the version that was loaded anew for it.</td><td>Until you sign out.</td></tr><tr><td>your browser</td><td>The sign-in cookie, which knows the browser again that asked for a link.</td><td>30 minutes.</td></tr></tbody></table></section>"
        );
        page.Append(
            """<section id="providers"><h2>Every third party</h2><table><thead><tr><th scope="col">Who</th><th scope="col">What for, and which data</th><th scope="col">What they keep</th></tr></thead><tbody>"""
        );
        foreach (
            var provider in services
                .SelectMany(service => service.Providers)
                .GroupBy(provider => provider.Name)
        )
        {
            var purposes = provider
                .SelectMany(one => one.Purposes)
                .Select(purpose => $"{purpose.Says}: {string.Join(", ", purpose.Categories)}");
            page.Append(
                $"<tr><td>{E(provider.Key)}</td><td>{string.Join("<br>", purposes.Distinct().Select(E))}</td><td>{string.Join("<br>", provider.Select(one => one.Keeps).Distinct().Select(E))}</td></tr>"
            );
        }

        page.Append(
            """</tbody></table></section><section id="limits"><h2>What is not there</h2><ul>"""
        );
        foreach (var limit in Promises.Limits)
        {
            page.Append($"<li>{E(limit)}</li>");
        }

        page.Append(
            $"<li>Backups: {E(configuration["Trust:Backups"] ?? "this deployment declares none. What was deleted stays in a backup until that backup ends.")}</li>"
        );
        return page.Append("</ul></section></main></div></body></html>").ToString();
    }

    private static string State(
        Promise promise,
        IReadOnlyList<Proof> proofs,
        IConfiguration configuration
    )
    {
        if (promise.Declared)
        {
            return $"""<td class="declared">Declared: {E(configuration[$"Trust:{promise.Id}"] is { Length: > 0 } word ? word : "this deployment declares nothing")}</td>""";
        }

        var own = proofs.Where(proof => proof.Claim == promise.Id).ToList();
        return !Proved(own)
            ? """<td class="unproved">Not proved in this build</td>"""
            : $"""<td class="proved"><details><summary>Proved by {(own.Count == 1 ? "1 test" : $"{own.Count} tests")}, {E(own.Max(proof => proof.At)!.Split('.')[0])}</summary><ul>{string.Concat(own.Select(proof => $"<li>{E(proof.Test)}</li>"))}</ul></details></td>""";
    }

    // One proof that failed outweighs any number that passed.
    private static bool Proved(IReadOnlyList<Proof> own) =>
        own.Count > 0 && own.All(proof => proof.Result == "passed");

    // A file of another commit says nothing about this build.
    private static IReadOnlyList<Proof> Proofs(IConfiguration configuration)
    {
        var path = configuration["Trust:Proofs"];
        if (path is null || !File.Exists(path))
        {
            return [];
        }

        using var file = File.OpenRead(path);
        using var json = JsonDocument.Parse(file);
        var root =
            json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.GetProperty("proofs")
                : json.RootElement;
        return
        [
            .. root.Deserialize<List<Proof>>(HouseJson.Options)!
                .Where(proof => proof.Commit == Commit()),
        ];
    }

    private static string Commit() =>
        Assembly
            .GetExecutingAssembly()
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')
            is [_, var commit]
            ? commit
            : "unknown";

    private static string Name(string service) => char.ToUpperInvariant(service[0]) + service[1..];

    private static string E(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>What those services told that answered, and the names of those that did not.</summary>
public sealed record Inventory(IReadOnlyList<InventoryReply> Told, IReadOnlyList<string> Away);

/// <summary>What every service declares about its tables and third parties.</summary>
public sealed class Inventories(AccountDataRpc own, GrpcClientFactory clients)
{
    public async Task<Inventory> Read(CancellationToken ct)
    {
        var others = await Task.WhenAll(OpenAccount.Services.Select(service => Ask(service, ct)));
        return new(
            [
                await own.Inventory(new InventoryRequest(), null!),
                .. others.OfType<InventoryReply>(),
            ],
            [.. OpenAccount.Services.Where((_, n) => others[n] is null)]
        );
    }

    private async Task<InventoryReply?> Ask(string service, CancellationToken ct)
    {
        try
        {
            return await clients
                .CreateClient<AccountData.AccountDataClient>(service)
                .InventoryAsync(new InventoryRequest(), cancellationToken: ct);
        }
        catch (RpcException gone)
            when (gone.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return null;
        }
    }
}
