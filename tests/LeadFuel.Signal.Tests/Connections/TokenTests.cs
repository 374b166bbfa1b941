using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadFuel.Databases;
using LeadFuel.Secrets;
using LeadFuel.Signal.Connections;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Signal.Tests.Connections;

public sealed class TokenTests(Suite suite)
{
    [Fact]
    [Claim("T07")]
    public async Task Tokens_are_stored_as_Fernet_text_alone_and_another_Fernet_reads_them()
    {
        var ada = await suite.SignUp();
        await Stage.Connect(suite, ada, Stage.NewName(), pages: true);
        var (row, keys) = await Row(ada);
        var plain = row.OpenAccess(keys, ada.Email).Reveal();
        var refresh = row.OpenRefresh(keys, ada.Email)!.Reveal();
        Assert.True(plain.Length > 1_000 && refresh.Length > 1_000);
        Assert.StartsWith("gAAAA", row.AccessToken, StringComparison.Ordinal);
        Assert.StartsWith("gAAAA", row.RefreshToken!, StringComparison.Ordinal);

        foreach (var token in (string[])[plain, refresh])
        {
            var reversed = new string([.. token.Reverse()]);
            var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(token))[..60];
            foreach (var form in (string[])[token[..60], reversed[..60], base64])
            {
                Assert.Empty(await Tables(form));
                Assert.DoesNotContain(
                    suite.Logs.Lines,
                    line => line.Text.Contains(form, StringComparison.Ordinal)
                );
            }
        }

