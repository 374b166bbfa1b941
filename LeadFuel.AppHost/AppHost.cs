using System.Security.Cryptography;

var builder = DistributedApplication.CreateBuilder(args);
var run = builder.ExecutionContext.IsRunMode;
string[] names = ["gateway", "core", "scope", "reach", "signal", "orbit", "admin"];

var secretKey = Generated("secret-key", 44);
var keys = names.ToDictionary(name => name, SigningKey);

// Only `databases` holds the server's login; each service gets two narrow ones for what it owns.
var postgres = builder.AddPostgres("postgres").WithDataVolume("leadfuel-postgres");
var databases = Quiet(builder.AddProject<Projects.LeadFuel_Databases>("databases"))
    .WithReference(postgres)
    .WaitFor(postgres);
string[] stores = ["shared", "core", "scope", "reach", "signal", "orbit", "admin"];
var logins = stores.ToDictionary(
    name => name,
    name =>
    {
        postgres.AddDatabase($"{name}-db", name);
        var login = Generated($"{name}-password", 32);
        var archive = Generated($"{name}-archive-password", 32);
        databases
            .WithEnvironment($"Logins__{name}", login)
            .WithEnvironment($"ArchiveLogins__{name}", archive);
        return (App: login, Archive: archive);
    }
);

var core = Service<Projects.LeadFuel_Core>("core", "shared", "core");
var scope = Service<Projects.LeadFuel_Scope>("scope", "scope");
var reach = Service<Projects.LeadFuel_Reach>("reach", "reach");
var signal = Service<Projects.LeadFuel_Signal>("signal", "signal");
var orbit = Service<Projects.LeadFuel_Orbit>("orbit", "orbit");
var admin = Service<Projects.LeadFuel_Admin>("admin", "admin");
IResourceBuilder<ProjectResource>[] services = [core, scope, reach, signal, orbit, admin];
var gateway = Tokens(Quiet(builder.AddProject<Projects.LeadFuel_Gateway>("gateway")))
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

foreach (var service in services)
{
    foreach (var other in services.Where(other => other != service))
    {
        service.WithReference(other);
    }

    gateway.WithReference(service).WaitFor(service);
}

// Admin asks every service what it keeps and what waits there, itself among them.
admin.WithEnvironment("services__admin__grpc__0", admin.GetEndpoint("grpc"));

