using Grpc.Core;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Suspensions;

namespace LeadFuel.Core.Rpc;

/// <summary>Only Admin may call this, with the operator in its token.</summary>
internal sealed class SuspensionsRpc(
    CoreDb db,
    SharedDb shared,
    AccountRows rows,
    AuditLog audit,
    TimeProvider clock
) : Rpc.Suspensions.SuspensionsBase
{
    public override async Task<SuspendAccountReply> Suspend(
        SuspendAccountRequest request,
        ServerCallContext context
    )
    {
        OnBehalfRpc.Check(db.Account, request.Reason);
        var done = await SuspendAccount.Handle(
            request.Reason,
            db,
            shared,
            rows,
            audit,
            clock,
            context.CancellationToken
        );
        done.OrThrowRpc();
        return new SuspendAccountReply();
    }

    public override async Task<LiftSuspensionReply> Lift(
        LiftSuspensionRequest request,
        ServerCallContext context
    )
    {
        OnBehalfRpc.Check(db.Account, request.Reason);
        var done = await LiftSuspension.Handle(
            request.Reason,
            db,
            shared,
            rows,
            audit,
            clock,
            context.CancellationToken
        );
        done.OrThrowRpc();
        return new LiftSuspensionReply();
    }
}
