using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Integrations;
using LeadFuel.Plans.Rpc;

namespace LeadFuel.Core.Rpc;

internal sealed class AccountsRpc(SharedDb shared) : Rpc.Accounts.AccountsBase
{
    public override async Task<GetAccountReply> Get(
        GetAccountRequest request,
        ServerCallContext context
    )
    {
        await using var work = await shared.Begin(context.CancellationToken);
        var account = await shared
            .Accounts.AsNoTracking()
            .SingleOrDefaultAsync(context.CancellationToken);
        return account is null
            ? throw new RefusedException(Refuse.NotFound("account"))
            : new GetAccountReply
            {
                Email = account.AccountEmail,
                Name = account.Name,
                TimeZone = account.TimeZone,
                State = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(
                    account.State.ToString()
                ),
                Version = account.Version,
            };
    }
}

internal sealed class EntitlementsRpc(SharedDb shared, TimeProvider clock)
    : Entitlements.EntitlementsBase
{
    public override async Task<CheckEntitlementReply> Check(
        CheckEntitlementRequest request,
        ServerCallContext context
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await shared.Begin(context.CancellationToken);
        var rows = await shared.Entitlements.AsNoTracking().ToListAsync(context.CancellationToken);
        var entitlement = Entitlement.For(rows, request.Product, now);
        if (entitlement is null)
        {
            return new CheckEntitlementReply { State = "none", Why = "No plan covers it." };
        }

        var state = entitlement.StateAt(now);
        return new CheckEntitlementReply
        {
            Granted = entitlement.GrantsAt(now),
            State = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()),
            Plan = entitlement.Plan,
            Why = entitlement.WhyAt(now),
            TrialEndsAt = entitlement.TrialEndsAt?.ToTimestamp(),
        };
    }
}

internal sealed class AuditRpc(CoreDb db, AuditLog audit, TimeProvider clock) : Audit.AuditBase
{
    public override async Task<AppendAuditReply> Append(
        AppendAuditRequest request,
        ServerCallContext context
    )
    {
        if (!Guid.TryParse(request.Id, out var id) || request.At is null)
        {
            throw new RefusedException(Refuse.Invalid("id", "An entry needs an id and a time."));
        }

        await using var work = await db.Begin(context.CancellationToken);
        await audit.Append(
            id,
            request.At.ToDateTimeOffset(),
            request.Actor,
            request.Via,
            request.Action,
            request.Subject,
            request.Detail,
            request.RequestId.Length > 0 ? request.RequestId : null,
            context.CancellationToken
        );
        if (request.Action == OperatorVisited.Act)
        {
            await TakeEvent.Add(
                id,
                OperatorVisited.Name,
                id,
                request.At.ToDateTimeOffset(),
                db,
                clock.GetUtcNow(),
                context.CancellationToken
            );
        }

        await work.Commit(context.CancellationToken);
        return new AppendAuditReply();
    }
}
