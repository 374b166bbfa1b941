using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.AuditEntries;

namespace LeadFuel.Core.Integrations;

/// <summary>One try to tell one event at one address. The facts are asked for anew, the toggles are read anew; a later try is a job of its own.</summary>
public sealed class Deliver(
    CoreDb db,
    GrpcClientFactory services,
    IEnumerable<IEventSource> own,
    TellChannel channels,
    DoubtfulCalls doubtful,
    AuditLog audit,
    IConfiguration configuration,
    TimeProvider clock
) : JobHandler<Deliver.Job>
{
    public sealed record Job(Guid DeliveryId, int Round, int Try) : IJob
    {
        public static string Kind => "core.deliver";
    }

    private static readonly TimeSpan ServiceAway = TimeSpan.FromSeconds(10);

    // What happened yesterday is no message for a channel any more.
    private static readonly TimeSpan TooOldForSlack = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] SlackSteps =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(6),
    ];

    /// <summary>How long after each failed try the next one is due.</summary>
    public static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(10),
    ];

    private static TimeSpan[] StepsOf(ChannelKind kind) =>
        kind == ChannelKind.Slack ? SlackSteps : Steps;

    public static void Enqueue(CoreDb db, Delivery delivery, int attempt, DateTimeOffset due) =>
        db.Enqueue(
            new Job(delivery.Id, delivery.Round, attempt),
            due,
            $"{delivery.Id:N}#{delivery.Round}.{attempt}"
        );

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        if (await Wanted(job, ct) is not var (delivery, details))
        {
            return;
        }

        if (await Render(delivery, details, ct) is not { } facts)
        {
            await End(job, DeliveryState.Gone, lease, ct);
            return;
        }

        using var place = await Enter(delivery.ChannelId, ct);
        if (await Begin(job, lease, ct) is not { } channel)
        {
            return;
        }

        Answer answer;
        Fault.Point("core.before-deliver");
        try
        {
            answer = await channels.Tell(channel, delivery.Id, facts, ct);
        }
        catch (ProviderSwitchedOffException)
        {
            // Nothing has left.
            await PutBack(job, ct);
            throw;
        }

        Fault.Point("core.after-deliver");
        await Settle(job, answer, lease, ct);
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        var delivery = await Own(job, ct);
        delivery?.State = DeliveryState.Failed;
        delivery?.NextAt = null;
    }

    private Task<Delivery?> Own(Job job, CancellationToken ct) =>
        db.Deliveries.SingleOrDefaultAsync(
            d =>
                d.Id == job.DeliveryId
                && d.Round == job.Round
                && (d.State == DeliveryState.Waiting || d.State == DeliveryState.Sending),
            ct
        );

    /// <summary>Null: somebody switched it off, disconnected, or the address is another one by now.</summary>
    private async Task<(Delivery Delivery, bool Details)?> Wanted(Job job, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Own(job, ct) is not { } delivery)
        {
            return null;
        }

        var toggle = await ChannelEvent
            .On(db, delivery.Type)
            .SingleOrDefaultAsync(
                e =>
                    e.Kind == delivery.Kind
                    && db.Channels.Any(c => c.Id == delivery.ChannelId && c.StoppedAt == null),
                ct
            );
        var late =
            delivery is { Kind: ChannelKind.Slack, Round: 1 }
            && clock.GetUtcNow() - delivery.HappenedAt > TooOldForSlack;
        if (toggle is null || late)
        {
            delivery.State = toggle is null ? DeliveryState.Dropped : DeliveryState.Failed;
            delivery.NextAt = null;
            await work.Commit(ct);
            return null;
        }

        return (delivery, toggle.Details);
    }

    private async Task<EventFacts?> Render(Delivery delivery, bool details, CancellationToken ct)
    {
        foreach (var service in EventKind.Of(delivery.Type)!.From)
        {
            var reply = await Ask(service, delivery, ct);
            if (!reply.Gone)
            {
                return new EventFacts(
                    delivery.EventId,
                    delivery.Type,
                    delivery.HappenedAt,
                    reply.Title,
                    reply.Summary,
                    new Uri(new Uri(configuration["PUBLIC_ORIGIN"]!), reply.Link).ToString()
                )
                {
                    Details = details
                        ? new SortedDictionary<string, string>(reply.CustomerData)
                        : null,
                };
            }
        }

        return null;
    }

    private async Task<RenderEventReply> Ask(
        string service,
        Delivery delivery,
        CancellationToken ct
    )
    {
        var subject = delivery.SubjectId.ToString();
        if (service == "core")
        {
            return await own.Single(source => source.Type == delivery.Type).Render(subject, ct);
        }

        try
        {
            return await services
                .CreateClient<AccountData.AccountDataClient>(service)
                .RenderEventAsync(
                    new RenderEventRequest { Type = delivery.Type, SubjectId = subject },
                    cancellationToken: ct
                );
        }
        catch (RpcException)
        {
            // Until the service is back nothing can be told, and nothing is lost.
            throw new JobDeferredException(ServiceAway);
        }
    }

    private async Task<IDisposable?> Enter(Guid channel, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        return await db.Channels.AnyAsync(c => c.Id == channel && c.Failures > 0, ct)
            ? doubtful.Enter() ?? throw new JobDeferredException(TimeSpan.FromSeconds(1))
            : null;
    }

    /// <summary>On disk before anything leaves: that a call may be under way, and that it is the only one.</summary>
    private async Task<Channel?> Begin(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Own(job, ct) is not { } delivery)
        {
            return null;
        }

        var channel = await Channel.Hold(db, delivery.Kind, ct);
        if (channel?.Id != delivery.ChannelId)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (channel.BusyUntil > now && delivery.State == DeliveryState.Waiting)
        {
            var wait = channel.BusyUntil.Value - now;
            throw new JobDeferredException(wait < Channel.Busy ? TimeSpan.FromSeconds(1) : wait);
        }

        // A try was lost on the way. A webhook knows the second by its id; Slack would show both.
        if (delivery is { State: DeliveryState.Sending, Kind: ChannelKind.Slack })
        {
            delivery.Doubt();
            await work.Commit(lease, ct);
            return null;
        }

        delivery.State = DeliveryState.Sending;
        channel.BusyUntil = now + Channel.Busy;
        await work.Commit(ct);
        return channel;
    }

    private async Task PutBack(Job job, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Own(job, ct) is { } delivery)
        {
            delivery.State = DeliveryState.Waiting;
            if (await Channel.Hold(db, delivery.Kind, ct) is { } channel)
            {
                channel.BusyUntil = null;
            }
        }

        await work.Commit(ct);
    }

    private async Task Settle(Job job, Answer answer, Lease lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        if (await Own(job, ct) is { } delivery)
        {
            db.DeliveryAttempts.Add(Log(delivery.Id, answer, now));
            var channel = await Channel.Hold(db, delivery.Kind, ct);
            if (channel?.Id == delivery.ChannelId && channel.Settle(answer, now) is { } mail)
            {
                db.Enqueue(new TellOwners.Job(channel.Id, mail));
                await Note(channel, ct);
            }

            Judge(delivery, job, answer, now);
        }

        await work.Commit(lease, ct);
    }

    private void Judge(Delivery delivery, Job job, Answer answer, DateTimeOffset now)
    {
        var steps = StepsOf(delivery.Kind);
        delivery.NextAt = null;
        delivery.State = answer.Verdict switch
        {
            Verdict.Delivered => DeliveryState.Delivered,
            Verdict.Later when job.Try <= steps.Length => DeliveryState.Waiting,
            _ => DeliveryState.Failed,
        };
        if (answer.Verdict == Verdict.Unknown)
        {
            delivery.Doubt();
        }

        if (delivery.State == DeliveryState.Waiting)
        {
            var step = steps[job.Try - 1] * (RandomNumberGenerator.GetInt32(80, 121) / 100.0);
            var wait = answer.Pause is { } pause && pause > step ? pause : step;
            delivery.NextAt = now + wait;
            Enqueue(db, delivery, job.Try + 1, now + wait);
        }
    }

    private async Task Note(Channel channel, CancellationToken ct)
    {
        if (channel.StoppedAt is not null)
        {
            await audit.Write(
                "channel.stopped",
                channel.Id.ToString(),
                $"{channel.Kind} was switched off ({channel.StoppedBecause}). It is told nothing until a test reaches it.",
                ct
            );
        }
    }

    internal static DeliveryAttempt Log(Guid delivery, Answer answer, DateTimeOffset now) =>
        new()
        {
            DeliveryId = delivery,
            At = now,
            Status = answer.Status,
            DurationMs = answer.DurationMs,
            Bytes = answer.Bytes,
            BodySha256 = answer.BodySha256,
            Error = answer.Error,
        };

    private async Task End(Job job, DeliveryState state, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (await Own(job, ct) is { } delivery)
        {
            (delivery.State, delivery.NextAt) = (state, null);
        }

        await work.Commit(lease, ct);
    }
}
