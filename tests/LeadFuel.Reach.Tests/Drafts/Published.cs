using LeadFuel.Accounts;
using LeadFuel.Scope;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Versions;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Reach.Tests.Drafts;

/// <summary>A published customer profile in Scope, by Scope's own code and wall.</summary>
internal static class Published
{
    public static async Task<Guid> Icp(Suite suite, Member member, string claim)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = suite.Scope.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(member.Email), member.Email);
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        var now = suite.Time.GetUtcNow();
        await using var work = await db.Begin(ct);
        var icp = new Icp
        {
            Name = "Payment companies",
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Icps.Add(icp);
        await work.Flush(ct);
        var number = await Scope.Icps.Icp.NextNumber(db, icp.Id, now, ct);
        db.Versions.Add(
            new IcpVersion
            {
                IcpId = icp.Id,
                Number = number!.Value,
                Document = new(
                    [new("proof", [new(claim, []) { Assumption = true }])],
                    new SourceList()
                ),
                Origin = Origin.Synthesis,
                Author = member.Email,
                CreatedAt = now,
            }
        );
        icp.Publish(number.Value, now);
        await work.Commit(ct);
        return icp.Id;
    }
}
