using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Npgsql;

namespace LeadFuel.Reach.Tests.Campaigns;

/// <summary>Acts that meet at the same rows wait for each other and never lock each other out.</summary>
public sealed class LockOrderTests(Suite suite)
{
    [Fact]
    public async Task Of_a_cancel_and_a_resume_at_the_same_moment_one_is_done_and_the_other_is_told()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada, people: 5);
        await campaign.Settle();
        var path = $"/campaigns/{campaign.CampaignId}";
        var paused = await ada.Reach.Post($"{path}/pause", etag: (await ada.Reach.Get(path)).Tag());
        paused.EnsureSuccessStatusCode();
        await using var gate = await suite.Sql("reach").OpenConnectionAsync(Stage.Ct);
        await using var closed = await gate.BeginTransactionAsync(Stage.Ct);
        await using (
            var hold = new NpgsqlCommand("select 1 from campaigns where id = $1 for update", gate)
        )
        {
            hold.Parameters.Add(new() { Value = campaign.CampaignId });
            await hold.ExecuteNonQueryAsync(Stage.Ct);
        }

        // Each takes what it takes before the campaign's row, and then both stand before it.
        var cancel = ada.Reach.Post($"{path}/cancel", etag: paused.Tag());
        await Waiting(gate.ProcessID, 1);
        var resume = ada.Reach.Post($"{path}/resume", etag: paused.Tag());
        await Waiting(gate.ProcessID, 2);
        await closed.RollbackAsync(Stage.Ct);

        Assert.Equal(HttpStatusCode.OK, (await cancel).StatusCode);
        await (await resume).Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        await campaign.Settle();
        Assert.All(
            await campaign.Ledger(),
            entry => Assert.Contains(entry.Reason, (string[])["sent", "campaign_cancelled"])
        );
    }

    private Task Waiting(int before, int count) =>
        Wait.Until(
            async () =>
            {
                await using var ask = suite
                    .Sql("reach")
                    .CreateCommand(
                        """
                        with recursive waiting as (
                            select pid from pg_stat_activity where $1 = any (pg_blocking_pids(pid))
                            union
                            select a.pid from pg_stat_activity a join waiting w on w.pid = any (pg_blocking_pids(a.pid)))
                        select count(*) from waiting
                        """
                    );
                ask.Parameters.Add(new() { Value = before });
                return (long)(await ask.ExecuteScalarAsync(Stage.Ct))! >= count;
            },
            () => $"fewer than {count} wait"
        );
}
