using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Core.Tests.Subscriptions;

namespace LeadFuel.Core.Tests.Deletions;

/// <summary>What a deleted account leaves: a page for whoever has the link, and a file that proves itself.</summary>
public sealed partial class ReceiptTests(CoreSuite suite)
{
    private const string Held = "Verified OK";

    [Fact]
    [Claim("T67")]
    public async Task The_mail_leads_to_a_page_that_says_what_went_and_what_stays_and_names_nobody()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await Shop.Pay(await Shop.Choose(ada));
        await Shop.Until(ada, "scope", "active stripe");
        var (hers, other) = (await Gone(ada), await Gone(eve));

        var page = await Page(hers);
        Assert.DoesNotContain("<script", page);
        foreach (var member in (Member[])[ada, eve])
        {
            Assert.DoesNotContain(member.Email, page);
        }

        var mail = (await suite.Sandbox.Mails(ada.Email))[^1].Text!;
        var rows = Row().Matches(ByTable().Match(mail).Groups[1].Value);
        Assert.Contains(rows, row => row.Groups[1].Value == "subscriptions");
        Assert.All(
            rows,
            row =>
                Assert.Contains(
                    $"""<td class="part">{row.Groups[1].Value}</td><td class="num">{row.Groups[2].Value}</td>""",
                    page
                )
        );

        // Only who paid is told of Stripe, which keeps what the law asks of it.
        Assert.Contains("<li>Stripe keeps", page);
        Assert.DoesNotContain("<li>Stripe keeps", await Page(other));

        await Rows.Scalar(
            suite,
            "core",
            "update purge_receipts set purged_at = now() - interval '12 months' - interval '1 minute' where token_hash = sha256(convert_to($1, 'UTF8'))",
            hers
        );
        foreach (var path in (string[])[hers, $"{hers}/receipt.json", $"{other}x"])
        {
            var answer = await suite.Browser().Get($"/receipts/{path}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("There is no such receipt", await Text(answer));
        }

        await Page(other);
    }

    [Fact]
    public async Task The_file_is_checked_without_us_by_the_lines_on_the_page()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var (hers, other) = (await Gone(ada), await Gone(eve));
        var page = await Page(hers);
        var lines = WebUtility.HtmlDecode(Code().Match(page).Groups[1].Value);
        var (file, theirs) = (await Download(hers), await Download(other));

        Assert.Contains(Held, await Run(lines, file));
        var signed = Part(file, "signed");
        foreach (
            var forged in (string[])
                [
                    file.Replace(Part(file, "signature"), Part(theirs, "signature")),
                    file.Replace(signed, Part(theirs, "signed")),
                ]
        )
        {
            Assert.DoesNotContain(Held, await Run(lines, forged));
        }

        // What is signed is what the page and the mail say.
        var bytes = Convert.FromBase64String(signed);
        using var says = JsonDocument.Parse(bytes);
        Assert.Contains($"<dd>{says.RootElement.GetProperty("id").GetString()}</dd>", page);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), page);
        Assert.DoesNotContain(ada.Email, Encoding.UTF8.GetString(bytes));
        var mail = (await suite.Sandbox.Mails(ada.Email))[^1].Text!;
        Assert.Contains(Part(file, "signature"), mail);
        Assert.Contains(says.RootElement.GetProperty("rowsSha256").GetString()!, mail);

        var published = await suite.Browser().Get("/.well-known/leadfuel-receipts.pem");
        Assert.Contains(
            Encoding.UTF8.GetString(Convert.FromBase64String(Part(file, "publicKey"))),
            await Text(published)
        );
    }

    /// <summary>Deletes the account for good; the secret of its receipt's page.</summary>
    private async Task<string> Gone(Member member)
    {
        await suite.Drain(member);
        (
            await member.Web.Post("/api/core/deletion", new { account = member.Email })
        ).EnsureSuccessStatusCode();
        await Sql(
            "update deletions set due_at = now() - interval '1 minute' where account_email = $1",
            member
        );
        await Wait.Until(
            async () =>
            {
                // What waits for its mail is due at once here.
                await Sql(
                    "with j as (update jobs set run_at = now() - interval '1 second' where account_email = $1 and state = 0 and kind in ('core.purge-account', 'core.send-mail') returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)",
                    member
                );
                await suite.Drain(member, "core.purge-account", "core.send-mail");
                return await Sql("select 1 from deletions where account_email = $1", member)
                    is null;
            },
            () => "the account is still there"
        );
        var mail = (await suite.Sandbox.Mails(member.Email))[^1];
        Assert.Equal("Your account is deleted", mail.Subject);
        return Link().Match(mail.Text!).Groups[1].Value;
    }

    private Task<object?> Sql(string sql, Member member) =>
        Rows.Scalar(suite, "core", sql, member.Email);

    // As anybody: nobody is signed in.
    private async Task<string> Page(string token)
    {
        var answer = await suite.Browser().Get($"/receipts/{token}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Text(answer);
    }

    private async Task<string> Download(string token)
    {
        var answer = await suite.Browser().Get($"/receipts/{token}/receipt.json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            "leadfuel-receipt.json",
            answer.Content.Headers.ContentDisposition?.FileName?.Trim('"')
        );
        return await Text(answer);
    }

    private static string Part(string file, string name)
    {
        using var json = JsonDocument.Parse(file);
        return json.RootElement.GetProperty(name).GetString()!;
    }

    private static Task<string> Text(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>What a shell says to these lines in a folder with nothing but the file.</summary>
    private static async Task<string> Run(string lines, string file)
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("leadfuel-receipt");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "leadfuel-receipt.json"),
                file,
                ct
            );
            var start = new ProcessStartInfo("sh", ["-c", lines])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var said = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return said;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"/receipts/([\w-]+)")]
    private static partial Regex Link();

    [GeneratedRegex("By table: (.*)")]
    private static partial Regex ByTable();

    [GeneratedRegex(@"([a-z_.]+) (\d+)(?=[,;.]|$)")]
    private static partial Regex Row();

    [GeneratedRegex("<pre><code>(.*?)</code></pre>", RegexOptions.Singleline)]
    private static partial Regex Code();
}
