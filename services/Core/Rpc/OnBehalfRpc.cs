using Grpc.Core;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.Exports;

namespace LeadFuel.Core.Rpc;

/// <summary>T69, T70: who wrote to us gets what they could have pressed themselves. Only Admin may call this, with the operator in its token.</summary>
internal sealed class OnBehalfRpc(
    CoreDb db,
    SharedDb shared,
    AccountRows rows,
    AuditLog audit,
    TimeProvider clock
) : OnBehalf.OnBehalfBase
{
    private const string Operator = "operator:";
    private const int Shortest = 10;
    private const int Longest = 500;

    /// <summary>Whether an operator started it, by what stands as its asker.</summary>
    public static bool Started(string requestedBy) =>
        requestedBy.StartsWith(Operator, StringComparison.Ordinal);

    public override async Task<OnBehalfReply> Export(
        OnBehalfRequest request,
        ServerCallContext context
    )
    {
        Check(db.Account, request.Reason);
        var made = await RequestExport.Make(
            $"An operator started a download of everything on your behalf. Its link goes to the owners. Reason: {request.Reason}",
            db,
            audit,
            clock,
            context.CancellationToken
        );
        made.OrThrowRpc();
        return new OnBehalfReply();
    }

    public override async Task<OnBehalfReply> Delete(
        OnBehalfRequest request,
        ServerCallContext context
    )
    {
        Check(db.Account, request.Reason);
        var asked = await RequestDeletion.Make(
            $"An operator asked for the deletion of the account on your behalf. Everybody was signed out. Reason: {request.Reason}",
            db,
            shared,
            rows,
            audit,
            clock,
            context.CancellationToken
        );
        asked.OrThrowRpc();
        return new OnBehalfReply();
    }

    /// <summary>That an operator asks, and says why.</summary>
    public static void Check(CurrentAccount account, string reason)
    {
        if (
            !Started(account.Member)
            || reason.Length is < Shortest or > Longest
            || reason.Any(char.IsControl)
        )
        {
            throw new RefusedException(
                Refuse.Invalid("reason", "An operator says in 10 to 500 characters why.")
            );
        }
    }
}
