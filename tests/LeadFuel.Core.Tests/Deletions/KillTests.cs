namespace LeadFuel.Core.Tests.Deletions;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Crashes;

/// <summary>Core dies at every step of a purge, and each time the next one goes on.</summary>
[Collection(typeof(Crashes))]
public sealed class KillTests(CoreSuite suite)
{
    private static readonly string[] Points =
    [
        "purge-begun",
        "purge-counted",
        "purge-service#3",
        "purge-services-done",
        "purge-told",
        "purge-core-last",
    ];

    [Fact]
    public async Task Killed_at_each_step_it_ends_all_the_same_with_one_receipt()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = [.. options.Services.Where(name => name != "core")],
                Apart = ["core"],
            }
        );
        var core = own.Apart("core");
        var process = await core.Start();
        var ada = await own.SignUpByMail();
        var eve = await own.SignUpByMail();
        await Wait.Until(
            async () =>
                (await Rows.With(own, ada.Email)).Count(table =>
                    table.EndsWith(".accounts", StringComparison.Ordinal)
                ) == 7,
            () => "not every service knows the account"
        );
        (
            await ada.Web.Post("/api/core/deletion", new { account = ada.Email })
        ).EnsureSuccessStatusCode();
        await Sql(
            own,
            "update deletions set due_at = now() - interval '1 minute' where account_email = $1",
            ada
        );
        await ApartService.Kill(process);

        foreach (var point in Points)
        {
            await Due(own, ada);
            process = await core.Start(point);
            await Wait.Until(
                async () =>
                {
                    // What waits for its mail or for a part that starts is due at once here.
                    await Due(own, ada, onlyReady: true);
                    return process.HasExited;
                },
                () => $"Core does not come to {point}"
            );
        }

        await Due(own, ada);
        process = await core.Start();
        await Wait.Until(
            async () =>
            {
                await Due(own, ada, onlyReady: true);
                return (await Rows.With(own, ada.Email)).Count == 0;
            },
            () => "rows of the account are left"
        );

        Assert.Equal(1L, await Rows.Scalar(own, "core", "select count(*) from purge_receipts"));
        var mails = await own.Sandbox.Mails(ada.Email);
        Assert.Single(mails, mail => mail.Text!.Contains("signature", StringComparison.Ordinal));
        Assert.Contains("shared.accounts", await Rows.With(own, eve.Email));
        (await eve.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        await ApartService.Kill(process);
    }

    // The leases of the process that died have run out, those of its other work too: an account has four at once.
    private static Task<object?> Due(Suite own, Member member, bool onlyReady = false) =>
        Sql(
            own,
            onlyReady
                ? "with j as (update jobs set run_at = now() - interval '1 second' where account_email = $1 and state = 0 and kind in ('core.purge-account', 'core.send-mail') returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)"
                : "with j as (update jobs set run_at = now() - interval '1 second', state = 0, lease_until = null where account_email = $1 and (state = 1 or (state = 0 and kind in ('core.purge-account', 'core.send-mail'))) returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)",
            member
        );

    private static Task<object?> Sql(Suite own, string sql, Member member) =>
        Rows.Scalar(own, "core", sql, member.Email);
}
