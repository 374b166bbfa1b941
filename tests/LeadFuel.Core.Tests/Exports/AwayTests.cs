using LeadFuel.Core.Tests.Deletions;

namespace LeadFuel.Core.Tests.Exports;

/// <summary>One service is away while everything is collected.</summary>
[Collection(typeof(Crashes))]
public sealed class AwayTests(CoreSuite suite)
{
    private const string Exports = "/api/core/exports";

    [Fact]
    public async Task For_hours_the_download_waits_for_a_service_that_is_away_then_it_fails_and_can_be_tried_again()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = [.. options.Services.Where(name => name != "orbit")],
                Apart = ["orbit"],
            }
        );
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        foreach (var member in (Member[])[ada, eve])
        {
            (await member.Web.Post(Exports)).EnsureSuccessStatusCode();
            await own.Drain(member, "core.build-export");
        }

        await Rows.Scalar(
            own,
            "core",
            "update exports set created_at = created_at - interval '7 hours' where account_email = $1",
            eve.Email
        );
        await Rows.Scalar(
            own,
            "core",
            "insert into export_pieces (account_email, export_id, ordinal, size, content) select account_email, id, 1, 1, 'finished' from exports where account_email = $1",
            eve.Email
        );
        foreach (var member in (Member[])[ada, eve])
        {
            // The next failure that counts would be the eighth, and the last.
            await Due(own, member, attempts: 7);
            await own.Drain(member, "core.build-export");
        }

        Assert.Equal(("0 7", "collecting"), (await Job(own, ada), await State(ada)));
        Assert.Equal(("3 8", "failed"), (await Job(own, eve), await State(eve)));
        // What there is of it stays for whoever tries again.
        Assert.Equal(
            1L,
            await Rows.Scalar(
                own,
                "core",
                "select count(*) from export_pieces where account_email = $1",
                eve.Email
            )
        );

        var orbit = await own.Apart("orbit").Start();
        await Due(own, ada, attempts: 7);
        await own.Drain(ada, "core.build-export");
        Assert.Equal("ready", await State(ada));

        var failed = (await eve.Web.Json(Exports)).GetProperty("items")[0];
        var path = $"{Exports}/{failed.GetProperty("id").GetString()}";
        (await eve.Web.Post($"{path}/retry")).EnsureSuccessStatusCode();
        await own.Drain(eve, "core.build-export");
        Assert.Equal("ready", await State(eve));
        await ApartService.Kill(orbit);
    }

    private static Task Due(Suite own, Member member, int attempts) =>
        Wait.Until(
            async () =>
                await Rows.Scalar(
                    own,
                    "core",
                    "with j as (update jobs set attempts = $2, run_at = now() - interval '1 second' where account_email = $1 and kind = 'core.build-export' and state = 0 returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j) returning 1",
                    member.Email,
                    attempts
                )
                    is not null,
            () => "the download's job does not wait"
        );

    private static async Task<string?> Job(Suite own, Member member) =>
        (string?)
            await Rows.Scalar(
                own,
                "core",
                "select state || ' ' || attempts from jobs where account_email = $1 and kind = 'core.build-export'",
                member.Email
            );

    private static async Task<string?> State(Member member) =>
        (await member.Web.Json(Exports)).GetProperty("items")[0].GetProperty("state").GetString();
}
