using System.Text;
using LeadFuel.Testing;

namespace LeadFuel.House.Tests.Disk;

/// <summary>The files of the database server itself, byte by byte: what stands in them, whatever SQL says.</summary>
internal static class ServerFiles
{
    private const int Chunk = 1024 * 1024;

    /// <summary>Files that hold one of the phrases: those of the suite's databases, the log of writes, what all databases share, and what the server logs.</summary>
    public static async Task<IReadOnlyList<string>> Holding(Suite suite, params string[] phrases)
    {
        var ct = TestContext.Current.CancellationToken;
        var wanted = phrases.Select(Encoding.UTF8.GetBytes).ToArray();
        var home = await Ask(suite, "core", "select current_setting('data_directory')");
        var folders = new Dictionary<string, string>
        {
            ["pg_wal"] = Path.Combine(home, "pg_wal"),
            ["global"] = Path.Combine(home, "global"),
            ["pgsql_tmp"] = Path.Combine(home, "base", "pgsql_tmp"),
        };
        foreach (var name in Names(suite))
        {
            var number = await Ask(
                suite,
                name,
                "select oid::text from pg_database where datname = current_database()"
            );
            folders[name] = Path.Combine(home, "base", number);
        }

        var found = new List<string>();
        foreach (var (label, folder) in folders.Where(pair => Directory.Exists(pair.Value)))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                if (await Holds(file, wanted, ct))
                {
                    found.Add($"{label}/{Path.GetFileName(file)}");
                }
            }
        }

        return await LogHolds(suite, phrases) ? [.. found, "server.log"] : found;
    }

    /// <summary>What the server itself wrote down of what it was asked.</summary>
    public static async Task<bool> LogHolds(Suite suite, params string[] phrases)
    {
        var home = await Ask(suite, "core", "select current_setting('data_directory')");
        var log = Path.Combine(Directory.GetParent(home)!.FullName, "server.log");
        Assert.True(new FileInfo(log).Length > 0, "The server logs elsewhere.");
        return await Holds(
            log,
            [.. phrases.Select(Encoding.UTF8.GetBytes)],
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>As a busy day would: what is in memory is written, and the planner has looked at the columns.</summary>
    public static async Task Settle(Suite suite)
    {
        foreach (var name in Names(suite))
        {
            await using var analyze = suite.Sql(name).CreateCommand("analyze");
            await analyze.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var checkpoint = suite.Sql("core").CreateCommand("checkpoint");
        await checkpoint.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Until it stands in the log of writes, as after any write: a run of another test may have turned the log over since.</summary>
    public static Task WriteToLog(Suite suite, string phrase) =>
        Wait.Until(
            async () =>
            {
                await using var write = suite
                    .Sql("core")
                    .CreateCommand("select pg_logical_emit_message(true, 'test', $1)");
                write.Parameters.Add(new() { Value = phrase });
                await write.ExecuteScalarAsync(TestContext.Current.CancellationToken);
                return (await Holding(suite, phrase)).Any(file =>
                    file.StartsWith("pg_wal/", StringComparison.Ordinal)
                );
            },
            () => "it does not stand in the log of writes"
        );

    private static IEnumerable<string> Names(Suite suite) =>
        suite.Databases.Plans.Select(plan => plan.Database.Name);

    private static async Task<string> Ask(Suite suite, string database, string sql)
    {
#pragma warning disable CA2100 // Written above.
        await using var command = suite.Sql(database).CreateCommand(sql);
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<bool> Holds(string file, byte[][] wanted, CancellationToken ct)
    {
        var overlap = wanted.Max(phrase => phrase.Length) - 1;
        var buffer = new byte[overlap + Chunk];
        try
        {
            await using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            for (var kept = 0; ; )
            {
                var read = await stream.ReadAsync(buffer.AsMemory(kept, Chunk), ct);
                if (read == 0)
                {
                    return false;
                }

                var seen = buffer.AsMemory(0, kept + read);
                if (wanted.Any(phrase => seen.Span.IndexOf(phrase) >= 0))
                {
                    return true;
                }

                kept = Math.Min(overlap, seen.Length);
                seen[^kept..].CopyTo(buffer);
            }
        }
        catch (FileNotFoundException)
        {
            // The server took it away meanwhile: it holds nothing.
            return false;
        }
    }
}
