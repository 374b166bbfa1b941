using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;

namespace LeadFuel.Core.EgressCalls;

/// <summary>Reads the egress ledgers of every service for one account. A service that does not answer is named, not hidden.</summary>
public sealed class ReadLedgers(CoreDb db, GrpcClientFactory clients)
{
    public sealed record Call(
        string Id,
        DateTimeOffset At,
        string Service,
        string Provider,
        string Purpose,
        IReadOnlyList<string> Categories,
        long BytesOut,
        long BytesIn,
        int? Status,
        int DurationMs
    );

    public async Task<(IReadOnlyList<Call> Calls, IReadOnlyList<string> Away)> Read(
        DateTimeOffset? before,
        DateTimeOffset? since,
        int limit,
        CancellationToken ct
    )
    {
        var away = new List<string>();
        var others = await Task.WhenAll(
            OpenAccount.Services.Select(service => Ask(service, before, since, limit, away, ct))
        );
        var until = before ?? DateTimeOffset.MaxValue;
        var from = since ?? DateTimeOffset.MinValue;
        await using var work = await db.Begin(ct);
        var own = await db
            .EgressCalls.AsNoTracking()
            .Where(call => call.At < until && call.At >= from)
            .OrderByDescending(call => call.At)
            .Take(limit)
            .Select(call => new Call(
                call.Id.ToString(),
                call.At,
                "core",
                call.Provider,
                call.Purpose,
                call.Categories,
                call.BytesOut,
                call.BytesIn,
                call.Status == 0 ? null : call.Status,
                call.DurationMs
            ))
            .ToListAsync(ct);
        return (
            [
                .. others
                    .SelectMany(calls => calls)
                    .Concat(own)
                    .OrderByDescending(call => call.At)
                    .Take(limit),
            ],
            away
        );
    }

    private async Task<IReadOnlyList<Call>> Ask(
        string service,
        DateTimeOffset? before,
        DateTimeOffset? since,
        int limit,
        List<string> away,
        CancellationToken ct
    )
    {
        var request = new EgressCallsRequest
        {
            Limit = limit,
            Before = before?.ToTimestamp(),
            Since = since?.ToTimestamp(),
        };
        try
        {
            var reply = await clients
                .CreateClient<AccountData.AccountDataClient>(service)
                .EgressCallsAsync(request, cancellationToken: ct);
            return
            [
                .. reply.Calls.Select(call => new Call(
                    call.Id,
                    call.At.ToDateTimeOffset(),
                    service,
                    call.Provider,
                    call.Purpose,
                    [.. call.Categories],
                    call.BytesOut,
                    call.BytesIn,
                    call.Status == 0 ? null : call.Status,
                    call.DurationMs
                )),
            ];
        }
        catch (RpcException gone)
            when (gone.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            lock (away)
            {
                away.Add(service);
            }

            return [];
        }
    }
}
