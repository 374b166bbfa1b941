using System.Text.Json;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Resend;

public sealed class SendingDomain
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Region { get; init; }
    public required bool Sending { get; init; }
    public required bool Receiving { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string Status { get; set; } = "not_started";

    public object View(bool withRecords = true) =>
        new
        {
            Object = "domain",
            Id,
            Name,
            Status,
            CreatedAt = ResendJson.Instant(CreatedAt),
            Region,
            Capabilities = new
            {
                Sending = Sending ? "enabled" : "disabled",
                Receiving = Receiving ? "enabled" : "disabled",
            },
            Records = withRecords ? Records() : null,
        };

    private List<object> Records()
    {
        var host = $"feedback-smtp.{Region}.amazonses.com";
        List<object> records =
        [
            Record("SPF", "send", "MX", host, 10),
            Record("SPF", "send", "TXT", "v=spf1 include:amazonses.com ~all", null),
            Record(
                "DKIM",
                "resend._domainkey",
                "TXT",
                $"p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ{Id:N}IDAQAB",
                null
            ),
        ];
        if (Receiving)
        {
            records.Add(Record("Receiving", "@", "MX", $"inbound-smtp.{Region}.amazonaws.com", 10));
        }

        return records;
    }

    private object Record(string record, string name, string type, string value, int? priority) =>
        new
        {
            Record = record,
            Name = name,
            Type = type,
            Ttl = "Auto",
            Status,
            Value = value,
            Priority = priority,
        };
}

public static class DomainRoutes
{
    private static readonly Lock OneAtATime = new();

    private static readonly string[] Regions =
    [
        "us-east-1",
        "eu-west-1",
        "sa-east-1",
        "ap-northeast-1",
    ];

    public static void MapDomains(this RouteGroupBuilder resend)
    {
        resend.MapPost("/domains", Add);
        resend.MapGet(
            "/domains",
            (HttpContext http) =>
                ResendJson.Ok(
                    new
                    {
                        Object = "list",
                        HasMore = false,
                        Data = http.Team()
                            .Domains.Values.OrderBy(domain => domain.Id)
                            .Select(domain => domain.View(false)),
                    }
                )
        );
        resend.MapGet(
            "/domains/{id}",
            (HttpContext http, string id) =>
                Find(http, id) is { } domain ? ResendJson.Ok(domain.View()) : Gone()
        );
        resend.MapPost("/domains/{id}/verify", Verify);
        resend.MapDelete(
            "/domains/{id}",
            (HttpContext http, string id) =>
                Find(http, id) is { } domain && http.Team().Domains.TryRemove(domain.Id, out _)
                    ? ResendJson.Ok(
                        new
                        {
                            Object = "domain",
                            domain.Id,
                            Deleted = true,
                        }
                    )
                    : Gone()
        );
    }

    private static IResult Add(HttpContext http, ResendTeams teams, TimeProvider clock)
    {
        if (!ResendRequest.TryObject(http.RawBody(), out var body, out var broken))
        {
            return broken.ToResult();
        }

        var name = body.Text("name")?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(name))
        {
            return ResendError.Missing("name").ToResult();
        }

        if (Uri.CheckHostName(name) != UriHostNameType.Dns || !name.Contains('.'))
        {
            return ResendError.Invalid("The `name` must be a valid domain name.").ToResult();
        }

        var region = body.Text("region") ?? "us-east-1";
        if (!Regions.Contains(region))
        {
            return new ResendError(
                422,
                "invalid_parameter",
                $"The `region` must be one of {string.Join(", ", Regions)}."
            ).ToResult();
        }

        var capabilities = body.TryGetProperty("capabilities", out var given) ? given : default;
        var domain = new SendingDomain
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Name = name,
            Region = region,
            Sending = !Is(capabilities, "sending", "disabled"),
            Receiving = Is(capabilities, "receiving", "enabled"),
            CreatedAt = clock.GetUtcNow(),
        };

        // A domain belongs to one team; the shared test domain to none.
        lock (OneAtATime)
        {
            if (
                teams.Options.VerifiedDomains.Contains(name)
                || teams.All.Any(team => team.Domains.Values.Any(other => other.Name == name))
            )
            {
                return new ResendError(
                    403,
                    "validation_error",
                    $"The {name} domain has been registered already."
                ).ToResult();
            }

            http.Team().Domains[domain.Id] = domain;
        }

        return ResendJson.Ok(domain.View(), StatusCodes.Status201Created);
    }

    private static async Task<IResult> Verify(
        HttpContext http,
        string id,
        MailWorld world,
        FaultBoard faults
    )
    {
        if (Find(http, id) is not { } domain)
        {
            return Gone();
        }

        var failed = faults.Take(
            "resend",
            http.Team().Key,
            $"{http.Request.Path} {domain.Name}",
            "domain_failed"
        );
        domain.Status = failed is null ? "verified" : "failed";
        await world.DomainUpdated(http.Team(), domain);
        return ResendJson.Ok(new { Object = "domain", domain.Id });
    }

    private static SendingDomain? Find(HttpContext http, string id) =>
        Guid.TryParse(id, out var known) ? http.Team().Domains.GetValueOrDefault(known) : null;

    private static IResult Gone() => ResendError.NotFound("Domain").ToResult();

    private static bool Is(JsonElement capabilities, string name, string value) =>
        capabilities.ValueKind == JsonValueKind.Object && capabilities.Text(name) == value;
}
