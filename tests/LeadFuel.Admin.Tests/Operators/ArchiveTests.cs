namespace LeadFuel.Admin.Tests.Operators;

/// <summary>A lead does not wait for Sunday.</summary>
public sealed class ArchiveTests(WholeStage stage) : IClassFixture<WholeStage>
{
    [Fact]
    public async Task A_lead_runs_the_archive_at_once_and_the_log_says_so()
    {
        var ada = await stage.Account();
        var eve = await stage.Account();
        foreach (var member in (Member[])[ada, eve])
        {
            await (await member.Scope.Post("/icps", new { name = "Kept" })).Json();
        }

        var made = await ada.Scope.Post("/icps", new { name = "Deleted" });
        var path = $"/icps/{(await made.Json()).GetProperty("id").GetString()}";
        await ada.Scope.Delete(path, (await ada.Scope.Get(path)).Tag());
        Assert.Equal(3L, await Icps(ada, eve));
        using var helper = await stage.Operator("support");
        await stage.Fresh(helper);
        Assert.DoesNotContain("Run the archive", await helper.Read("/jobs"));
        Assert.Equal(HttpStatusCode.Forbidden, (await helper.Press("/archive")).StatusCode);

        await stage.Fresh(stage.Lead);
        Assert.Contains("Run the archive now", await stage.Lead.Read("/jobs"));
        await stage.Lead.Go("/archive");
        await stage.Suite.Drain(null, "admin.run-archive");

        Assert.Equal(2L, await Icps(ada, eve));
        Assert.Equal(
            6L,
            await stage.Sql(
                "admin",
                "select count(*) from jobs where kind = 'admin.run-archive' and state = 2"
            )
        );
        Assert.Contains("archive.asked", await stage.Lead.Read("/log"));
    }

    private Task<object?> Icps(Member ada, Member eve) =>
        stage.Sql(
            "scope",
            "select count(*) from icps where account_email in ($1, $2)",
            ada.Email,
            eve.Email
        );
}
