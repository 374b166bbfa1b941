using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadFuel.Testing;

namespace LeadFuel.Hosting.Tests.Model;

/// <summary>AppHost.cs as it describes the suite; nothing is started.</summary>
public sealed partial class AppHostTests
{
    private static readonly Dictionary<string, string[]> Databases = new()
    {
        ["core"] = ["core", "shared"],
        ["scope"] = ["scope"],
        ["reach"] = ["reach"],
        ["signal"] = ["signal"],
        ["orbit"] = ["orbit"],
        ["admin"] = ["admin"],
        ["gateway"] = [],
        ["sandbox"] = [],
    };

    [Fact]
    [Claim("K1")]
    public async Task Each_service_has_its_own_database_and_the_login_of_no_other()
    {
        await using var model = await Model();
        var faults = new List<string>();
        foreach (var (name, databases) in Databases)
        {
            var variables = await Variables(model, name);
            var given = variables
                .Where(v => v.Key.StartsWith("ConnectionStrings__", StringComparison.Ordinal))
                .ToDictionary(v => v.Key["ConnectionStrings__".Length..], v => v.Value);
            var wanted = databases.SelectMany(d => (string[])[d, $"{d}-archive"]).ToHashSet();
            if (!wanted.SetEquals(given.Keys))
            {
                faults.Add($"{name} is given {string.Join(", ", given.Keys.Order())}");
            }

            foreach (var (connection, text) in given)
            {
                var database = connection.Split('-')[0];
                var role = connection.EndsWith("-archive") ? "archive" : "app";
                var password = role == "app" ? $"{database}-password" : $"{connection}-password";
                if (
                    text
                    != "Host={postgres.bindings.tcp.host};Port={postgres.bindings.tcp.port};"
                        + $"Username=lf_{database}_{role};Password={{{password}.value}};Database={database}"
                )
                {
                    faults.Add($"{name}: {connection} is {text}");
                }
            }

            faults.AddRange(
                variables
                    .Where(v => v.Value.Contains("{postgres-password.value}"))
                    .Select(v => $"{name} holds the server's login in {v.Key}")
            );
        }

        Assert.Equal(
            ["admin", "core", "orbit", "reach", "scope", "shared", "signal"],
            model
                .Resources.OfType<PostgresDatabaseResource>()
                .Select(database => database.DatabaseName)
                .Order()
        );
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task The_environment_of_each_service_is_as_agreed()
    {
        await using var model = await Model();
        var all = new SortedDictionary<string, SortedDictionary<string, string>>(
            StringComparer.Ordinal
        );
        foreach (var project in model.Resources.OfType<ProjectResource>())
        {
            all[project.Name] = new(
                (await Variables(model, project.Name)).ToDictionary(
                    v => v.Key,
                    v =>
                        Instance()
                            .Replace(v.Value, "$1…")
                            .Replace(Repository.Root, "…", StringComparison.Ordinal)
                ),
                StringComparer.Ordinal
            );
        }

        Golden.Check(all, "environment");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("publish")]
    public async Task Each_service_is_told_where_those_are_whom_it_asks(string mode)
    {
        await using var model = await Model("--operation", mode);
        var faults = new List<string>();
        foreach (var (name, folder) in Folders)
        {
            var told = await Variables(model, name);
            faults.AddRange(
                Asked(folder)
                    .Where(other => !told.ContainsKey($"services__{other}__grpc__0"))
                    .Select(other => $"{name} asks {other} and is not told where it is")
            );
        }

        Assert.Contains("admin", Asked("services/Admin"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Telemetry_holds_neither_prompts_nor_links_that_sign_in()
    {
        string[] loud =
        [
            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
            "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION",
            "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION",
        ];
        foreach (var mode in (string[])["run", "publish"])
        {
            await using var model = await Model("--operation", mode);
            foreach (var project in model.Resources.OfType<ProjectResource>())
            {
                var variables = await Variables(model, project.Name);
                Assert.All(loud, name => Assert.Equal("false", variables[name]));
            }
        }
    }

    [Fact]
    public async Task Nothing_that_is_published_points_at_the_Sandbox()
    {
        await using var model = await Model("--operation", "publish");

        Assert.True(model.ExecutionContext.IsPublishMode);
        Assert.DoesNotContain(model.Resources, resource => resource.Name == "sandbox");
        foreach (var project in model.Resources.OfType<ProjectResource>())
        {
            Assert.DoesNotContain(
                await Variables(model, project.Name),
                v =>
                    v.Key.EndsWith("__BaseUrl", StringComparison.Ordinal)
                    || v.Value.Contains("sandbox", StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    [Fact]
    public async Task No_secret_stands_among_the_arguments_of_a_program()
    {
        await using var model = await Model();
        foreach (var resource in model.Resources)
        {
            Assert.Empty(resource.Annotations.OfType<ArgumentsAnnotation>());
        }
    }

    private static IEnumerable<(string Name, string Folder)> Folders =>
        [
            ("gateway", "gateway"),
            ("core", "services/Core"),
            ("scope", "services/Scope"),
            ("reach", "services/Reach"),
            ("signal", "services/Signal"),
            ("orbit", "services/Orbit"),
            ("admin", "services/Admin"),
        ];

    // By name, or in a loop over a list of names that the same service has.
    private static HashSet<string> Asked(string folder)
    {
        var all = string.Concat(Repository.Files(folder, ".cs").Select(Repository.Text));
        var program = Repository.Text($"{folder}/Program.cs");
        var asked = Client().Matches(program).Select(match => match.Groups[1].Value).ToHashSet();
        if (program.Contains("AddServiceClient<AccountData.AccountDataClient>(service, service)"))
        {
            asked.UnionWith(
                Quoted()
                    .Matches(List().Match(all).Groups[1].Value)
                    .Select(match => match.Groups[1].Value)
            );
        }

        return asked;
    }

    private static Task<IDistributedApplicationTestingBuilder> Model(params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadFuel_AppHost>(
            args,
            TestContext.Current.CancellationToken
        );

    /// <summary>Values that are known only later, as expressions.</summary>
    private static async Task<Dictionary<string, string>> Variables(
        IDistributedApplicationBuilder model,
        string name
    )
    {
        var resource = model.Resources.Single(resource => resource.Name == name);
        var context = new EnvironmentCallbackContext(model.ExecutionContext, resource);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables.ToDictionary(
            v => v.Key,
            v =>
                v.Value is IManifestExpressionProvider later
                    ? later.ValueExpression
                    : v.Value.ToString()!
        );
    }

    [GeneratedRegex(@"AddServiceClient<[\w.]+>\(\s*""(\w+)""")]
    private static partial Regex Client();

    [GeneratedRegex(@"string\[\] Services =\s*\[([^\]]*)\]")]
    private static partial Regex List();

    [GeneratedRegex(@"""(\w+)""")]
    private static partial Regex Quoted();

    [GeneratedRegex("(service.instance.id=[a-z]+-)[0-9a-f]+")]
    private static partial Regex Instance();
}
