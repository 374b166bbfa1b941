using System.Text.Json;
using Grpc.Core;
using LeadFuel.Accounts;
using LeadFuel.Outcomes;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Jobs;

/// <summary>A job kind and how it is run.</summary>
internal sealed record JobKind(
    string Kind,
    Func<IServiceProvider, string, Lease, CancellationToken, Task> Run
)
{
    public required Func<
        IServiceProvider,
        string,
        string,
        CancellationToken,
        Task
    > GiveUp { get; init; }
    public required Func<
        IServiceProvider,
        string,
        DateTimeOffset,
        DateTimeOffset?
    > NextRun { get; init; }
    public required Action<ServiceDb, string, DateTimeOffset> EnqueueNext { get; init; }

    public required bool UntilDone { get; init; }

    /// <summary>Whether it is tried on. A database that was away says nothing about the job; what must arrive waits for the other service, too, unless that one has read it and cannot take it.</summary>
    public bool GoesOn(Exception exception) =>
        DatabaseAway.In(exception)
        || (UntilDone && exception is RpcException { StatusCode: not StatusCode.InvalidArgument });

    public static JobKind Of<TJob, THandler>()
        where TJob : IJob
        where THandler : JobHandler<TJob>
    {
        static TJob Read(string payload) =>
            JsonSerializer.Deserialize<TJob>(payload, HouseJson.Options)!;
        return new(
            TJob.Kind,
            (services, payload, lease, ct) =>
                services.GetRequiredService<THandler>().Handle(Read(payload), lease, ct)
        )
        {
            GiveUp = (services, payload, error, ct) =>
                services.GetRequiredService<THandler>().GiveUp(Read(payload), error, ct),
            NextRun = (services, payload, now) =>
                services.GetRequiredService<THandler>().NextRun(Read(payload), now),
            EnqueueNext = (db, payload, due) =>
                db.Enqueue(Read(payload), due, $"{payload}@{due:O}"),
            UntilDone = TJob.UntilDone,
        };
    }
}
