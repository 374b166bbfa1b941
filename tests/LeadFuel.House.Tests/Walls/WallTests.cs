using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.Testing;
using Npgsql;

namespace LeadFuel.House.Tests.Walls;

public sealed class WallTests(Suite suite)
{
    public static TheoryData<string> Names =>
        [.. Catalog.Databases.Select(database => database.Name)];

    private static SuiteDatabase Database(string name) =>
        Catalog.Databases.Single(database => database.Name == name);

    [Theory, MemberData(nameof(Names))]
    [Claim("T47")]
    [Claim("T50")]
    public async Task Catalog_conforms(string name)
    {
        await using var source = NpgsqlDataSource.Create(suite.Login(name));
        await using var context = Database(name).Context();

        Assert.Empty(await Wall.Faults(source, context, TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Names))]
    [Claim("T72")]
    [Claim("T74")]
    public void Every_table_and_column_says_what_it_is_for(string name)
    {
        using var context = Database(name).Context();

        Assert.NotEmpty(context.Model.GetEntityTypes());
        Assert.Empty(DataMap.Gaps(context));
    }

    [Theory, MemberData(nameof(Names))]
    [Claim("T01")]
    public async Task A_services_login_is_refused_by_every_other_database(string name)
    {
        var ct = TestContext.Current.CancellationToken;
        await using (var own = NpgsqlDataSource.Create(suite.Login(name)))
        {
            await using var connection = await own.OpenConnectionAsync(ct);
        }

        foreach (var other in Catalog.Databases.Where(database => database.Name != name))
        {
            var database = new NpgsqlConnectionStringBuilder(suite.Login(other.Name)).Database;
            await using var source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(suite.Login(name))
                {
                    Database = database,
                }.ConnectionString
            );
            var refused = await Assert.ThrowsAsync<PostgresException>(async () =>
                await source.OpenConnectionAsync(ct)
            );
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    [Claim("T50")]
    public async Task Raw_sql_without_or_with_another_account_sees_and_changes_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(suite.Login("reach"));
        await using var connection = await source.OpenConnectionAsync(ct);
        const string Insert =
            "insert into accounts (account_email, created_at) values ('ada@example.com', now())";

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            Run(connection, null, Insert, ct)
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        refused = await Assert.ThrowsAsync<PostgresException>(() =>
            Run(connection, "eve@example.com", Insert, ct)
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal(1, await Run(connection, "ada@example.com", Insert, ct));

        Assert.Equal(0, await Run(connection, null, "delete from accounts", ct));
        Assert.Equal(0, await Run(connection, "eve@example.com", "delete from accounts", ct));
        Assert.Equal(
            0,
            await Run(connection, "eve@example.com", "update accounts set suspended_at = now()", ct)
        );
        Assert.Equal(1, await Run(connection, "ada@example.com", "delete from accounts", ct));
    }

    [Fact]
    public async Task Making_the_databases_again_changes_nothing_and_fails_nowhere()
    {
        var said = new List<string>();

        await DatabaseSetup.Run(
            suite.Databases.ServerLogin,
            suite.Databases.Plans,
            said.Add,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(Catalog.Databases.Count, said.Count);
        Assert.All(said, line => Assert.EndsWith(": current", line, StringComparison.Ordinal));
    }

    private static async Task<int> Run(
        NpgsqlConnection connection,
        string? account,
        string sql,
        CancellationToken ct
    )
    {
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

#pragma warning disable CA2100 // Constants of this class.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        var rows = await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return rows;
    }
}
