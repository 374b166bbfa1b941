using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Admin.Rpc;

namespace LeadFuel.Admin.Impersonations;

/// <summary>Visits over gRPC. The caller knows no account: a code, a token or an id leads to it.</summary>
[AccountFree]
internal sealed class ImpersonationsRpc(Visits visits) : Rpc.Impersonations.ImpersonationsBase
{
    [AccountFree]
    public override async Task<StartReply> Start(StartRequest request, ServerCallContext context)
    {
        var (visit, code) = (
            await visits.Start(
                request.Account,
                request.Operator,
                "",
                "",
                request.Reason,
                context.CancellationToken
            )
        ).OrThrowRpc();
        return new StartReply
        {
            Id = visit.Id.ToString(),
            Code = code,
            EndsAt = visit.EndsAt.ToTimestamp(),
        };
    }

    [AccountFree]
    public override async Task<EnterReply> Enter(EnterRequest request, ServerCallContext context)
    {
        var (visit, token) = (
            await visits.Enter(request.Code, context.CancellationToken)
        ).OrThrowRpc();
        return new EnterReply { Impersonation = Of(visit), Token = token };
    }

    [AccountFree]
    public override async Task<Rpc.Impersonation> Get(
        GetRequest request,
        ServerCallContext context
    ) =>
        Of(
            (
                request.Id.Length > 0
                    ? await visits.Find(Id(request.Id), context.CancellationToken)
                    : await visits.Find(request.TokenHash.ToByteArray(), context.CancellationToken)
            ).OrThrowRpc()
        );

    [AccountFree]
    public override async Task<EndReply> End(EndRequest request, ServerCallContext context)
    {
        (await visits.End(Id(request.Id), request.Cause, context.CancellationToken)).OrThrowRpc();
        return new EndReply();
    }

    [AccountFree]
    public override async Task<RecordReply> Record(RecordRequest request, ServerCallContext context)
    {
        (
            await visits.Record(
                Id(request.Id),
                request.Method,
                request.Route,
                request.Subject,
                context.CancellationToken
            )
        ).OrThrowRpc();
        return new RecordReply();
    }

    private static Guid Id(string text) =>
        Guid.TryParse(text, out var id) ? id : throw new RefusedException(Visits.Ended);

    private static Rpc.Impersonation Of(Impersonation visit) =>
        new()
        {
            Id = visit.Id.ToString(),
            Account = visit.AccountEmail,
            Member = visit.AccountEmail,
            Operator = $"operator:{visit.Operator}",
            Mode = "read",
            StartedAt = visit.StartedAt.ToTimestamp(),
            EndsAt = visit.EndsAt.ToTimestamp(),
        };
}
