using LeadFuel.Accounts;
using LeadFuel.Reach;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Sends;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Scope.Tests.Deals;

/// <summary>People who are in a campaign of Reach, by Reach's own code and wall.</summary>
internal static class Enrolled
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<int> In(Suite suite, Member member, string[] addresses)
    {
        await using var scope = Open(suite, member, out var db);
        await using var work = await db.Begin(Ct);
        var now = suite.Time.GetUtcNow();
        var campaign = new Campaign { Name = "Spring", CreatedAt = now };
        db.Campaigns.Add(campaign);
        foreach (var address in addresses)
        {
            var contact = new Contact
            {
                Email = address,
                FirstName = "Grace",
                LastName = "Hopper",
                Company = "Navy",
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Contacts.Add(contact);
            db.Enrolments.Add(
                new Enrolment
                {
                    CampaignId = campaign.Id,
                    ContactId = contact.Id,
                    Email = address,
                    CreatedAt = now,
                }
            );
        }

        await work.Commit(Ct);
        return addresses.Length;
    }

    public static async Task<List<Enrolment>> All(Suite suite, Member member)
    {
        await using var scope = Open(suite, member, out var db);
        await using var work = await db.Begin(Ct);
        return await db.Enrolments.AsNoTracking().ToListAsync(Ct);
    }

    private static AsyncServiceScope Open(Suite suite, Member member, out ReachDb db)
    {
        var scope = suite.Reach.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(member.Email), member.Email);
        db = scope.ServiceProvider.GetRequiredService<ReachDb>();
        return scope;
    }
}
