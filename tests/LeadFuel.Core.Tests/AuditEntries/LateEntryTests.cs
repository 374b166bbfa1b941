using LeadFuel.Core.Tests.Integrations;

namespace LeadFuel.Core.Tests.AuditEntries;

/// <summary>What happened in another service while no Core answered stands in the log once there is one.</summary>
[Collection(typeof(Kills))]
public sealed class LateEntryTests(CoreSuite suite)
{
    private static readonly string[] Kinds = ["scope.append-audit", "scope.tell-event"];

    [Fact]
    public async Task Entries_and_events_outlast_eight_tries_and_arrive_with_their_id_and_time()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["scope"],
                Apart = ["core"],
            }
        );
        var ada = await own.SignUp();
        var (entry, happened) = (Guid.CreateVersion7(), own.Time.GetUtcNow().AddHours(-1));
        // To the second, so that it is the same in JSON and in the table.
        var at = happened.AddTicks(-(happened.Ticks % TimeSpan.TicksPerSecond)).UtcDateTime;
        await Rows.Scalar(
            own,
            "scope",
            """
            insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at)
            values ($1, $2, 'scope.append-audit', jsonb_build_object('at', $4::timestamptz, 'actor', $1::text, 'via', 'scope', 'action', 'icp.deleted', 'subject', $3::uuid, 'detail', 'Deleted.'), 0, 7, now(), true, now()),
                   ($1, $3, 'scope.tell-event', jsonb_build_object('name', 'icp.ready', 'subject', $3::uuid, 'at', $4::timestamptz), 0, 7, now(), false, now())
            """,
            ada.Email,
            entry,
            Guid.CreateVersion7(),
            at
        );
        await Rows.Scalar(
            own,
            "scope",
            "insert into job_lanes (account_email, served_at, next_at, held) values ($1, '-infinity', now(), false)",
            ada.Email
        );
        await Wait.Until(
            async () => await Jobs(own, ada, "attempts = 8 and state in (0, 3)") == 2,
            () => "the eighth try did not end"
        );

        await own.Apart("core").Start();

        await Wait.Until(
            async () =>
            {
                // The pause ends by itself; here it ends at once.
                await Rows.Scalar(own, "scope", "update jobs set run_at = now() where state = 0");
                await Rows.Scalar(own, "scope", "update job_lanes set next_at = now()");
                return await Jobs(own, ada, "state in (2, 3)") == 2;
            },
            () => "nothing was tried again"
        );
        Assert.Equal(2L, await Jobs(own, ada, "state = 2"));
        Assert.Equal(
            1L,
            await Rows.Scalar(
                own,
                "core",
                "select count(*) from audit_entries where account_email = $1 and id = $2 and \"at\" = $3 and action = 'icp.deleted'",
                ada.Email,
                entry,
                at
            )
        );
    }

    private static async Task<long> Jobs(Suite own, Member member, string are) =>
        (long)
            (
                await Rows.Scalar(
                    own,
                    "scope",
                    $"select count(*) from jobs where account_email = $1 and kind = any ($2) and {are}",
                    member.Email,
                    Kinds
                )
            )!;
}
