using System.Diagnostics;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Npgsql;

namespace LeadFuel.Orbit.Tests.Crashes;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Crashes;

/// <summary>A real process of Orbit dies by SIGKILL around a page or a renewal, and goes on as if it had not.</summary>
[Collection(typeof(Crashes))]
public sealed class KillTests(Suite suite)
{
    private const int Mails = 600;

    [Fact]
    public async Task A_first_sync_killed_around_a_page_ends_with_the_rows_of_one_that_was_not()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "gateway"],
                Apart = ["orbit"],
                Settings = [("orbit", "Orbit:PageSize", "100")],
            }
        );
        var orbit = own.Apart("orbit");
        var running = await orbit.Start();
        var calm = await Connected(own);
        await calm.StartByWeb();
        await calm.Live();
        var expected = await calm.Print();

        foreach (
            var point in (string[])
                ["orbit.page-read#2", "orbit.page-before-commit#2", "orbit.page-committed#3"]
        )
        {
            var box = await Connected(own);
            await ApartService.Kill(running);
            var dying = await orbit.Start(fault: point);
            await box.StartByWeb();
            await Died(dying, point);

            await EndLeases(own);
            running = await orbit.Start();
            await box.Live();

            Assert.Equal(expected, await box.Print());
        }

        // A renewal that is killed after Microsoft has answered: the tokens on disk still open the mailbox.
        foreach (
            var point in (string[])
                ["orbit.before-refresh", "orbit.refreshed", "orbit.refresh-stored"]
        )
        {
            var box = await Connected(own);
            await box.StartByWeb();
            await box.Live();
            await ApartService.Kill(running);
            var dying = await orbit.Start(fault: point);
            await box.Expire();
            await box.SyncByWeb();
            await Died(dying, point);

            await EndLeases(own);
            running = await orbit.Start();
            await box.Live();
        }
    }

    private static async Task Died(Process process, string point)
    {
        await Wait.Until(
            () => Task.FromResult(process.HasExited),
            () => $"it never came to {point}"
        );
        Assert.Equal(137, process.ExitCode);
    }

    // The lease of a dead runner ends by itself after a minute of the database's clock; here it ends at once.
    private static async Task EndLeases(Suite own)
    {
        await using var end = own.Sql("orbit")
            .CreateCommand(
                "update jobs set lease_until = now() - interval '1 second' where state = 1; update mailboxes set refreshing_until = null; update job_lanes set next_at = now()"
            );
        await end.ExecuteNonQueryAsync(Stage.Ct);
    }

    private static async Task<WebBox> Connected(Suite own)
    {
        var member = await own.SignUp();
        var address = $"me-{Guid.CreateVersion7():N}@northbeam.example";
        await own.Sandbox.Post(
            "/microsoft-boxes",
            new
            {
                address,
                name = "Me Myself",
                messages = Mails,
                seed = 5,
                days = 300,
                people = 12,
                until = new DateTimeOffset(2026, 6, 1, 9, 0, 0, TimeSpan.Zero),
            }
        );
        var box = new WebBox(own, member, address);
        await box.Connect();
        return box;
    }

    /// <summary>A mailbox as the browser has it: the service is a process of its own, behind the gateway.</summary>
    private sealed class WebBox(Suite own, Member member, string address)
    {
        private Guid id;
        private Guid[] folders = [];

        public async Task Connect()
        {
            var asked = await (
                await member.Web.Post(
                    "/api/orbit/mailboxes/authorize",
                    new { mailboxId = (Guid?)null }
                )
            ).Json();
            var back = await own.Sandbox.Post(
                $"/microsoft-boxes/{address}/consent",
                new { url = asked.GetProperty("url").GetString() }
            );
            var view = await (
                await member.Web.Post(
                    "/api/orbit/mailboxes/callback",
                    new
                    {
                        state = back.GetProperty("state").GetString(),
                        code = back.GetProperty("code").GetString(),
                    }
                )
            ).Read<GetMailbox.View>();
            id = view.Id;
            view = await (
                await member.Web.Post($"/api/orbit/mailboxes/{id}/folders", new { })
            ).Read<GetMailbox.View>();
            folders = [.. view.Folders.Where(f => f.Included).Select(f => f.Id)];
        }

        public async Task StartByWeb() =>
            (
                await member.Web.Post(
                    $"/api/orbit/mailboxes/{id}/start",
                    new
                    {
                        folders,
                        historyMonths = 0,
                        withText = true,
                        visibility = Visibility.Strength,
                        contacts = ContactsFrom.Written,
                        skipMarked = false,
                        skipInternal = false,
                        skipFreeMail = false,
                        skipRobots = true,
                    }
                )
            ).EnsureSuccessStatusCode();

        public async Task SyncByWeb() =>
            (
                await member.Web.Post($"/api/orbit/mailboxes/{id}/sync", new { all = false })
            ).EnsureSuccessStatusCode();

        public async Task Expire() => await own.Sandbox.Post($"/microsoft-boxes/{address}/expire");

        /// <summary>Read to its end and scored, with nothing left to do.</summary>
        public Task Live() =>
            Wait.Until(
                async () =>
                {
                    await own.Hurry(member);
                    await using var open = own.Sql("orbit")
                        .CreateCommand(
                            "select (select count(*) from jobs where account_email = $1 and state in (0, 1) and run_at <= now()) + (select count(*) from mailboxes where account_email = $1 and state <> 2)"
                        );
                    open.Parameters.Add(new NpgsqlParameter { Value = member.Email });
                    return (long)(await open.ExecuteScalarAsync(Stage.Ct))! == 0;
                },
                () => "the mailbox does not become live"
            );

        public async Task<string> Print() =>
            (await own.Print(member)).Replace(address, "me", StringComparison.Ordinal) is var print
                ? System.Text.RegularExpressions.Regex.Replace(
                    print,
                    @"(\d+)\.[0-9a-f]{1,8}@",
                    "$1@"
                )
                : "";
    }
}
