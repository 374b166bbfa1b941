using LeadFuel.Accounts;
using LeadFuel.Databases;
using LeadFuel.Scope;
using LeadFuel.Telemetry;
using LeadFuel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LeadFuel.House.Tests.Walls;

/// <summary>What a connection of a service may be, what goes through it at once, and what a migration leaves behind.</summary>
public sealed class ConnectionTests(Suite suite)
{
    [Theory]
    [InlineData("No Reset On Close=true")]
    [InlineData("Multiplexing=true")]
    [InlineData("Include Error Detail=true")]
    [InlineData("Persist Security Info=true")]
    [InlineData("Log Parameters=true")]
    [InlineData("Username=postgres")]
    [InlineData("Username=lf_scope_archive")]
    [InlineData("Username=lf_reach_app")]
    public void An_option_or_a_login_that_would_break_the_wall_stops_the_start(string option)
    {
        var login = suite.Login("scope");
        Add(login);

        var refused = Assert.Throws<StartRefusedException>(() => Add($"{login};{option}"));

        Assert.Contains("lf_scope_app", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static void Add(string login)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:scope", login)]);
        builder.AddDatabase<ScopeDb>("scope");
    }

    [Fact]
    public async Task Many_rows_at_once_go_through_an_insert_and_not_past_the_wall_by_copy()
    {
        const int Many = 500;
        var ct = TestContext.Current.CancellationToken;
        var (ada, eve) = (Suite.NewAddress(), Suite.NewAddress());
        await using var source = NpgsqlDataSource.Create(suite.Login("scope"));

        await using (var connection = await source.OpenConnectionAsync(ct))
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            await Enter(connection, ada);
            var refused = await Assert.ThrowsAsync<PostgresException>(() =>
                connection.BeginTextImportAsync(
                    "copy job_lanes (account_email, served_at, next_at, held) from stdin",
                    ct
                )
            );
            Assert.Equal(PostgresErrorCodes.FeatureNotSupported, refused.SqlState);
        }

        Assert.Equal(Many, await Load(ada, ada));
        var foreign = await Assert.ThrowsAsync<PostgresException>(() => Load(ada, eve));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, foreign.SqlState);

        async Task<int> Load(string entered, string owner)
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await Enter(connection, entered);
            await using var load = new NpgsqlCommand(
                "insert into idempotency_keys (account_email, key, request_hash, created_at) select $1, k, ''::bytea, now() from unnest($2::text[]) k",
                connection
            );
            load.Parameters.Add(new() { Value = owner });
            load.Parameters.Add(
                new() { Value = Enumerable.Range(0, Many).Select(n => $"key-{n}").ToArray() }
            );
            return await load.ExecuteNonQueryAsync(ct);
        }
    }

    [Fact]
    public async Task A_migration_that_lifts_the_wall_leaves_it_standing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var own = await suite.OwnDatabases("scope");
        await using var context = Catalog.Databases.Single(d => d.Name == "scope").Context();
        await using var source = NpgsqlDataSource.Create(own.Login("scope"));
        // As a migration does that changes data: forced, the wall hides the rows from their owner, too.
        await using (
            var lift = own.Sql("scope")
                .CreateCommand(
                    "alter table icps no force row level security; alter table answers disable row level security; drop policy by_account on versions"
                )
        )
        {
            await lift.ExecuteNonQueryAsync(ct);
        }

        Assert.Equal(3, (await Wall.Faults(source, context, ct)).Count);

        await DatabaseSetup.Run(own.Databases.ServerLogin, own.Databases.Plans, _ => { }, ct);

        Assert.Empty(await Wall.Faults(source, context, ct));
    }

    private static async Task Enter(NpgsqlConnection connection, string account)
    {
        await using var claim = new NpgsqlCommand(
            "select set_config('app.account', $1, true)",
            connection
        );
        claim.Parameters.Add(new() { Value = account });
        await claim.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
