using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Core.Deletions;

/// <summary>A receipt to read and to print, without script. It names nobody.</summary>
internal static class ReceiptPage
{
    public const string FileName = "leadfuel-receipt.json";
    public const string KeysAddress = "/.well-known/leadfuel-receipts.pem";

    private const string Commands = """
        for part in signed signature publicKey; do sed -n "s/.*\"$part\": \"\(.*\)\".*/\1/p" leadfuel-receipt.json | openssl base64 -d -A > $part; done
        openssl dgst -sha256 -verify publicKey -signature signature signed
        cat signed
        """;

    public static IResult Of(PurgeReceipt receipt, string token)
    {
        var says = receipt.Read();
        var page = new StringBuilder(
            $"""
            <header><a class="brand" href="/">LeadFuel</a></header><main>
            <h1>Receipt of a deletion</h1>
            <p class="lead">Everything in one LeadFuel account is deleted. This receipt names nobody. It stands here until {Day(
                receipt.KeptUntil
            )}, for whoever has its address. Print or download it to keep it.</p>
            <section><h2>When</h2><dl>
            <dt>Asked for</dt><dd>{At(says.RequestedAt)}</dd>
            <dt>Carried out</dt><dd>{At(says.PurgedAt)}</dd>
            <dt>Receipt</dt><dd>{says.Id}</dd>
            </dl></section>
            <section><h2>Rows that were deleted</h2>
            <table><thead><tr><th scope="col">Table</th><th scope="col" class="num">Rows</th></tr></thead>
            """
        );
        foreach (var service in says.Services)
        {
            page.Append(
                $"""<tbody><tr><th scope="rowgroup">{E(Name(service.Service))}</th><td class="num"><b>{Number(service.Rows)}</b></td></tr>"""
            );
            foreach (var table in service.Tables)
            {
                page.Append(
                    $"""<tr><td class="part">{E(table.Table)}</td><td class="num">{Number(table.Rows)}</td></tr>"""
                );
            }

            page.Append("</tbody>");
        }

        page.Append(
            $"""
            <tfoot><tr><th scope="row">In all</th><td class="num">{Number(
                says.Services.Sum(service => service.Rows)
            )}</td></tr></tfoot></table></section>
            <section><h2>What stays elsewhere</h2><ul>{string.Concat(
                says.Elsewhere.Select(line => $"<li>{E(line)}</li>")
            )}</ul></section>
            <section><h2>How to check it</h2>
            <p>This works without us and without a connection. Download the receipt and go to its folder. The three lines take it apart, check its signature, and show what is signed.</p>
            <pre><code>{E(Commands)}</code></pre>
            <p>The second line answers <b>Verified OK</b>. The key in the receipt is one of <a href="{KeysAddress}">those that LeadFuel publishes</a>.</p>
            <p><a class="button" href="/receipts/{E(
                token
            )}/receipt.json" download>Download the receipt</a></p>
            <dl>
            <dt>SHA-256</dt><dd><code>{Hash(receipt.Bytes())}</code></dd>
            <dt>Of the rows</dt><dd><code>{E(says.RowsSha256)}</code></dd>
            <dt>Signature</dt><dd><code>{E(receipt.Signature)}</code></dd>
            </dl>
            <pre><code>{E(receipt.PublicKey)}</code></pre>
            </section></main>
            """
        );
        return Page("sheet", "Receipt of a deletion", page.ToString());
    }

    public static IResult Unknown() =>
        Page(
            "note",
            "There is no such receipt",
            $"""
            <main><h1>There is no such receipt</h1>
            <p>Receipts are kept for {PurgeReceipt.MonthsKept} months. If this one is younger, open the link in the mail again, or copy all of it. A receipt that you downloaded can be checked at any time.</p></main>
            """,
            StatusCodes.Status404NotFound
        );

    private static IResult Page(
        string kind,
        string title,
        string body,
        int status = StatusCodes.Status200OK
    ) =>
        Results.Content(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
            <title>{title} · LeadFuel</title><link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/trust.css"></head>
            <body class="{kind}">{body}</body></html>
            """,
            "text/html; charset=utf-8",
            statusCode: status
        );

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Name(string service) => char.ToUpperInvariant(service[0]) + service[1..];

    private static string Number(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) =>
        at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string At(DateTimeOffset at) =>
        at.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
