using LeadFuel.Admin;
using LeadFuel.Core;
using LeadFuel.Orbit;
using LeadFuel.Reach;
using LeadFuel.Sandbox;
using LeadFuel.Scope;
using LeadFuel.Signal;
using LeadFuel.Testing.Postgres;

namespace LeadFuel.Testing.Services;

/// <summary>How each service is started: what LeadFuel.AppHost gives it, with test values.</summary>
internal sealed class SuiteServices(
    SuiteOptions options,
    TestDatabases databases,
    TestTokens tokens,
    LogBook logs
)
{
    public static readonly string[] Names =
    [
        "gateway",
        "core",
        "scope",
        "reach",
        "signal",
        "orbit",
        "admin",
    ];

    private const string HookSecret = "whsec_bGVhZGZ1ZWwtdGVzdHMtd2ViaG9vay1zZWNyZXQtMQ==";

    // All are known before anything starts, since references go both ways.
    private readonly Dictionary<string, ServicePorts> ports = Names
        .Append("sandbox")
        .ToDictionary(
            name => name,
            name => new ServicePorts(
                Ports.Free(),
                name is "gateway" or "sandbox" ? 0 : Ports.Free()
            )
        );

    public RunningService Start(string name) =>
        name switch
        {
            "core" => Start<CoreDb>(name, "services/Core", Core()),
            "scope" => Start<ScopeDb>(name, "services/Scope", Scope()),
            "reach" => Start<ReachDb>(name, "services/Reach", Reach()),
            "signal" => Start<SignalDb>(name, "services/Signal", Signal()),
            "orbit" => Start<OrbitDb>(name, "services/Orbit", Orbit()),
            "admin" => Start<AdminDb>(name, "services/Admin", Databases(name)),
            "gateway" => Start<Gateway.Routes.RoutePolicy>(name, "gateway", []),
            "sandbox" => Start<SandboxApp>(name, "services/Sandbox", Sandbox()),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such service."),
        };

    /// <summary>The same service as a process of its own.</summary>
    public ApartService Apart(string name) =>
        name switch
        {
            "core" => Apart(name, "services/Core/LeadFuel.Core", Core()),
            "reach" => Apart(name, "services/Reach/LeadFuel.Reach", Reach()),
            "scope" => Apart(name, "services/Scope/LeadFuel.Scope", Scope()),
            "signal" => Apart(name, "services/Signal/LeadFuel.Signal", Signal()),
            "orbit" => Apart(name, "services/Orbit/LeadFuel.Orbit", Orbit()),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such service."),
        };

    private ApartService Apart(
        string name,
        string project,
        IEnumerable<KeyValuePair<string, string>> own
    ) => new(name, ports[name], project, Settings(name, own));

    private IEnumerable<KeyValuePair<string, string>> Core() =>
        [
            .. Databases("core", "shared"),
            .. Resend("core"),
            .. Stripe(),
            .. Anthropic().Take(1),
            new("Webhooks:Sandbox", ports["sandbox"].HttpUrl),
            new("Providers:Slack:BaseUrl", $"{ports["sandbox"].HttpUrl}/slack"),
        ];

    private IEnumerable<KeyValuePair<string, string>> Scope() =>
        [
            .. Databases("scope"),
            .. Anthropic(),
            new("Providers:OpenAI:BaseUrl", $"{ports["sandbox"].HttpUrl}/openai"),
            new("Providers:OpenAI:Key", "sk-sandbox"),
        ];

    private IEnumerable<KeyValuePair<string, string>> Signal() =>
        [
            .. Databases("signal"),
            .. Anthropic(),
            new("Providers:LinkedIn:BaseUrl", $"{ports["sandbox"].HttpUrl}/linkedin"),
            new("Providers:LinkedIn:ClientId", "sandbox-linkedin"),
            new("Providers:LinkedIn:ClientSecret", "sandbox"),
        ];

    private IEnumerable<KeyValuePair<string, string>> Orbit() =>
        [
            .. Databases("orbit"),
            new("Providers:Microsoft:BaseUrl", $"{ports["sandbox"].HttpUrl}/microsoft"),
            new("Providers:Microsoft:ClientId", "leadfuel-sandbox"),
            new("Providers:Microsoft:ClientSecret", "microsoft-sandbox-secret"),
        ];

    private IEnumerable<KeyValuePair<string, string>> Reach() =>
        [
            .. Databases("reach"),
            .. Anthropic(),
            .. Resend("reach"),
            new("Reach:MailsPerSecond", "1000"),
        ];

    private RunningService Start<TEntry>(
        string name,
        string folder,
        IEnumerable<KeyValuePair<string, string>> own
    )
        where TEntry : class =>
        RunningService.Start<TEntry>(
            name,
            folder,
            ports[name],
            Settings(name, own),
            options.Clock,
            logs
        );

    private List<KeyValuePair<string, string>> Settings(
        string name,
        IEnumerable<KeyValuePair<string, string>> own
    )
    {
        var settings = new List<KeyValuePair<string, string>>
        {
            new("PUBLIC_ORIGIN", ports["gateway"].HttpUrl),
            new("ADMIN_ORIGIN", ports["admin"].HttpUrl),
            new("SECRET_KEY", "dGVzdHMtb2YtbGVhZGZ1ZWwtdGVzdHMtb2YtbGVhZGZ1ZWwtMDE="),
            new("Databases:MaxPoolSize", "8"),
        };
        foreach (var (other, port) in ports.Where(other => other.Key != "sandbox"))
        {
            settings.Add(new($"services:{other}:http:0", port.HttpUrl));
            if (port.HasGrpc)
            {
                settings.Add(new($"services:{other}:grpc:0", port.GrpcUrl));
            }
        }

        if (name != "sandbox")
        {
            settings.AddRange(tokens.Settings(name));
        }

        settings.AddRange(own);
        settings.AddRange(
            options
                .Settings.Where(setting => setting.Service == name)
                .Select(setting => new KeyValuePair<string, string>(setting.Key, setting.Value))
        );
        return settings;
    }

    private IEnumerable<KeyValuePair<string, string>> Databases(params string[] names) =>
        names.SelectMany(name =>
            new KeyValuePair<string, string>[]
            {
                new($"ConnectionStrings:{name}", databases.Connection(name)),
                new($"ConnectionStrings:{name}-archive", databases.Connection(name, "archive")),
            }
        );

    private IEnumerable<KeyValuePair<string, string>> Resend(string team) =>
        [
            new("Providers:Resend:BaseUrl", $"{ports["sandbox"].HttpUrl}/resend"),
            new("Providers:Resend:Key", $"re_sandbox_{team}"),
            new("Providers:Resend:HookSecret", HookSecret),
        ];

    private IEnumerable<KeyValuePair<string, string>> Stripe() =>
        [
            new("Providers:Stripe:BaseUrl", $"{ports["sandbox"].HttpUrl}/stripe"),
            new("Providers:Stripe:Key", "sk_test_sandbox"),
            new("Providers:Stripe:HookSecret", HookSecret),
        ];

    private IEnumerable<KeyValuePair<string, string>> Anthropic() =>
        [
            new("Providers:Anthropic:BaseUrl", $"{ports["sandbox"].HttpUrl}/anthropic"),
            new("Providers:Anthropic:Key", "sk-ant-sandbox"),
        ];

    private List<KeyValuePair<string, string>> Sandbox()
    {
        var settings = new List<KeyValuePair<string, string>>
        {
            new("Sandbox:Stripe:HookUrl", $"{ports["gateway"].HttpUrl}/hooks/stripe"),
            new("Sandbox:Stripe:HookSecret", HookSecret),
            new("Sandbox:Resend:RequestsPerSecond", "10000"),
            new("Sandbox:Resend:EventDelayMs", "0"),
            new("Sandbox:Anthropic:DeltaDelayMs", "0"),
            new("Sandbox:Anthropic:FirstByteDelayMs", "0"),
        };
        foreach (var team in (string[])["core", "reach"])
        {
            settings.Add(
                new(
                    $"Sandbox:Resend:Teams:{team}:HookUrl",
                    $"{ports["gateway"].HttpUrl}/hooks/resend/{team}"
                )
            );
            settings.Add(new($"Sandbox:Resend:Teams:{team}:HookSecret", HookSecret));
            settings.Add(new($"Sandbox:Resend:Teams:{team}:Key", $"re_sandbox_{team}"));
        }

        return settings;
    }
}
