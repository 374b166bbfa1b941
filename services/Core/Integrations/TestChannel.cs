using System.ComponentModel.DataAnnotations;

namespace LeadFuel.Core.Integrations;

/// <summary>Sends sample text, of nobody, marked as a test, and says what came of it. The first that arrives opens the address; one that arrives at a stopped address opens it again.</summary>
public static class TestChannel
{
    public static readonly Refused NotConnected = Refuse.Conflict(
        "Nothing is connected here yet. Give an address first.",
        "not-connected"
    );

    public sealed record Request([MaxLength(60)] string? Type = null);

    public sealed record View(bool Arrived, int Status, string Error, int DurationMs);

    public static void Map(RouteGroupBuilder channel, ChannelKind kind) =>
        channel.MapPost(
            "/test",
            async (
                Request request,
                CoreDb db,
                TellChannel channels,
                IConfiguration configuration,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(kind, request, db, channels, configuration, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        ChannelKind kind,
        Request request,
        CoreDb db,
        TellChannel channels,
        IConfiguration configuration,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if ((request.Type is { } type ? EventKind.Of(type) : EventKind.All[0]) is not { } sample)
        {
            return Refuse.Invalid("type", "There is no such event. Choose one from the list.");
        }

        Channel? channel;
        await using (await db.Begin(ct))
        {
            channel = await db
                .Channels.AsNoTracking()
                .SingleOrDefaultAsync(c => c.Kind == kind, ct);
        }

        if (channel is null)
        {
            return NotConnected;
        }

        var now = clock.GetUtcNow();
        var facts = EventFacts.Sample(sample, new Uri(configuration["PUBLIC_ORIGIN"]!), now);
        var delivery = new Delivery
        {
            Kind = kind,
            ChannelId = channel.Id,
            EventId = facts.Id,
            Type = facts.Type,
            SubjectId = facts.Id,
            HappenedAt = now,
            Test = true,
            CreatedAt = now,
        };
        Answer answer;
        try
        {
            answer = await channels.Tell(channel, delivery.Id, facts, ct);
        }
        catch (ProviderSwitchedOffException off)
        {
            return Refuse.ProviderDown(off.Provider);
        }

        var arrived = answer.Verdict == Verdict.Delivered;
        delivery.State =
            arrived ? DeliveryState.Delivered
            : answer.Verdict == Verdict.Unknown ? DeliveryState.Unknown
            : DeliveryState.Failed;
        await using var work = await db.Begin(ct);
        db.Deliveries.Add(delivery);
        db.DeliveryAttempts.Add(Deliver.Log(delivery.Id, answer, clock.GetUtcNow()));
        if (arrived && await Channel.Hold(db, kind, ct) is { } held && held.Id == channel.Id)
        {
            held.Prove(clock.GetUtcNow());
        }

        return await work.Commit(
            new View(arrived, answer.Status, answer.Error, answer.DurationMs),
            ct
        );
    }
}