if (run)
{
    var sandbox = Quiet(builder.AddProject<Projects.LeadFuel_Sandbox>("sandbox"))
        .WithHttpHealthCheck("/health");
    foreach (var service in services.Append(gateway).Append(sandbox))
    {
        service.WithEnvironment("PUBLIC_ORIGIN", gateway.GetEndpoint("http"));
        service.WithEnvironment("ADMIN_ORIGIN", admin.GetEndpoint("http"));
    }

    // A vendor without a key is played by the Sandbox, each by itself.
    foreach (var team in (IResourceBuilder<ProjectResource>[])[core, reach])
    {
        var name = team.Resource.Name;
        var hook = Generated($"resend-{name}-hook", 32);
        var hookSecret = ReferenceExpression.Create($"whsec_{hook}");
        sandbox
            .WithEnvironment($"Sandbox__Resend__Teams__{name}__Key", $"re_sandbox_{name}")
            .WithEnvironment(
                $"Sandbox__Resend__Teams__{name}__HookUrl",
                $"{gateway.GetEndpoint("http")}/hooks/resend/{name}"
            )
            .WithEnvironment($"Sandbox__Resend__Teams__{name}__HookSecret", hookSecret);
        Vendor(team, "Resend", sandbox, $"re_sandbox_{name}");
        if (Given("Resend", name, "HookSecret") is { } given)
        {
            team.WithEnvironment(
                "Providers__Resend__HookSecret",
                builder.AddParameter($"resend-{name}-hook-secret", given, secret: true)
            );
        }
        else
        {
            team.WithEnvironment("Providers__Resend__HookSecret", hookSecret);
        }
    }

    var stripeHook = ReferenceExpression.Create($"whsec_{Generated("stripe-hook", 32)}");
    sandbox
        .WithEnvironment("Sandbox__Stripe__HookUrl", $"{gateway.GetEndpoint("http")}/hooks/stripe")
        .WithEnvironment("Sandbox__Stripe__HookSecret", stripeHook);
    Vendor(core, "Stripe", sandbox, "sk_test_sandbox");
    if (Given("Stripe", "core", "HookSecret") is { } stripeSecret)
    {
        core.WithEnvironment(
            "Providers__Stripe__HookSecret",
            builder.AddParameter("stripe-core-hook-secret", stripeSecret, secret: true)
        );
    }
    else
    {
        core.WithEnvironment("Providers__Stripe__HookSecret", stripeHook);
    }

    // A webhook may go to the Sandbox's receiver, which is on this machine.
    core.WithEnvironment("Webhooks__Sandbox", sandbox.GetEndpoint("http"));
    admin
        .WithEnvironment("Admin__FirstOperator", "operator@example.com")
        .WithEnvironment("Admin__Authenticator", $"{sandbox.GetEndpoint("http")}/authenticator");
    core.WithEnvironment("Trust__T11", "not encrypted: this runs on a developer's machine")
        .WithEnvironment("Trust__T75", "none: this runs on a developer's machine");
    // What .ci/run wrote about this commit, shown on /trust.
    core.WithEnvironment(
        "Trust__Proofs",
        Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "proofs.json"))
    );
    // Core asks whether keys that customers bring are accepted, and has none of ours.
    if (Given("Anthropic", "core", "Key") is null)
    {
        core.WithEnvironment(
            "Providers__Anthropic__BaseUrl",
            $"{sandbox.GetEndpoint("http")}/anthropic"
        );
    }

    // Slack knows no key of ours: an address that a customer pastes leads to the Sandbox unless Slack's own is given here.
    if (Given("Slack", "core", "BaseUrl") is { } slack)
    {
        core.WithEnvironment("Providers__Slack__BaseUrl", slack);
    }
    else
    {
        core.WithEnvironment("Providers__Slack__BaseUrl", $"{sandbox.GetEndpoint("http")}/slack");
    }

    Vendor(scope, "Anthropic", sandbox, "sk-ant-sandbox");
    Vendor(scope, "OpenAI", sandbox, "sk-sandbox");
    Vendor(reach, "Anthropic", sandbox, "sk-ant-sandbox");
    Vendor(signal, "Anthropic", sandbox, "sk-ant-sandbox");
    SignInVendor(signal, "LinkedIn", sandbox);
    MicrosoftApp(orbit, sandbox);
}
else
{
    builder.AddDockerComposeEnvironment("compose");
    var publicOrigin = builder.AddParameter("public-origin");
    var adminOrigin = builder.AddParameter("admin-origin");
    foreach (var service in services.Append(gateway))
    {
        service
            .WithEnvironment("PUBLIC_ORIGIN", publicOrigin)
            .WithEnvironment("ADMIN_ORIGIN", adminOrigin);
    }

    foreach (var team in (IResourceBuilder<ProjectResource>[])[core, reach])
    {
        Published(team, "Resend", "Key");
        Published(team, "Resend", "HookSecret");
    }

    Published(core, "Stripe", "Key");
    Published(core, "Stripe", "HookSecret");
    admin.WithEnvironment("Admin__FirstOperator", builder.AddParameter("first-operator"));
    // /trust shows them; without them Core does not start.
    core.WithEnvironment("Trust__T11", builder.AddParameter("disk-encryption"))
        .WithEnvironment("Trust__T75", builder.AddParameter("region"))
        .WithEnvironment("Trust__Backups", builder.AddParameter("backups"));
    Published(scope, "Anthropic", "Key");
    Published(scope, "OpenAI", "Key");
    Published(reach, "Anthropic", "Key");
    Published(signal, "Anthropic", "Key");
    Published(signal, "LinkedIn", "ClientId");
    Published(signal, "LinkedIn", "ClientSecret");
    orbit
        .WithEnvironment(
            "Providers__Microsoft__ClientId",
            builder.AddParameter("microsoft-client-id")
        )
        .WithEnvironment(
            "Providers__Microsoft__ClientSecret",
            builder.AddParameter("microsoft-client-secret", secret: true)
        );
}

builder.Build().Run();

IResourceBuilder<ParameterResource> Generated(string name, int length) =>
    builder.AddParameter(
        name,
        new GenerateParameterDefault { MinLength = length, Special = false },
        secret: true,
        persist: true
    );

// ES256, one pair for each service: a new one with each run, parameters when published.
(
    IResourceBuilder<ParameterResource> Private,
    IResourceBuilder<ParameterResource> Public
) SigningKey(string name)
{
    if (!run)
    {
        return (
            builder.AddParameter($"{name}-signing-key", secret: true),
            builder.AddParameter($"{name}-public-key")
        );
    }

    using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    return (
        builder.AddParameter(
            $"{name}-signing-key",
            Convert.ToBase64String(pair.ExportPkcs8PrivateKey()),
            secret: true
        ),
        builder.AddParameter(
            $"{name}-public-key",
            Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo())
        )
    );
}

IResourceBuilder<ProjectResource> Service<TProject>(string name, params string[] owned)
    where TProject : IProjectMetadata, new()
{
    var service = Tokens(Quiet(builder.AddProject<TProject>(name)))
        .WaitForCompletion(databases)
        .WithHttpHealthCheck("/health")
        .WithEnvironment("SECRET_KEY", secretKey);
    if (builder.Configuration["Parameters:secret-key-previous"] is not null)
    {
        service.WithEnvironment("SECRET_KEY_PREVIOUS", PreviousKey());
    }

    foreach (var store in owned)
    {
        service
            .WithEnvironment($"ConnectionStrings__{store}", Login(store, "app", logins[store].App))
            .WithEnvironment(
                $"ConnectionStrings__{store}-archive",
                Login(store, "archive", logins[store].Archive)
            );
    }

    return service;
}

