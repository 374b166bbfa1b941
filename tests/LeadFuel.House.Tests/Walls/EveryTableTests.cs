using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadFuel.House.Tests.Walls;

/// <summary>What the database itself refuses, in every table of every service, with the application's own login.</summary>
public sealed class EveryTableTests(Suite suite)
{
    public static TheoryData<string> Names =>
        [.. Catalog.Databases.Select(database => database.Name)];

    [Theory, MemberData(nameof(Names))]
    [Claim("T50")]
    [Claim("T47")]
    public async Task Another_accounts_rows_are_neither_seen_nor_changed_nor_deleted(string name)
    {
        var seed = await Seed.Plant(suite, Suite.NewAddress());
        var eve = Suite.NewAddress();
        var before = await seed.Print(suite);
        await using var source = NpgsqlDataSource.Create(suite.Login(name));
        var faults = new List<string>();
        foreach (var (_, table) in seed.Tables.Where(table => table.Database == name))
        {
            foreach (var account in (string?[])[null, "", eve])
            {
                var seen = (long)
                    (
                        await Scalar(
                            source,
                            account,
                            $"select count(*) from {table} where account_email = '{seed.Account}'"
                        )
                    )!;
                var changed = await Try(
                    source,
                    account,
                    $"update {table} set account_email = account_email"
                );
                var deleted = await Try(source, account, $"delete from {table}");
                var inserted = await Try(
                    source,
                    account,
                    $"insert into {table} (account_email) values ('{seed.Account}')"
                );
                if (seen > 0 || changed != "0" || deleted != "0" || inserted != "42501")
                {
                    faults.Add(
                        $"{table} as {account ?? "nobody"}: saw {seen}, changed {changed}, deleted {deleted}, inserted {inserted}"
                    );
                }
            }

            // The row is there for its own account, which may not give it away.
            var own = (long)(await Scalar(source, seed.Account, $"select count(*) from {table}"))!;
            var given = await Try(
                source,
                seed.Account,
                $"update {table} set account_email = '{eve}'"
            );
            if (own == 0 || given != "42501")
            {
                faults.Add($"{table} as its owner: saw {own}, gave away {given}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await seed.Print(suite));
    }

    [Theory, MemberData(nameof(Names))]
    [Claim("T51")]
    public async Task A_row_cannot_point_at_a_row_of_another_account(string name)
    {
        var ct = TestContext.Current.CancellationToken;
        var ada = await Seed.Plant(suite, Suite.NewAddress());
        var eve = await Seed.Plant(suite, Suite.NewAddress());
        await using var context = Catalog.Databases.Single(d => d.Name == name).Context();
        var faults = new List<string>();
        foreach (
            var key in context.Model.GetEntityTypes().SelectMany(entity => entity.GetForeignKeys())
        )
        {
            var table = key.DeclaringEntityType.GetTableName()!;
            var parent = key.PrincipalEntityType.GetTableName()!;
            var columns = key
                .Properties.Zip(key.PrincipalKey.Properties)
                .Where(pair => pair.First.Name != nameof(IOwned.AccountEmail))
                .Select(pair =>
                    $"\"{pair.First.GetColumnName()}\" = {ada.Value(name, parent, pair.Second.GetColumnName())}"
                );
            // As the server itself: not the policy, but the key must refuse it.
            await using var connection = await suite.Sql(name).OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText =
                $"set constraints all immediate; update {table} set {string.Join(", ", columns)} where account_email = '{eve.Account}'";
            try
            {
                var changed = await command.ExecuteNonQueryAsync(ct);
                faults.Add($"{table} → {parent}: {changed} rows of eve now point at ada's");
            }
            catch (PostgresException refused)
                when (refused.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                // What is wanted.
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    [Claim("T53")]
    public async Task A_job_without_an_account_is_refused()
    {
        foreach (var name in (string[])["core", "scope", "reach", "signal", "orbit", "admin"])
        {
            foreach (var (account, refusal) in new[] { ("null", "23502"), ("''", "23514") })
            {
                await using var command = suite
                    .Sql(name)
                    .CreateCommand(
                        $"insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at) values ({account}, gen_random_uuid(), 'x', '{{}}', 0, 0, now(), false, now())"
                    );
                var refused = await Assert.ThrowsAsync<PostgresException>(() =>
                    command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)
                );
                Assert.Equal(refusal, refused.SqlState);
            }
        }
    }

    private static async Task<string> Try(NpgsqlDataSource source, string? account, string sql)
    {
        try
        {
            return (string)(await Run(source, account, sql, scalar: false))!;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }

    private static Task<object?> Scalar(NpgsqlDataSource source, string? account, string sql) =>
        Run(source, account, sql, scalar: true);

    // Never committed: the rows are looked at again afterwards.
    private static async Task<object?> Run(
        NpgsqlDataSource source,
        string? account,
        string sql,
        bool scalar
    )
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (account is not null)
        {
            await using var claim = new NpgsqlCommand(
                "select set_config('app.account', $1, true)",
                connection
            );
            claim.Parameters.Add(new() { Value = account });
            await claim.ExecuteNonQueryAsync(ct);
        }

#pragma warning disable CA2100 // Invented here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return scalar
            ? await command.ExecuteScalarAsync(ct)
            : (await command.ExecuteNonQueryAsync(ct)).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
    }
}
