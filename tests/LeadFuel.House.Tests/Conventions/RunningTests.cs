using System.Reflection;
using System.Text.RegularExpressions;
using LeadFuel.Gateway.Routes;
using LeadFuel.House.Tests.Mesh;
using LeadFuel.Jobs;
using LeadFuel.Prompts;
using LeadFuel.Providers;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.House.Tests.Conventions;

/// <summary>What is agreed about services as they run: jobs, routes, callers, providers.</summary>
public sealed partial class RunningTests(Suite suite)
{
    private static readonly string[] Names = ["core", "scope", "reach", "signal", "orbit", "admin"];

    private IEnumerable<RunningService> Services => Names.Select(suite.Service);

    [Fact]
    public void Every_job_has_a_runner_and_a_kind_that_says_whose_it_is()
    {
        var faults = new List<string>();
        var kinds = new HashSet<string>();
        foreach (var service in Services)
        {
            var run = service.Provider.GetServices<JobKind>().Select(kind => kind.Kind).ToList();
            foreach (var job in JobsOf(service))
            {
                var kind = (string)job.GetProperty(nameof(IJob.Kind))!.GetValue(null)!;
                if (!run.Contains(kind))
                {
                    faults.Add($"{kind} is registered nowhere");
                }

                if (!Kind().IsMatch(kind) || kind.Split('.')[0] != service.Name)
                {
                    faults.Add($"{kind}: a kind is {service.Name}.verb-noun");
                }

                if (!kinds.Add(kind))
                {
                    faults.Add($"{kind} stands for two jobs");
                }
            }
        }

        Assert.NotEmpty(kinds);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void A_job_carries_ids_and_no_content()
    {
        Type[] ids =
        [
            typeof(Guid),
            typeof(Guid[]),
            typeof(int),
            typeof(long),
            typeof(short),
            typeof(bool),
            typeof(DateTimeOffset),
            typeof(DateOnly),
        ];
        // Names of a service, a vendor's id, a domain, a reason in one word; the log entry on its way to Core.
        string[] words = ["Service", "ResendId", "EmailId", "SvixId", "Name", "Reason", "Provider"];
        var faults = Services
            .SelectMany(JobsOf)
            .Where(job => job.DeclaringType!.Name != "AppendAudit")
            .SelectMany(job =>
                job.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                    .Where(property =>
                        !ids.Contains(
                            Nullable.GetUnderlyingType(property.PropertyType)
                                ?? property.PropertyType
                        )
                        && !property.PropertyType.IsEnum
                        // Names of a prompt's parts.
                        && property.Name != "IncludedParts"
                        && !(
                            property.PropertyType == typeof(string) && words.Contains(property.Name)
                        )
                    )
                    .Select(property => $"{job.FullName}.{property.Name}")
            )
            .ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Who_may_call_what_is_listed_for_methods_that_there_are()
    {
        var methods = new[] { "LeadFuel.ServiceDefaults", "services" }
            .SelectMany(folder => Repository.Files(folder, ".proto"))
            .SelectMany(file => MethodsIn(Repository.Text(file)))
            .ToList();
        var stale = Callers
            .Read()
            .Where(line => line.Value.Length > 0)
            .Select(line => line.Key)
            .Where(line =>
                !methods.Any(method =>
                    line.EndsWith("/*", StringComparison.Ordinal)
                        ? method.StartsWith(line[..^1], StringComparison.Ordinal)
                        : method == line
                )
            );

        Assert.Empty(stale);
    }

    [Fact]
    public void Each_public_route_is_forwarded_under_its_own_name_and_nothing_else_is_open()
    {
        var forwarded = RouteTable
            .All.Where(policy => policy.PublicName is not null)
            .Select(policy => (policy.Service!, policy.PublicName!))
            .ToHashSet();
        var open = Services
            .SelectMany(Route.Of)
            .Where(route => route.PublicName is not null)
            .Select(route => (route.Service, route.PublicName!))
            .ToHashSet();

        Assert.Empty(open.Except(forwarded));
        Assert.DoesNotContain(RouteTable.All, policy => policy.Service == "admin");
    }

    [Fact]
    [Claim("T58")]
    public void What_is_refused_by_name_while_viewing_is_there()
    {
        var there = Services
            .SelectMany(Route.Of)
            .Where(route => route.Method == "GET")
            .Select(route => $"/api/{route.Service}{route.Path}")
            .ToList();
        var refused = RouteTable.All.Where(policy => policy.NotWhileViewing).ToList();

        Assert.NotEmpty(refused);
        Assert.All(refused, policy => Assert.Contains(there, Under(policy).IsMatch));
        // Files and keys: whoever adds one names it.
        Assert.DoesNotContain(
            there.Where(path => Taken().IsMatch(path)),
            path => !refused.Any(policy => Under(policy).IsMatch(path))
        );
    }

    [Fact]
    public void A_room_is_called_like_its_table()
    {
        // No rooms of rows: what is asked once, or made from elsewhere.
        string[] single =
        [
            "",
            "bootstrap",
            "data-map",
            ".well-known",
            "trust",
            "session",
            "settings",
            "hooks",
            "u",
            "c",
            "today",
            "people",
            "threads",
            "account",
            "billing",
            "events",
            "operators",
            "export",
            "deletion",
            "suspension",
            "usage",
            "voice",
        ];
        var faults = Services
            .SelectMany(Route.Of)
            .Select(route => route.Pattern.Split('/')[1])
            .Distinct()
            .Except(single)
            .Where(room => !Room().IsMatch(room));

        Assert.Empty(faults);
    }

    [Fact]
    public void Claude_is_asked_by_those_who_said_so_and_for_what_they_said()
    {
        var faults = new List<string>();
        foreach (var service in Services)
        {
            foreach (var provider in service.Provider.GetServices<Provider>())
            {
                faults.AddRange(
                    provider
                        .Purposes.Where(purpose =>
                            purpose.Name.Split('.')[0] != service.Name
                            || purpose.Says.Length == 0
                            || purpose.Categories.Length == 0
                        )
                        .Select(purpose => $"{service.Name}: {provider.Name} {purpose.Name}")
                );
                // Core may ask whether a customer's key is accepted, which carries the key and no text.
                var asksForKeys =
                    service.Name == "core"
                    && provider.Purposes.All(purpose =>
                        purpose is { Name: "core.ai-key", Categories: ["your own Anthropic key"] }
                    );
                if (
                    provider.Name == "Anthropic"
                    && service.Name is "core" or "admin"
                    && !asksForKeys
                )
                {
                    faults.Add($"{service.Name} has no purpose for Claude");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    [Claim("T13")]
    public void Claude_is_held_by_what_writes_icps_drafts_and_posts_and_by_nothing_else()
    {
        var holders = Repository
            .Files("services", ".cs")
            .Concat(Repository.Files("gateway", ".cs"))
            .Where(file => Repository.Text(file).Contains("ClaudeClient", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                // It repeats what Anthropic keeps, and calls nothing.
                "services/Core/Providers/Anthropic/KeyCheck.cs",
                "services/Reach/Drafts/PreviewPrompt.cs",
                "services/Reach/Drafts/RunGeneration.cs",
                "services/Reach/Drafts/StartGeneration.cs",
                "services/Reach/Program.cs",
                "services/Reach/Providers/Anthropic/Claude.cs",
                "services/Scope/Program.cs",
                "services/Scope/Providers/Anthropic/Claude.cs",
                "services/Scope/Syntheses/PreviewPrompt.cs",
                "services/Scope/Syntheses/RunSynthesis.cs",
                "services/Scope/Syntheses/StartSynthesis.cs",
                "services/Signal/Generations/PreviewPrompt.cs",
                "services/Signal/Generations/RunGeneration.cs",
                "services/Signal/Generations/StartGeneration.cs",
                "services/Signal/Program.cs",
                "services/Signal/Providers/Anthropic/Claude.cs",
            ],
            holders
        );
        Assert.Equal(
            ["reach", "scope", "signal"],
            Services
                .Where(service =>
                    service
                        .Provider.GetRequiredService<IServiceProviderIsService>()
                        .IsService(typeof(ClaudeClient))
                )
                .Select(service => service.Name)
                .Order()
        );
        // Core asks whether a key is accepted; Orbit and Admin ask nothing.
        Assert.Equal(
            ["core.ai-key", "reach.drafting", "scope.synthesis", "signal.posts"],
            Services
                .SelectMany(service => service.Provider.GetServices<Provider>())
                .Where(provider => provider.Name == "Anthropic")
                .SelectMany(provider => provider.Purposes)
                .Select(purpose => purpose.Name)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    private static Regex Under(RoutePolicy policy) =>
        new(
            $"^{Parameter().Replace(policy.Path, "[^/]+").Replace("/{**rest}", "(/.*)?")}$",
            RegexOptions.NonBacktracking
        );

    private static IEnumerable<Type> JobsOf(RunningService service) =>
        AppDomain
            .CurrentDomain.GetAssemblies()
            .Single(assembly =>
                string.Equals(
                    assembly.GetName().Name,
                    $"LeadFuel.{service.Name}",
                    StringComparison.OrdinalIgnoreCase
                )
            )
            .GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IJob)) && !type.IsAbstract);

    private static IEnumerable<string> MethodsIn(string proto)
    {
        var package = Package().Match(proto).Groups[1].Value;
        return Offered()
            .Matches(proto)
            .SelectMany(service =>
                Method()
                    .Matches(service.Groups[2].Value)
                    .Select(method =>
                        $"/{package}.{service.Groups[1].Value}/{method.Groups[1].Value}"
                    )
            );
    }

    [GeneratedRegex(@"package ([\w.]+);")]
    private static partial Regex Package();

    [GeneratedRegex(
        @"service (\w+)\s*\{(.*?)^\}",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Offered();

    [GeneratedRegex(@"rpc (\w+)\s*\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(/export|/content|\.csv)$|keys|secret")]
    private static partial Regex Taken();

    [GeneratedRegex("^[a-z]+\\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex Kind();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*s$")]
    private static partial Regex Room();
}
