using LeadFuel.Core.Tests.Exports;
using LeadFuel.Core.Tests.Integrations;

namespace LeadFuel.Core.Tests.Deletions;

public sealed class DeletionTests(CoreSuite suite)
{
    private const string Deletion = "/api/core/deletion";

    [Fact]
    [Claim("T66")]
    public async Task An_owner_asks_and_every_browser_is_signed_out_at_once()
    {
        // The time stands still: what the gateway keeps of a session never runs out by itself.
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        var phone = await own.SignUp(ada.Email);
        var eve = await own.SignUp();
        foreach (var browser in (Member[])[ada, phone, eve])
        {
            (await browser.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        }

        var answer = await Ask(ada);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Ended(ada);
        await Ended(phone);
        (await eve.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        Assert.Equal(
            0L,
            await Rows.Scalar(
                own,
                "core",
                "select count(*) from sessions where account_email = $1",
                ada.Email
            )
        );
        await own.Drain(ada);
        var mail = await own.Sandbox.Mail(ada.Email, 1);
        Assert.Contains("undo it", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_typed_address_an_owner_and_a_fresh_sign_in_ask_for_it()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();

        await (await ada.Web.Post(Deletion, new { account = eve.Email })).Problem(
            HttpStatusCode.BadRequest
        );
        var old = suite.Direct(
            "core",
            () =>
                suite.Tokens.Mint(
                    "core",
                    ada.Claims with
                    {
                        SignedInAt = suite.Time.GetUtcNow().AddMinutes(-16),
                    }
                )
        );
        await (await old.Post("/deletion", new { account = ada.Email })).Problem(
            HttpStatusCode.Forbidden,
            "recent-sign-in-required"
        );
        var member = suite.Direct(
            "core",
            () => suite.Tokens.Mint("core", ada.Claims with { Subject = "guest@example.test" })
        );
        await (await member.Post("/deletion", new { account = ada.Email })).Problem(
            HttpStatusCode.Forbidden,
            "owners-only"
        );
        Assert.Equal(0L, await Count("core", "deletions", ada));
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
    }

    [Fact]
    [Claim("T65")]
    public async Task In_every_service_work_stops_and_goes_on_after_the_undoing()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await suite.Drain(ada);
        await suite.Drain(eve);

        (await Ask(ada)).EnsureSuccessStatusCode();
        await suite.Drain(ada, "core.follow-deletion");

        foreach (var service in (string[])["core", "scope", "reach", "signal", "orbit", "admin"])
        {
            Assert.True(await Held(service, ada), $"{service} goes on");
            Assert.False(await Held(service, eve), $"{service} stopped for another account");
        }

        var back = await suite.SignUp(ada.Email);
        (await back.Web.Post($"{Deletion}/undo")).EnsureSuccessStatusCode();
        await suite.Drain(ada, "core.follow-deletion");
        foreach (var service in (string[])["core", "scope", "reach", "signal", "orbit", "admin"])
        {
            Assert.False(await Held(service, ada), $"{service} stands still");
        }
    }

    [Fact]
    [Claim("T68")]
    public async Task What_a_webhook_had_not_been_told_waits_for_a_person_after_the_undoing()
    {
        var told = await Told.Open(suite);
        var ada = told.Member;
        await told.Switch("icp.ready");
        (await Ask(ada)).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        var delivery = await Rows.Scalar(
            suite,
            "core",
            """
            insert into deliveries (account_email, id, kind, channel_id, event_id, type, subject_id, happened_at, test, state, round, doubts, created_at)
            select account_email, gen_random_uuid(), kind, id, gen_random_uuid(), 'icp.ready', gen_random_uuid(), now(), false, 0, 1, 0, now()
              from channels where account_email = $1 returning id
            """,
            ada.Email
        );

        var back = await suite.SignUp(ada.Email);
        (await back.Web.Post($"{Deletion}/undo")).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        var line = (await back.Web.Json("/api/core/deliveries"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(one => one.GetProperty("id").GetGuid() == (Guid)delivery!);
        Assert.Equal(
            ("dropped", true),
            (line.GetProperty("state").GetString(), line.GetProperty("mayRepeat").GetBoolean())
        );
    }

    [Fact]
    [Claim("T64")]
    public async Task In_the_grace_period_an_owner_exports_and_undoes_and_nothing_else_opens()
    {
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        var icp = await (
            await ada.Web.Post("/api/scope/icps", new { name = "Fintech CFOs" })
        ).Json();
        await suite.Drain(ada);
        (await Ask(ada)).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        var back = await suite.SignUp(ada.Email);
        foreach (
            var closed in (string[])
                ["/api/scope/icps", "/api/core/audit-entries", "/api/core/sessions"]
        )
        {
            await (await back.Web.Get(closed)).Problem(
                HttpStatusCode.Forbidden,
                "deletion-pending"
            );
        }

        var waiting = (await back.Web.Json(Deletion)).GetProperty("deletion");
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.Equal(
            "deletion_pending",
            (await back.Web.Json("/api/core/bootstrap"))
                .GetProperty("account")
                .GetProperty("state")
                .GetString()
        );
        var export = await ExportTests.Made(suite, back);
        Assert.Contains(
            "Fintech CFOs",
            System.Text.Encoding.UTF8.GetString(await ExportTests.Content(back, export)),
            StringComparison.Ordinal
        );

        (await back.Web.Post($"{Deletion}/undo")).EnsureSuccessStatusCode();

        // At once, although the gateway knew this session as one of an account that leaves.
        await Wait.Until(
            async () =>
                (
                    await back.Web.Get($"/api/scope/icps/{icp.GetProperty("id").GetString()}")
                ).StatusCode == HttpStatusCode.OK,
            () => "the ICP is not there again"
        );
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await back.Web.Json(Deletion)).GetProperty("deletion").ValueKind
        );
        await (await back.Web.Post($"{Deletion}/undo")).Problem(
            HttpStatusCode.Conflict,
            "no-deletion"
        );
    }

    private Task<HttpResponseMessage> Ask(Member member) =>
        member.Web.Post(Deletion, new { account = member.Email });

    // The gateway hears of it from the database, a moment later.
    private static Task Ended(Member member) =>
        Wait.Until(
            async () =>
                (await member.Web.Get("/api/core/bootstrap")).StatusCode
                == HttpStatusCode.Unauthorized,
            () => "a session goes on"
        );

    private async Task<bool> Held(string service, Member member) =>
        (long)
            (
                await Rows.Scalar(
                    suite,
                    service,
                    "select count(*) from job_lanes where account_email = $1 and held",
                    member.Email
                )
            )! > 0;

    private Task<object?> Count(string database, string table, Member member) =>
        Rows.Scalar(
            suite,
            database,
            $"select count(*) from {table} where account_email = $1",
            member.Email
        );
}
