using System.Net.Http.Headers;
using LeadFuel.Admin.Operators;

namespace LeadFuel.Admin.Tests.Operators;

/// <summary>An operator's browser at the operators' own address.</summary>
public sealed class Desk : IDisposable
{
    private readonly Suite suite;
    private readonly HttpClient http;

    public Desk(Suite suite, string email)
    {
        (this.suite, Email) = (suite, email);
        http = new HttpClient(
            new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }
        )
        {
            BaseAddress = suite.Admin.Http,
        };
        http.DefaultRequestHeaders.Add(
            "Origin",
            suite.Admin.Http.GetLeftPart(UriPartial.Authority)
        );
    }

    public string Email { get; }

    public CookieContainer Cookies { get; } = new();

    public string? Secret { get; set; }

    public HttpRequestHeaders Headers => http.DefaultRequestHeaders;

    public Task<HttpResponseMessage> Get(string path) =>
        http.GetAsync(path, TestContext.Current.CancellationToken);

    public async Task<string> Read(string path)
    {
        var answer = await Get(path);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            answer.StatusCode == HttpStatusCode.OK,
            $"{path} answered {(int)answer.StatusCode}: {text}"
        );
        return text;
    }

    public Task<HttpResponseMessage> Press(
        string path,
        params (string Name, string Value)[] fields
    ) =>
        http.PostAsync(
            path,
            new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
            ),
            TestContext.Current.CancellationToken
        );

    /// <summary>Presses, and must be sent on.</summary>
    public async Task<string> Go(string path, params (string Name, string Value)[] fields)
    {
        var answer = await Press(path, fields);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            answer.StatusCode == HttpStatusCode.SeeOther,
            $"{path} answered {(int)answer.StatusCode}: {text}"
        );
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Asks for a link and takes it from the mail.</summary>
    public async Task<string> Link()
    {
        // Two mails of one instant have no order.
        suite.Advance(TimeSpan.FromSeconds(1));
        var before = (await suite.Sandbox.Mails(Email)).Count;
        await Press("/sign-in", ("email", Email));
        return Suite.LinkIn(await suite.Sandbox.Mail(Email, before + 1));
    }

    public Task<HttpResponseMessage> Confirm() =>
        Press("/second-factor", ("code", TotpCode.At(Secret!, suite.Time.GetUtcNow())));

    /// <summary>The whole way in: link, press, authenticator.</summary>
    public async Task<Desk> SignIn()
    {
        var link = await Link();
        Assert.Equal("/second-factor", await Go("/sign-in/consume", ("token", link)));
        var page = await Read("/second-factor");
        Secret ??= Between(page, "<code id=\"secret\">", "</code>");
        Assert.Equal(HttpStatusCode.SeeOther, (await Confirm()).StatusCode);
        return this;
    }

    public static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(start >= 0, $"No {before} in {text}");
        start += before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    public void Dispose() => http.Dispose();
}

/// <summary>A suite in its own time with its first operator signed in.</summary>
public class Stage : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public Desk Lead { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Suite = await Begin();
        await Wait.Until(
            async () => await Sql("admin", "select count(*) from operators") is 1L,
            () => "The first operator is not there yet"
        );
        Lead = await new Desk(Suite, AdminSuite.FirstOperator).SignIn();
    }

    protected virtual Task<Suite> Begin() => new AdminSuite().OwnTime();

    /// <summary>Another operator, added by the lead and signed in.</summary>
    public async Task<Desk> Operator(string role)
    {
        var email = Testing.Suite.NewAddress("operator");
        await Fresh(Lead);
        await Lead.Go("/operators", ("email", email), ("name", "Olga"), ("role", role));
        // The mail that invites is there before any that is asked for.
        await Suite.Sandbox.Mail(email);
        return await new Desk(Suite, email).SignIn();
    }

    /// <summary>What is said to be worked on, wherever no other reason is given.</summary>
    public const string Reason = "Ticket 12, tests at the desk";

    /// <summary>With a code of just now, as sharp acts want it, and with something to work on.</summary>
    public async Task Fresh(Desk desk)
    {
        Suite.Advance(TimeSpan.FromSeconds(60));
        var answer = await desk.Confirm();
        // Other tests may have let the session's half hour go by.
        if (answer.Headers.Location?.OriginalString != "/")
        {
            Suite.Advance(TimeSpan.FromSeconds(60));
            await desk.SignIn();
        }

        await desk.Go("/reason", ("reason", Reason));
    }

    public async Task<Member> Account()
    {
        var member = await Suite.SignUp();
        await Suite.Drain(member);
        return member;
    }

    public async Task<object?> Sql(string database, string sql, params object[] values)
    {
#pragma warning disable CA2100 // Written in the tests.
        await using var command = Suite.Sql(database).CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Lead?.Dispose();
        if (Suite is not null)
        {
            await Suite.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>One after the other: they share the stage with all services, and its time.</summary>
[CollectionDefinition]
public sealed class AllServices : ICollectionFixture<WholeStage>;

/// <summary>The same with all services, for what an operator starts in each of them.</summary>
public sealed class WholeStage : Stage
{
    protected override Task<Suite> Begin() => new Whole().OwnTime();

    private sealed class Whole()
        : Suite(
            new SuiteOptions
            {
                Settings = [("admin", "Admin:FirstOperator", AdminSuite.FirstOperator)],
            }
        );
}
