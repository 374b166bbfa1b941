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

    [Fact]
    public async Task A_list_of_who_gets_no_mail_takes_everybodys_row_before_a_campaigns()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var theirs = await Stage.Launch(suite, eve);
        Launched[] campaigns = [await Stage.Launch(suite, ada), await Stage.Launch(suite, ada)];
        await suite.Drain(ada);
        await suite.Drain(eve);
        await using var gate = await suite.Sql("reach").OpenConnectionAsync(Stage.Ct);
        await using var closed = await gate.BeginTransactionAsync(Stage.Ct);
        await using (
            var hold = new NpgsqlCommand(
                "select 1 from campaigns where id = any ($1) for update",
                gate
            )
        )
        {
            hold.Parameters.Add(new() { Value = campaigns.Select(c => c.CampaignId).ToArray() });
            await hold.ExecuteNonQueryAsync(Stage.Ct);
        }

        var import = ada.Reach.Post(
            "/suppressions/import",
            new
            {
                text = string.Join('\n', campaigns.Select(c => c.Person.Email)),
                reason = "unsubscribed",
            }
        );
        await Waiting(gate.ProcessID, 1);
        await using (
            var free = new NpgsqlCommand(
                "select count(*) from (select 1 from enrolments where id = any ($1) for update skip locked) as e",
                gate
            )
        )
        {
            free.Parameters.Add(
                new() { Value = campaigns.Select(c => c.Person.EnrolmentId).ToArray() }
            );
            Assert.Equal(0L, await free.ExecuteScalarAsync(Stage.Ct));
        }

        await closed.RollbackAsync(Stage.Ct);
        (await import).EnsureSuccessStatusCode();
        foreach (var campaign in campaigns)
        {
            Assert.Equal("unsubscribed", (await campaign.Ledger())[1].Reason);
        }

        Assert.Equal("delay_not_elapsed", (await theirs.Ledger())[1].Reason);
    }

    [Fact]
    public async Task Whoever_is_stopped_while_a_mail_is_added_gets_none_of_it_either()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Sent(suite, ada, [0, 5], Stage.NewAddress(0));
        var steps = await plan.Steps();
        var path = $"/campaigns/{plan.Id}/decisions";
        var person = (await ada.Reach.Json(path)).GetProperty("items")[0].Text("enrolmentId");
        await using var gate = await suite.Sql("reach").OpenConnectionAsync(Stage.Ct);
        await using var closed = await gate.BeginTransactionAsync(Stage.Ct);
        await using (
            var hold = new NpgsqlCommand("select 1 from campaigns where id = $1 for update", gate)
        )
        {
            hold.Parameters.Add(new() { Value = Guid.Parse(plan.Id) });
            await hold.ExecuteNonQueryAsync(Stage.Ct);
        }

        // People and mails are taken before the campaign's row, so the stop stands behind the change.
        var change = plan.Arrange((steps[0], 0), (steps[1], 5), (null, 1));
        await Waiting(gate.ProcessID, 1);
        var stop = ada.Reach.Post($"/enrolments/{person}/stop");
        await Waiting(gate.ProcessID, 2);
        await closed.RollbackAsync(Stage.Ct);

        (await change).EnsureSuccessStatusCode();
        (await stop).EnsureSuccessStatusCode();
        Assert.Equal(
            ["sent", "stopped_manual", "stopped_manual"],
            (await ada.Reach.Json(path))
                .GetProperty("items")
                .EnumerateArray()
                .Select(row => row.Text("reason"))
        );
    }

    [Fact]
    public async Task A_sender_is_not_removed_in_the_moment_in_which_a_campaign_begins_to_write_as_it()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var plan = await Plan.Ready(suite, ada, $"{Stage.NewAddress(0)},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var first = (await (await plan.Get()).Json()).Text("senderId");
        var maria = await Plan.AddSender(suite, ada, "Maria Kern");

        await BeginsBeforeTheRemoval(first, plan.Launch);
        await suite.Drain(ada);
        await BeginsBeforeTheRemoval(maria.Id, () => plan.Change(senderId: maria.Id));

        async Task BeginsBeforeTheRemoval(string sender, Func<Task<HttpResponseMessage>> act)
        {
            var path = $"/senders/{sender}";
            await (await eve.Reach.Delete(path, "\"1\"")).Problem(HttpStatusCode.NotFound);
            await using var gate = await suite.Sql("reach").OpenConnectionAsync(Stage.Ct);
            await using var closed = await gate.BeginTransactionAsync(Stage.Ct);
            await using (
                var hold = new NpgsqlCommand("select 1 from senders where id = $1 for update", gate)
            )
            {
                hold.Parameters.Add(new() { Value = Guid.Parse(sender) });
                await hold.ExecuteNonQueryAsync(Stage.Ct);
            }

            var begins = act();
            await Waiting(gate.ProcessID, 1);
            var removal = ada.Reach.Delete(path, "\"1\"");
            await Waiting(gate.ProcessID, 2);
            await closed.RollbackAsync(Stage.Ct);

            (await begins).EnsureSuccessStatusCode();
            await (await removal).Problem(HttpStatusCode.Conflict, "sender-in-use");
        }
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
