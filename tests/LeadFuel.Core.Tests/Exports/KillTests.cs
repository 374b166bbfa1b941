using System.Security.Cryptography;
using System.Text;
using LeadFuel.Core.Tests.Deletions;

namespace LeadFuel.Core.Tests.Exports;

/// <summary>Core dies while it collects; the next one goes on after the last finished table.</summary>
[Collection(typeof(Crashes))]
public sealed class KillTests(CoreSuite suite)
{
    private const int Planted = 3_000;

    [Fact]
    [Claim("T64")]
    public async Task Killed_again_and_again_it_goes_on_and_the_file_is_whole()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = [.. options.Services.Where(name => name != "core")],
                Apart = ["core"],
            }
        );
        var core = own.Apart("core");
        var process = await core.Start("export-page#9");
        var ada = await own.SignUpByMail();
        // Several pieces of one table, so that a kill finds it half written.
        await Sql(
            own,
            "scope",
            $"insert into idempotency_keys (account_email, key, request_hash, body, created_at) select $1, 'key-' || n, '\\x00', repeat(md5(n::text), 32), now() from generate_series(1, {Planted}) n",
            ada
        );
        var asked = await (await ada.Web.Post("/api/core/exports")).Json();
        var path = $"/api/core/exports/{asked.GetProperty("id").GetString()}";
        var done = new Dictionary<string, string>();
        foreach (var next in (string[])["export-page#30", "export-page#10", ""])
        {
            await Wait.Until(
                () => Task.FromResult(process.HasExited),
                () => $"Core does not come to the point before {next}"
            );
            var now = await Finished(own, ada);
            Assert.True(now.Count > done.Count, $"nothing was kept of the work before {next}");
            // What was finished is not written again.
            Assert.All(done, table => Assert.Equal(table.Value, now[table.Key]));
            done = now;
            await Due(own, ada);
            process = await core.Start(next);
        }

        await Wait.Until(
            async () => (await ada.Web.Json(path)).GetProperty("state").GetString() == "ready",
            () => "the download is not ready"
        );

        var last = await Finished(own, ada);
        Assert.All(done, table => Assert.Equal(table.Value, last[table.Key]));
        var answer = await ada.Web.Get($"{path}/content");
        var file = ExportTests.Parse(
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
        );
        var tables = file.GetProperty("tables")
            .EnumerateArray()
            .ToDictionary(table => table.GetProperty("table").GetString()!);
        Assert.Equal(tables.Count, file.GetProperty("manifest").GetArrayLength());
        foreach (var line in file.GetProperty("manifest").EnumerateArray())
        {
            var rows = tables[line.GetProperty("table").GetString()!]
                .GetProperty("rows")
                .EnumerateArray()
                .Select(row => row.GetRawText() + "\n")
                .ToList();
            Assert.Equal(line.GetProperty("rows").GetInt32(), rows.Count);
            Assert.Equal(
                line.GetProperty("sha256").GetString(),
                Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(rows)))
                )
            );
        }

        Assert.True(
            tables["scope.idempotency_keys"].GetProperty("rows").GetArrayLength() >= Planted
        );
        // The way in, and that it is ready.
        await own.Sandbox.Mail(ada.Email, 2);
        Assert.Single(
            await own.Sandbox.Mails(ada.Email),
            mail => mail.Subject == "Your download is ready"
        );
        await ApartService.Kill(process);
    }

    // Each finished table with its checksum and its place in the file.
    private static async Task<Dictionary<string, string>> Finished(Suite own, Member member)
    {
        var text = (string)
            (
                await Sql(
                    own,
                    "core",
                    "select coalesce(string_agg(name || '=' || sha256 || '/' || last_piece, ' '), '') from exported_tables where account_email = $1 and sha256 is not null",
                    member
                )
            )!;
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split('='))
            .ToDictionary(one => one[0], one => one[1]);
    }

    // The leases of the process that died have run out.
    private static Task<object?> Due(Suite own, Member member) =>
        Sql(
            own,
            "core",
            "with j as (update jobs set run_at = now() - interval '1 second', state = 0, lease_until = null where account_email = $1 and (state = 1 or (state = 0 and kind = 'core.build-export')) returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)",
            member
        );

    private static Task<object?> Sql(Suite own, string database, string sql, Member member) =>
        Rows.Scalar(own, database, sql, member.Email);
}
