using LeadFuel.Providers;

namespace LeadFuel.Admin.Tests.Operators;

/// <summary>Whatever shows customers is opened for a reason, and the log says what was looked for.</summary>
public sealed class ReadTests(Stage stage) : IClassFixture<Stage>
{
    private const string Why = "Ticket 52, who waits for whom";

    [Theory]
    [InlineData("/?query=Ada&state=active", "accounts.listed", "search Ada, state active")]
    [InlineData("/", "accounts.listed", "all")]
    [InlineData(
        "/jobs?state=ready&service=scope&kind=scope.x&error=408&held=1",
        "jobs.listed",
        "state ready, service scope, kind scope.x, error 408, lane held"
    )]
    [InlineData("/providers", "providers.listed", "all accounts")]
    public async Task A_list_of_customers_is_shown_for_a_reason_which_stands_in_the_log_with_the_search(
        string path,
        string action,
        string searched
    )
    {
        using var desk = await stage.Operator("viewer");
        var asked = await desk.Read(path);
        Assert.Contains("What are you working on?", asked);
        Assert.DoesNotContain("<table", asked);
        Assert.Null(await Entry(SwitchBoard.Suite.Email, action, desk));

        await desk.Go("/reason", ("reason", Why));
        await desk.Read(path);

        Assert.Equal($"{searched}: {Why}", await Entry(SwitchBoard.Suite.Email, action, desk));
    }

    [Fact]
    public async Task The_jobs_of_one_account_are_filed_under_that_account()
    {
        var ada = await stage.Account();
        var eve = await stage.Account();
        using var desk = await stage.Operator("viewer");
        await desk.Go("/reason", ("reason", Why));

        await desk.Read($"/jobs?account={Uri.EscapeDataString(ada.Email.ToUpperInvariant())}");

        Assert.Equal(
            $"state dead, account {ada.Email}: {Why}",
            await Entry(ada.Email, "jobs.listed", desk)
        );
        Assert.Null(await Entry(eve.Email, "jobs.listed", desk));
        Assert.Null(await Entry(SwitchBoard.Suite.Email, "jobs.listed", desk));
        Assert.Contains(
            "jobs.listed",
            await desk.Read($"/accounts/{Uri.EscapeDataString(ada.Email)}")
        );
    }

    [Fact]
    public async Task However_long_a_search_is_the_log_keeps_its_beginning()
    {
        using var desk = await stage.Operator("viewer");
        await desk.Go("/reason", ("reason", Why));

        await desk.Read($"/?query={new string('a', 1000)}");

        Assert.Equal(
            $"search {new string('a', 293)}: {Why}",
            await Entry(SwitchBoard.Suite.Email, "accounts.listed", desk)
        );
    }

    private Task<object?> Entry(string account, string action, Desk desk) =>
        stage.Sql(
            "admin",
            "select subject || ': ' || detail from operator_entries where account_email = $1 and action = $2 and operator = $3",
            account,
            action,
            desk.Email
        );
}
