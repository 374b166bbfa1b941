using System.Buffers.Text;
using System.Security.Cryptography;
using LeadFuel.Accounts;
using LeadFuel.Admin.Operators;
using LeadFuel.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Admin.Tests.Operators;

/// <summary>What an operator sees when something does not answer, is not there, or is missing on a developer's desk.</summary>
public sealed class TroubleTests(AdminSuite suite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_core_the_pages_that_ask_it_say_so_in_words_and_the_others_work()
    {
        await using var own = await suite.Own(options => options with { Services = ["admin"] });
        using var desk = await Inside(own, confirmed: true);
        await using var known = own.Sql("admin")
            .CreateCommand(
                "insert into accounts (account_email, created_at) values ('ada@example.test', now())"
            );
        await known.ExecuteNonQueryAsync(Ct);

        foreach (var path in (string[])["/", "/accounts/ada%40example.test"])
        {
            var answer = await desk.Get(path);
            var page = await answer.Content.ReadAsStringAsync(Ct);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains("<h1>A part of LeadFuel does not answer.</h1>", page);
            Assert.Contains("Nothing is lost.", page);
            Assert.Contains("href=\"/jobs\"", page);
            Assert.StartsWith(
                "default-src 'none'",
                string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"))
            );
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }

        Assert.Contains("Without core", await desk.Read("/jobs"));
        Assert.Contains("accounts.listed", await desk.Read("/log"));
    }

    [Theory]
    [InlineData("/nothing/here")]
    [InlineData("/nothing.png")]
    [InlineData("/operators/remove")]
    public async Task What_is_not_there_is_said_in_words_to_whoever_asks(string path)
    {
        using var desk = new Desk(suite, AdminSuite.FirstOperator);

        var answer = await desk.Get(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Contains("<h1>There is nothing at this address.</h1>", page);
        // Who is not signed in sees no pages to choose from, and is sent to none.
        Assert.DoesNotContain("<nav", page);
        Assert.DoesNotContain("page above", page);
        Assert.Contains("<a href=\"/\">Go on</a>", page);
    }

    [Fact]
    public async Task A_tab_shows_the_products_icon()
    {
        using var desk = new Desk(suite, AdminSuite.FirstOperator);
        var page = await desk.Get("/sign-in");
        Assert.Contains(
            "<link rel=\"icon\" href=\"/favicon.ico\"",
            await page.Content.ReadAsStringAsync(Ct)
        );
        Assert.Contains(
            "img-src 'self'",
            string.Join(' ', page.Headers.GetValues("Content-Security-Policy"))
        );

        var icon = await desk.Get("/favicon.ico");

        Assert.Equal("image/svg+xml", icon.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            Repository.Text("gateway/web/public/icon.svg"),
            await icon.Content.ReadAsStringAsync(Ct)
        );
    }

    [Fact]
    public async Task Where_the_sandbox_plays_an_authenticator_the_second_factor_leads_to_it()
    {
        const string Sandbox = "http://localhost:5090/authenticator";
        await using var played = await suite.Own(options =>
            options with
            {
                Services = ["admin"],
                Settings = [.. options.Settings, ("admin", "Admin:Authenticator", Sandbox)],
            }
        );
        await using var real = await suite.Own(options => options with { Services = ["admin"] });
        using var there = await Inside(played, confirmed: false);
        using var here = await Inside(real, confirmed: false);

        Assert.Contains($"href=\"{Sandbox}\"", await there.Read("/second-factor"));
        Assert.DoesNotContain("Sandbox", await here.Read("/second-factor"));
    }

    // Without Core there is no mail, so the session of a sign-in is put where a sign-in puts it.
    private static async Task<Desk> Inside(Suite own, bool confirmed)
    {
        await Wait.Until(
            async () =>
            {
                await using var count = own.Sql("admin")
                    .CreateCommand("select count(*) from operators");
                return await count.ExecuteScalarAsync(Ct) is 1L;
            },
            () => "The first operator is not there yet"
        );
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = own.Time.GetUtcNow();
        var session = new OperatorSession
        {
            TokenHash = OperatorGate.Hash(token),
            Email = AdminSuite.FirstOperator,
            Reason = Stage.Reason,
            CreatedAt = now,
            SeenAt = now,
        };
        if (confirmed)
        {
            session.Confirm(now);
        }

        await using var scope = own.Admin.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(SwitchBoard.Suite, "service");
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        await using (var work = await db.Begin(Ct))
        {
            db.OperatorSessions.Add(session);
            await work.Commit(Ct);
        }

        var desk = new Desk(own, AdminSuite.FirstOperator);
        desk.Cookies.Add(
            new Cookie($"lfop-{own.Admin.Http.Port}", token, "/", own.Admin.Http.Host)
        );
        return desk;
    }
}
