using System.ComponentModel.DataAnnotations;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Providers.Slack;

namespace LeadFuel.Core.Integrations;

/// <summary>Sets the Slack channel by the address that Slack made for it. Another address begins with nothing switched on, and is told nothing before a test has reached it.</summary>
public static class ConnectSlack
{
    public sealed record Request(
        [Required, MaxLength(SlackAddress.Longest)] string Url,
        [MaxLength(80)] string? Name = null
    );

    public static void Map(RouteGroupBuilder integrations) =>
        integrations.MapPut(
            "/slack",
            async (
                Request request,
                CoreDb db,
                SecretKeys keys,
                AuditLog audit,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, db, keys, audit, clock, ct)).ToOk()
        );

    public static async Task<Outcome<ShowIntegrations.View>> Handle(
        Request request,
        CoreDb db,
        SecretKeys keys,
        AuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var url = SlackAddress.Read(request.Url);
        var name = string.IsNullOrWhiteSpace(request.Name) ? null : request.Name.Trim();
        return url.Refused is { } refused
            ? refused
            : await ConnectWebhook.Connect(
                ChannelKind.Slack,
                url.Value,
                name,
                name ?? "the channel of its address",
                db,
                keys,
                audit,
                clock,
                ct
            );
    }
}
