using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;

namespace LeadFuel.Hosting.Tests;

/// <summary>A test starts the whole AppHost, apart from every other.</summary>
public sealed class TestingBuilderTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_test_reaches_services_and_databases_of_the_AppHost()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
                ["--postgres", "yes"],
                ct
            );
        Assert.Contains(builder.Resources, resource => resource.Name == "edge");
        await using var app = await builder.BuildAsync(ct);
        Assert.Throws<InvalidOperationException>(() => app.GetEndpoint("core"));
        await app.StartAsync(ct);

        await app.ResourceNotifications.WaitForResourceHealthyAsync("edge", ct);

        using var http = app.CreateHttpClient("edge");
        var variables = (
            await http.GetFromJsonAsync<Dictionary<string, string>>("/variables", ct)
        )!;
        Assert.Equal(
            app.GetEndpoint("core", "http").ToString().TrimEnd('/'),
            variables["services__core__http__0"]
        );
        Assert.NotEqual(5981, app.GetEndpoint("core").Port);
        Assert.Equal("Development", variables["ASPNETCORE_ENVIRONMENT"]);
        await using var source = NpgsqlDataSource.Create(
            (await app.GetConnectionStringAsync("core-db", ct))!
        );
        await using var command = source.CreateCommand("select current_database()");
        Assert.Equal("core", await command.ExecuteScalarAsync(ct));
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_of_them_share_nothing_and_leave_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        var apps = new List<DistributedApplication>();
        var states = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var builder =
                await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
                    ct
                );
            var app = await builder.BuildAsync(ct);
            await app.StartAsync(ct);
            states.Add(app.Runner.State);
            apps.Add(app);
        }

        foreach (var app in apps)
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync("core", ct);
        }

        Assert.NotEqual(apps[0].GetEndpoint("core"), apps[1].GetEndpoint("core"));
        Assert.Equal(2, states.Distinct().Count());
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        Assert.DoesNotContain(states, Directory.Exists);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_AppHost_throws_is_thrown_in_the_test()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
                ["--parameter", "yes"],
                ct
            );
        await using var app = await builder.BuildAsync(ct);

        var missing = await Assert.ThrowsAsync<MissingParameterValueException>(() =>
            app.StartAsync(ct)
        );
        Assert.StartsWith("The parameter 'the-key' has no value.", missing.Message);

        var broken = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
                ["--twice", "yes"],
                ct
            )
        );
        Assert.Contains("'core' because a resource with that name already exists", broken.Message);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wait_for_what_will_never_be_healthy_fails_and_says_why()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
                ["--core:Exit", "3"],
                ct
            );
        await using var app = await builder.BuildAsync(ct);
        await app.StartAsync(ct);

        var failed = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            app.ResourceNotifications.WaitForResourceHealthyAsync("edge", ct)
        );

        Assert.Equal(
            "edge is FailedToStart: core, which it waits for: exited with code 3",
            failed.Message
        );
        await app.ResourceNotifications.WaitForResourceAsync(
            "core",
            KnownResourceStates.Exited,
            ct
        );
    }

    [Fact(Timeout = 120_000)]
    public async Task A_test_adds_to_the_model_before_it_is_built()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(ct);
        var core = builder.CreateResourceBuilder(
            (ProjectResource)builder.Resources.Single(resource => resource.Name == "core")
        );
        core.WithEnvironment("FROM_THE_TEST", "yes");
        await using var app = await builder.BuildAsync(ct);
        await app.StartAsync(ct);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("core", ct);

        using var http = app.CreateHttpClient("core");
        using var answer = await http.GetAsync(new Uri("/variables", UriKind.Relative), ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("FROM_THE_TEST", await answer.Content.ReadAsStringAsync(ct));
    }
}
