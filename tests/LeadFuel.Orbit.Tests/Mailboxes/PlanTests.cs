using LeadFuel.Orbit.Rpc;
using LeadFuel.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>What is read, and told to others, of an account whose plan has ended.</summary>
public sealed class PlanTests(Suite suite)
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(40);

    [Fact]
    public async Task Without_a_plan_no_mailbox_is_read_and_nobody_is_told_whom_it_knows()
    {
        await using var own = await OwnTime();
        var (ada, eve) = (await Read(own), await Read(own));
        await own.EndTrial(ada.Member);

        await Later(own, ada, eve);

        Assert.Equal((1, 2), (await Mails(own, ada), await Mails(own, eve)));
        Assert.Equal((true, false), (await Unknown(own, ada), await Unknown(own, eve)));
        Assert.Equal("plan", (await ada.View()).Problem);

        await own.BeginTrial(ada.Member);
        await Later(own, ada);

        Assert.Equal(3, await Mails(own, ada));
        Assert.False(await Unknown(own, ada));
        Assert.Null((await ada.View()).Problem);
    }

    [Fact]
    public async Task A_reply_inbox_is_read_on_as_long_as_reach_is_paid_for()
    {
        await using var own = await OwnTime();
        var box = await Read(own);
        var view = await box.View();
        (
            await box.Member.Orbit.Send(
                HttpMethod.Patch,
                $"/mailboxes/{box.Id}",
                new { visibility = view.Visibility, replyInbox = true },
                $"\"{view.Version}\""
            )
        ).EnsureSuccessStatusCode();
        await box.Settle();
        await own.EndTrial(box.Member);
        await using var paid = own.Sql("shared")
            .CreateCommand(
                "insert into entitlements (account_email, id, product, state, plan, source, created_at) values ($1, gen_random_uuid(), 'reach', 2, 'reach_monthly', 'stripe', now())"
            );
        paid.Parameters.Add(new() { Value = box.Member.Email });
        await paid.ExecuteNonQueryAsync(Stage.Ct);

        await Later(own, box);

        Assert.Equal(2, await Mails(own, box));
        Assert.True(await Unknown(own, box));
    }

    private Task<Suite> OwnTime() =>
        suite.Own(o =>
            o with
            {
                Services = ["core", "orbit", "gateway"],
                Clock = new FakeTimeProvider(Monday.AddDays(7)),
            }
        );

    private static async Task<Box> Read(Suite own)
    {
        var box = await own.Box();
        await box.Write("arne@fjordline.no", Monday);
        await box.Synced();
        return box;
    }

    private static async Task Later(Suite own, params Box[] boxes)
    {
        foreach (var box in boxes)
        {
            await box.Write("ines@lumio.test", Monday.AddDays(1), "Later");
        }

        own.Advance(Rest);
        foreach (var box in boxes)
        {
            await box.Settle();
        }
    }

    private static Task<long> Mails(Suite own, Box box) => own.Count("messages", box.Member);

    private static async Task<bool> Unknown(Suite own, Box box) =>
        (
            await new Relationships.RelationshipsClient(
                own.Rpc("orbit", "reach", box.Member.Claims)
            ).FindWarmPathsAsync(
                new FindWarmPathsRequest { Emails = { "arne@fjordline.no" } },
                cancellationToken: Stage.Ct
            )
        )
            .Paths[0]
            .Unknown;
}
