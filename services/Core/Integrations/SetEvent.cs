using System.ComponentModel.DataAnnotations;
using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Integrations;

/// <summary>Switches one event on or off for one address, and whether customer data go with it. All are off at first.</summary>
public static class SetEvent
{
    public sealed record Request([Required, MaxLength(60)] string Type, bool Send, bool Details);

    public static void Map(RouteGroupBuilder channel, ChannelKind kind) =>
        channel.MapPut(
            "/events",
            async (
                Request request,
                CoreDb db,
                SecretKeys keys,
                AuditLog audit,
                CancellationToken ct
            ) => (await Handle(kind, request, db, keys, audit, ct)).ToOk()
        );

    public static async Task<Outcome<ShowIntegrations.View>> Handle(
        ChannelKind kind,
        Request request,
        CoreDb db,
        SecretKeys keys,
        AuditLog audit,
        CancellationToken ct
    )
    {
        if (EventKind.Of(request.Type) is not { } known)
        {
            return Refuse.Invalid("type", "There is no such event. Choose one from the list.");
        }

        // Customer data of an event that is off would go at once when it is switched on again.
        var details = request.Send && request.Details && known.Details.Count > 0;
        await using var work = await db.Begin(ct);
        if (await Channel.Hold(db, kind, ct) is not { } channel)
        {
            return TestChannel.NotConnected;
        }

        var toggle = await db.ChannelEvents.SingleOrDefaultAsync(
            e => e.Kind == kind && e.Type == request.Type,
            ct
        );
        if (toggle is null)
        {
            toggle = new ChannelEvent { Kind = kind, Type = request.Type };
            db.ChannelEvents.Add(toggle);
        }

        if ((toggle.Send, toggle.Details) != (request.Send, details))
        {
            (toggle.Send, toggle.Details) = (request.Send, details);
            var says =
                !request.Send ? "off"
                : details ? "on, with customer data"
                : "on";
            await audit.Write(
                "channel.event-set",
                channel.Id.ToString(),
                $"{request.Type} is {says} for {kind}.",
                ct
            );
        }

        await work.Flush(ct);
        return await work.Commit(await ShowIntegrations.Read(db, keys, ct), ct);
    }
}
