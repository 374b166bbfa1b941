using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Json.Schema;
using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests.Walls;

/// <summary>A download holds a row of every table there is, whatever tables there will be, and nothing of anybody else.</summary>
public sealed class ExportTests(Suite suite)
{
    // The export itself writes in these while it runs.
    private static readonly string[] Moving =
    [
        "core.jobs",
        "core.job_lanes",
        "core.exports",
        "core.exported_tables",
        "core.export_pieces",
        "core.audit_entries",
        "core.audit_heads",
        "core.sessions",
        "core.idempotency_keys",
        "core.mails",
        "core.mail_events",
        "core.egress_calls",
    ];

    [Fact]
    [Claim("T63")]
    public async Task Every_table_of_every_database_is_in_the_download_and_the_counts_match()
    {
        var ct = TestContext.Current.CancellationToken;
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await suite.Drain(ada);
        await suite.Drain(eve);
        var seed = await Seed.Plant(suite, ada.Email);
        var other = await Seed.Plant(suite, eve.Email);
        await Run("update exports set state = 2 where account_email = $1", ada.Email);
        var before = await other.Print(suite);

        var asked = await (await ada.Web.Post("/api/core/exports")).Json();
        var path = $"/api/core/exports/{asked.GetProperty("id").GetString()}";
        await suite.Drain(ada, "core.build-export");
        var answer = await ada.Web.Get($"{path}/content");
        var text = await answer.Content.ReadAsStringAsync(ct);

        using var file = JsonDocument.Parse(text);
        var schema = JsonSchema.FromText(
            Repository.Text(Path.Combine(Repository.Root, "gateway/web/public/export.schema.json"))
        );
        Assert.True(schema.Evaluate(file.RootElement).IsValid, text[..200]);
        Assert.Equal(ada.Email, file.RootElement.GetProperty("account").GetString());
        Assert.DoesNotContain(eve.Email, text, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Ids, id => text.Contains(id, StringComparison.Ordinal));
        var tables = file
            .RootElement.GetProperty("tables")
            .EnumerateArray()
            .ToDictionary(table => table.GetProperty("table").GetString()!);
        var manifest = file
            .RootElement.GetProperty("manifest")
            .EnumerateArray()
            .ToDictionary(line => line.GetProperty("table").GetString()!);
        Assert.Equal(
            seed.Tables.Select(t => $"{t.Database}.{t.Table}").Order(StringComparer.Ordinal),
            tables.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var (database, table) in seed.Tables)
        {
            var name = $"{database}.{table}";
            var rows = tables[name].GetProperty("rows").EnumerateArray().ToList();
            Assert.Equal(manifest[name].GetProperty("rows").GetInt32(), rows.Count);
            Assert.Equal(manifest[name].GetProperty("sha256").GetString(), Sum(rows));
            Assert.All(
                rows,
                row => Assert.Equal(ada.Email, row.GetProperty("account_email").GetString())
            );
            Assert.NotEmpty(rows);
            if (!Moving.Contains(name))
            {
                Assert.Equal(
                    await Run(
                        $"select count(*) from {table} where account_email = $1",
                        ada.Email,
                        database
                    ),
                    (long)rows.Count
                );
            }
        }

        Assert.Equal(before, await other.Print(suite));
    }

    [Fact]
    [Claim("T63")]
    public async Task Only_what_is_declared_a_secret_is_left_out_and_the_file_says_why()
    {
        var ct = TestContext.Current.CancellationToken;
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        await Seed.Plant(suite, ada.Email);
        await Run("update exports set state = 2 where account_email = $1", ada.Email);
        var asked = await (await ada.Web.Post("/api/core/exports")).Json();
        await suite.Drain(ada, "core.build-export");
        var answer = await ada.Web.Get(
            $"/api/core/exports/{asked.GetProperty("id").GetString()}/content"
        );
        using var file = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        var faults = new List<string>();
        foreach (var table in file.RootElement.GetProperty("tables").EnumerateArray())
        {
            var name = table.GetProperty("table").GetString()!.Split('.');
            await using var context = Catalog
                .Databases.Single(database => database.Name == name[0])
                .Context();
            var declared = DataMap.Tables(context).Single(one => one.Name == name[1]).Columns;
            var shown = table
                .GetProperty("rows")[0]
                .EnumerateObject()
                .Select(column => column.Name)
                .ToHashSet();
            foreach (var column in declared)
            {
                var withheld = table
                    .GetProperty("withheld")
                    .TryGetProperty(column.Name, out var reason)
                    ? reason.GetString()
                    : "";
                if (withheld != column.Withheld || shown.Contains(column.Name) == (withheld != ""))
                {
                    faults.Add($"{string.Join('.', name)}.{column.Name}: {withheld}");
                }

                if (column.Encrypted && withheld == "")
                {
                    faults.Add($"{string.Join('.', name)}.{column.Name} is a secret in the file");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static string Sum(IEnumerable<JsonElement> rows) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row.GetRawText() + "\n")))
            )
        );

    private async Task<object?> Run(string sql, string account, string database = "core")
    {
#pragma warning disable CA2100 // Names come from the model.
        await using var command = suite.Sql(database).CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = account });
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