        // Written anew from the specification, with the key derived by its own words.
        var root = Convert.FromBase64String("dGVzdHMtb2YtbGVhZGZ1ZWwtdGVzdHMtb2YtbGVhZGZ1ZWwtMDE=");
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            root,
            32,
            "leadfuel"u8.ToArray(),
            Encoding.UTF8.GetBytes($"fernet/v1/signal.oauth/{ada.Email}")
        );
        var content = JsonDocument.Parse(ForeignFernet(key, row.AccessToken)).RootElement;
        Assert.Equal(
            (row.ConnectionId.ToString(), plain),
            (content.Text("id"), content.Text("token"))
        );
    }

    [Fact]
    [Claim("T07")]
    [Claim("T12")]
    public async Task A_token_of_another_account_or_row_opens_nothing()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await Stage.Connect(suite, ada, Stage.NewName());
        await Stage.Connect(suite, ada, Stage.NewName("Nora"));
        await Stage.Connect(suite, eve, Stage.NewName());
        var keys = suite.Signal.Provider.GetRequiredService<SecretKeys>();
        var rows = await Stage.Read(
            suite,
            ada,
            db => db.ConnectionTokens.AsNoTracking().ToListAsync(Stage.Ct)
        );
        var (hers, _) = await Row(eve);

        Assert.Throws<FernetException>(() => hers.OpenAccess(keys, ada.Email));
        // The text of one row in another one of the same account.
        await Stage.Read(
            suite,
            ada,
            async db =>
            {
                await db
                    .ConnectionTokens.Where(t => t.ConnectionId == rows[0].ConnectionId)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(t => t.AccessToken, rows[1].AccessToken),
                        Stage.Ct
                    );
                var moved = await db
                    .ConnectionTokens.AsNoTracking()
                    .SingleAsync(t => t.ConnectionId == rows[0].ConnectionId, Stage.Ct);
                Assert.Throws<FernetException>(() => moved.OpenAccess(keys, ada.Email));
                return 0;
            }
        );
    }

    [Fact]
    public async Task A_change_of_the_secret_key_loses_no_connection()
    {
        const string New = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci1rZXkh";
        const string Old = "dGVzdHMtb2YtbGVhZGZ1ZWwtdGVzdHMtb2YtbGVhZGZ1ZWwtMDE=";
        var ada = await suite.SignUp();
        await Stage.Connect(suite, ada, Stage.NewName());
        var (row, before) = await Row(ada);
        var plain = row.OpenAccess(before, ada.Email).Reveal();
        var during = new SecretKeys(
            suite.Time,
            Convert.FromBase64String(New),
            Convert.FromBase64String(Old)
        );
        var after = new SecretKeys(suite.Time, Convert.FromBase64String(New));

        Assert.Equal(plain, row.OpenAccess(during, ada.Email).Reveal());
        Assert.Throws<FernetException>(() => row.OpenAccess(after, ada.Email));
        Assert.NotNull(row.OpenRefresh(during, ada.Email));
    }

    [Fact]
    [Claim("T12")]
    public async Task After_a_change_of_the_key_every_stored_token_is_sealed_anew()
    {
        const string New = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlci1rZXkh";
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "signal", "gateway"],
            }
        );
        var ada = await own.SignUp();
        await Stage.Connect(own, ada, Stage.NewName());
        await own.Drain(ada);
        var before = await Stored();
        var keys = new SecretKeys(
            own.Time,
            Convert.FromBase64String(New),
            Convert.FromBase64String("dGVzdHMtb2YtbGVhZGZ1ZWwtdGVzdHMtb2YtbGVhZGZ1ZWwtMDE=")
        );
        var services = new ServiceCollection()
            .AddScoped<LeadFuel.Accounts.CurrentAccount>()
            .AddScoped(provider =>
                Stage.Open(own, provider.GetRequiredService<LeadFuel.Accounts.CurrentAccount>())
            )
            .AddScoped<LeadFuel.Accounts.ServiceDb>(provider =>
                provider.GetRequiredService<SignalDb>()
            )
            .AddSingleton(keys)
            .AddLogging()
            .BuildServiceProvider();
        var reseal = ActivatorUtilities.CreateInstance<ResealSecrets>(
            services,
            own.Signal.Provider.GetRequiredService<Npgsql.NpgsqlDataSource>(),
            own.Signal.Provider.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()
        );

        Assert.Equal(2, await reseal.Run(Stage.Ct));
        Assert.Equal(0, await reseal.Run(Stage.Ct));

        var after = await Stored();
        Assert.NotEqual(before.AccessToken, after.AccessToken);
        var dropped = new SecretKeys(own.Time, Convert.FromBase64String(New));
        Assert.True(after.OpenAccess(dropped, ada.Email).Reveal().Length > 1_000);
        Assert.NotNull(after.OpenRefresh(dropped, ada.Email));

        Task<ConnectionToken> Stored() =>
            Stage.Read(own, ada, db => db.ConnectionTokens.AsNoTracking().SingleAsync(Stage.Ct));
    }

    [Fact]
    public async Task A_consent_is_renewed_in_its_last_week_and_keeps_its_refresh_token()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        await Stage.Connect(own, ada, Stage.NewName());
        var before = await Stage.Read(
            own,
            ada,
            db => db.ConnectionTokens.AsNoTracking().SingleAsync(Stage.Ct)
        );
        await own.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "empty_refresh_token",
                times = 1,
            }
        );

        own.Advance(TimeSpan.FromDays(53) + TimeSpan.FromMinutes(1));
        await own.Drain(ada, "signal.renew-connection");

        var after = await Stage.Read(
            own,
            ada,
            db => db.ConnectionTokens.AsNoTracking().SingleAsync(Stage.Ct)
        );
        Assert.NotEqual(before.AccessToken, after.AccessToken);
        Assert.Equal(before.RefreshToken, after.RefreshToken);
        var connection = (await ada.Signal.Json("/connections")).GetProperty("items")[0];
        Assert.Equal("active", connection.Text("state"));
        Assert.True(connection.GetProperty("renewsItself").GetBoolean());
    }

    [Fact]
    public async Task A_LinkedIn_that_is_away_ends_no_connection_and_a_refused_renewal_asks_the_person()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        await Stage.Connect(own, ada, Stage.NewName());
        await own.Sandbox.Break(new { vendor = "linkedin", kind = "token_down" });
        own.Advance(TimeSpan.FromDays(53) + TimeSpan.FromMinutes(1));
        await own.Drain(ada, "signal.renew-connection");
        Assert.Equal("active", await State(ada));

        await own.Sandbox.Heal("linkedin");
        await own.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "invalid_grant",
                times = 1,
            }
        );
        own.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await own.Drain(ada, "signal.renew-connection");

        Assert.Equal("reauth_required", await State(ada));
        var items = (await ada.Signal.Json("/today")).GetProperty("items");
        Assert.Equal("connection", Assert.Single(items.EnumerateArray()).Text("kind"));
    }

    [Fact]
    public async Task Without_a_refresh_token_a_connection_lives_its_sixty_days()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        await own.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "no_refresh_token",
                times = 1,
            }
        );
        var connection = await Stage.Connect(own, ada, Stage.NewName());
        Assert.False(connection.GetProperty("renewsItself").GetBoolean());

        own.Advance(TimeSpan.FromDays(59));
        await own.Drain(ada, "signal.renew-connection");
        Assert.Equal("active", await State(ada));
        own.Advance(TimeSpan.FromDays(2));
        await own.Drain(ada, "signal.renew-connection");

        Assert.Equal("reauth_required", await State(ada));
    }

    [Fact]
    public async Task A_refresh_token_of_another_application_is_forgotten()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var name = Stage.NewName();
        await Stage.Connect(own, ada, name);
        await using var earlier = own.Sql("signal")
            .CreateCommand("update connections set client_id = 'earlier' where account_email = $1");
        earlier.Parameters.Add(new() { Value = ada.Email });
        Assert.Equal(1, await earlier.ExecuteNonQueryAsync(Stage.Ct));
        await own.Sandbox.Break(
            new
            {
                vendor = "linkedin",
                kind = "no_refresh_token",
                times = 1,
            }
        );

        var again = await Stage.Connect(own, ada, name);

        Assert.False(again.GetProperty("renewsItself").GetBoolean());
        var row = await Stage.Read(
            own,
            ada,
            db => db.ConnectionTokens.AsNoTracking().SingleAsync(Stage.Ct)
        );
        Assert.Null(row.RefreshToken);
    }

    [Fact]
    public async Task The_export_names_the_connection_and_no_token()
    {
        var ada = await suite.SignUp();
        var name = Stage.NewName();
        await Stage.Connect(suite, ada, name);
        var (row, keys) = await Row(ada);
        var client = new LeadFuel.Accounts.Rpc.AccountData.AccountDataClient(
            suite.Rpc("signal", "core", ada.Claims)
        );

        var parts = new StringBuilder();
        using var export = client.Export(new(), cancellationToken: Stage.Ct);
        while (await export.ResponseStream.MoveNext(Stage.Ct))
        {
            parts.Append(export.ResponseStream.Current);
        }

        var text = parts.ToString();
        Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.Contains("access_token", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gAAAA", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            row.OpenAccess(keys, ada.Email).Reveal()[..60],
            text,
            StringComparison.Ordinal
        );
    }

    private static async Task<string> State(Member ada) =>
        (await ada.Signal.Json("/connections")).GetProperty("items")[0].Text("state");

    private async Task<(ConnectionToken Row, SecretKeys Keys)> Row(Member member) =>
        (
            await Stage.Read(
                suite,
                member,
                db => db.ConnectionTokens.AsNoTracking().SingleAsync(Stage.Ct)
            ),
            suite.Signal.Provider.GetRequiredService<SecretKeys>()
        );

    private static byte[] ForeignFernet(byte[] key, string text)
    {
        var token = Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/'));
        Assert.Equal(0x80, token[0]);
        Assert.True(BinaryPrimitives.ReadInt64BigEndian(token.AsSpan(1, 8)) > 0);
        Assert.Equal(token[^32..], HMACSHA256.HashData(key[..16], token[..^32]));
        using var aes = Aes.Create();
        aes.Key = key[16..];
        return aes.DecryptCbc(token.AsSpan()[25..^32], token.AsSpan(9, 16));
    }

    /// <summary>Every table of every database in which the text stands.</summary>
    private Task<IReadOnlyList<string>> Tables(string phrase) => Everywhere.Tables(suite, phrase);
}