IResourceBuilder<ParameterResource> PreviousKey() =>
    builder
        .Resources.OfType<ParameterResource>()
        .FirstOrDefault(p => p.Name == "secret-key-previous")
        is { } made
        ? builder.CreateResourceBuilder(made)
        : builder.AddParameter("secret-key-previous", secret: true);

ReferenceExpression Login(string store, string role, IResourceBuilder<ParameterResource> password)
{
    var server = postgres.Resource.PrimaryEndpoint;
    return ReferenceExpression.Create(
        $"Host={server.Property(EndpointProperty.Host)};Port={server.Property(EndpointProperty.Port)};Username=lf_{store}_{role};Password={password};Database={store}"
    );
}

IResourceBuilder<ProjectResource> Tokens(IResourceBuilder<ProjectResource> service)
{
    service.WithEnvironment("Tokens__Key", keys[service.Resource.Name].Private);
    foreach (var (issuer, key) in keys)
    {
        service.WithEnvironment($"Tokens__Public__{issuer}__0", key.Public);
    }

    return service;
}

// Aspire switches these on in development: telemetry would hold prompts, and links that sign people in.
IResourceBuilder<ProjectResource> Quiet(IResourceBuilder<ProjectResource> service) =>
    service
        .WithEnvironment("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "false")
        .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "false")
        .WithEnvironment(
            "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION",
            "false"
        );

// Two services may have two keys of one vendor: Providers:Resend:core:Key goes before Providers:Resend:Key.
string? Given(string vendor, string service, string part) =>
    builder.Configuration[$"Providers:{vendor}:{service}:{part}"]
    ?? builder.Configuration[$"Providers:{vendor}:{part}"];

void Vendor(
    IResourceBuilder<ProjectResource> service,
    string vendor,
    IResourceBuilder<ProjectResource> sandbox,
    string key
)
{
    var name = service.Resource.Name;
    if (Given(vendor, name, "Key") is { } given)
    {
        var parameter = builder.AddParameter(
            $"{vendor.ToLowerInvariant()}-{name}-key",
            given,
            secret: true
        );
        service.WithEnvironment($"Providers__{vendor}__Key", parameter);
        return;
    }

    service
        .WithEnvironment(
            $"Providers__{vendor}__BaseUrl",
            $"{sandbox.GetEndpoint("http")}/{vendor.ToLowerInvariant()}"
        )
        .WithEnvironment($"Providers__{vendor}__Key", key);
}

// A vendor that people sign in to: an application there has an id and a secret.
void SignInVendor(
    IResourceBuilder<ProjectResource> service,
    string vendor,
    IResourceBuilder<ProjectResource> sandbox
)
{
    var name = service.Resource.Name;
    var section = vendor.ToLowerInvariant();
    if (
        Given(vendor, name, "ClientId") is { } id
        && Given(vendor, name, "ClientSecret") is { } secret
    )
    {
        service
            .WithEnvironment($"Providers__{vendor}__ClientId", id)
            .WithEnvironment(
                $"Providers__{vendor}__ClientSecret",
                builder.AddParameter($"{section}-{name}-client-secret", secret, secret: true)
            );
        return;
    }

    service
        .WithEnvironment(
            $"Providers__{vendor}__BaseUrl",
            $"{sandbox.GetEndpoint("http")}/{section}"
        )
        .WithEnvironment($"Providers__{vendor}__ClientId", $"sandbox-{section}")
        .WithEnvironment($"Providers__{vendor}__ClientSecret", "sandbox");
}

// An application at Microsoft has two parts, and the Sandbox stands in for both of its hosts.
void MicrosoftApp(
    IResourceBuilder<ProjectResource> service,
    IResourceBuilder<ProjectResource> sandbox
)
{
    var secret =
        Given("Microsoft", service.Resource.Name, "ClientSecret") ?? "microsoft-sandbox-secret";
    service
        .WithEnvironment(
            "Providers__Microsoft__ClientId",
            Given("Microsoft", service.Resource.Name, "ClientId") ?? "leadfuel-sandbox"
        )
        .WithEnvironment(
            "Providers__Microsoft__ClientSecret",
            builder.AddParameter("microsoft-client-secret", secret, secret: true)
        );
    if (Given("Microsoft", service.Resource.Name, "ClientSecret") is null)
    {
        service.WithEnvironment(
            "Providers__Microsoft__BaseUrl",
            $"{sandbox.GetEndpoint("http")}/microsoft"
        );
    }
}

void Published(IResourceBuilder<ProjectResource> service, string vendor, string part)
{
    var word = part switch
    {
        "Key" => "key",
        "ClientId" => "client-id",
        "ClientSecret" => "client-secret",
        _ => "hook-secret",
    };
    var parameter = builder.AddParameter(
        $"{vendor.ToLowerInvariant()}-{service.Resource.Name}-{word}",
        secret: true
    );
    service.WithEnvironment($"Providers__{vendor}__{part}", parameter);
}
