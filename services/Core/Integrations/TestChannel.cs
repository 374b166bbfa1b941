using System.ComponentModel.DataAnnotations;
using System.Text;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Providers.Slack;
using LeadFuel.Core.Providers.Webhook;

namespace LeadFuel.Core.Integrations;

/// <summary>Sends sample text, of nobody, marked as a test, and says what came of it. The first that arrives opens the address; one that arrives at a stopped address opens it again.</summary>
public static class TestChannel
{
    public static readonly Refused NotConnected = Refuse.Conflict(
        "Nothing is connected here yet. Give an address first.",
        "not-connected"
    );

    public sealed record Request([MaxLength(60)] string? Type = null);

    /// <param name="Sent">What was sent, byte for byte.</param>
    public sealed record View(bool Arrived, int Status, string Error, int DurationMs, string Sent);

    // Who presses a button twice waits; who would wait longer is told.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    public static void Map(RouteGroupBuilder channel, ChannelKind kind) =>
        channel.MapPost(
            "/test",
            async (
                Request request,
                CoreDb db,
                TellChannel channels,
                SwitchBoard switches,
                AuditLog audit,
                IConfiguration configuration,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (
                    await Handle(
                        kind,
                        request,
                        db,
                        channels,
                        switches,
                        audit,
                        configuration,
                        clock,
                        ct
                    )
                ).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        ChannelKind kind,
        Request request,
        CoreDb db,
        TellChannel channels,
        SwitchBoard switches,
        AuditLog audit,
        IConfiguration configuration,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if ((request.Type is { } type ? EventKind.Of(type) : EventKind.All[0]) is not { } sample)
        {
            return Refuse.Invalid("type", "There is no such event. Choose one from the list.");
        }

        // Asked before the call as well: nothing is written of a test that cannot leave.
        var provider = kind == ChannelKind.Slack ? SlackClient.Provider : WebhookClient.Provider;
        switches.Demand(provider.Name, db.Account.Email);
        var entered = await Enter(kind, db, clock, ct);
        if (entered.Refused is { } refused)
        {
            return refused;
        }

        var channel = entered.Value;
        var now = clock.GetUtcNow();
        var facts = EventFacts.Sample(
            sample,
            await Detailed(kind, sample, db, ct),
            new Uri(configuration["PUBLIC_ORIGIN"]!),
            now
        );
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
        var answer = await channels.Tell(channel, delivery.Id, facts, ct);
        var arrived = answer.Verdict == Verdict.Delivered;
        delivery.State =
            arrived ? DeliveryState.Delivered
            : answer.Verdict == Verdict.Unknown ? DeliveryState.Unknown
            : DeliveryState.Failed;
        await using var work = await db.Begin(ct);
        db.Deliveries.Add(delivery);
        db.DeliveryAttempts.Add(Deliver.Log(delivery.Id, answer, clock.GetUtcNow()));
        if (await Channel.Hold(db, kind, ct) is { } held && held.Id == channel.Id)
        {
            if (arrived)
            {
                held.Prove(clock.GetUtcNow());
            }

            if (kind == ChannelKind.Slack)
            {
                held.Rest(answer, clock.GetUtcNow());
            }
        }

        await audit.Write("channel.tested", channel.Id.ToString(), Says(channel, delivery), ct);
        return await work.Commit(
            new View(
                arrived,
                answer.Status,
                answer.Error,
                answer.DurationMs,
                Encoding.UTF8.GetString(TellChannel.Body(kind, facts))
            ),
            ct
        );
    }

    // What the channel was before the test: one that arrives changes it.
    private static string Says(Channel before, Delivery test) =>
        test.State switch
        {
            DeliveryState.Unknown =>
                $"A test was sent to {before.Kind}. Nobody knows whether it arrived.",
            not DeliveryState.Delivered => $"A test was sent to {before.Kind}. It did not arrive.",
            _ when before.StoppedAt is not null =>
                $"A test reached {before.Kind}, which was switched off. It is told events again.",
            _ when before.ProvedAt is null =>
                $"A test reached {before.Kind}. It is told events from now on.",
            _ => $"A test reached {before.Kind}.",
        };

    /// <summary>Slack gets one message at a time; a webhook takes a test beside its events.</summary>
    private static async Task<Outcome<Channel>> Enter(
        ChannelKind kind,
        CoreDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var last = clock.GetUtcNow() + LongestWait;
        while (true)
        {
            TimeSpan wait;
            await using (var work = await db.Begin(ct))
            {
                if (await Channel.Hold(db, kind, ct) is not { } channel)
                {
                    return NotConnected;
                }

                if (kind == ChannelKind.Webhook)
                {
                    return channel;
                }

                var now = clock.GetUtcNow();
                wait = (channel.BusyUntil ?? now) - now;
                if (wait <= TimeSpan.Zero)
                {
                    channel.BusyUntil = now + Channel.Busy;
                    await work.Commit(ct);
                    return channel;
                }
            }

            if (clock.GetUtcNow() + wait > last)
            {
                return Refuse.TooMany(
                    "A message is on its way to this channel, or Slack asked for a pause. Send the test again a little later.",
                    wait
                );
            }

            await Task.Delay(wait, clock, ct);
        }
    }

    private static async Task<bool> Detailed(
        ChannelKind kind,
        EventKind sample,
        CoreDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        return await ChannelEvent
            .On(db, sample.Type)
            .AnyAsync(e => e.Kind == kind && e.Details, ct);
    }
}
