namespace LeadFuel.Admin.Tests.Operators;

/// <summary>Somebody writes to hello@leadfuel.cloud: an operator starts what they could have pressed, and both sides can read it.</summary>
[Collection(typeof(AllServices))]
public sealed class OnBehalfTests(WholeStage stage)
{
    private const string Why = "Wrote from the owner's address";

    private static readonly (string, string)[] Said = [("ticket", "4711"), ("reason", Why)];

    private Suite Suite => stage.Suite;

    [Fact]
    [Claim("T70")]
    public async Task A_download_is_started_for_the_owners_who_alone_get_its_link()
    {
        var ada = await stage.Account();
        var eve = await stage.Account();
        using var helper = await stage.Operator("privacy");
        await stage.Fresh(helper);

        await helper.Go($"{Path(ada)}/export", Said);
        await Suite.Drain(ada);

        var mail = await Suite.Sandbox.Mail(ada.Email, 1);
        Assert.Contains("on your behalf", mail.Text);
        Assert.Contains("/settings/your-data", mail.Text);
        Assert.DoesNotContain(
            await Suite.Sandbox.Mails(helper.Email),
            one => one.Subject.Contains("download", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Empty(await Suite.Sandbox.Mails(eve.Email));
        var export = (await ada.Web.Json("/api/core/exports")).GetProperty("items")[0];
        Assert.Equal("ready", export.GetProperty("state").GetString());
        var content = await ada.Web.Get(
            $"/api/core/exports/{export.GetProperty("id").GetString()}/content"
        );
        Assert.Contains(
            $"\"account\":\"{ada.Email}\"",
            await content.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        await Logged(ada, helper, "export.requested", "export.started");
    }

    [Fact]
    [Claim("T69")]
    public async Task A_deletion_is_asked_for_with_the_typed_address_and_an_owner_can_undo_it()
    {
        var ada = await stage.Account();
        var eve = await stage.Account();
        using var helper = await stage.Operator("support");
        await stage.Fresh(helper);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await helper.Press($"{Path(ada)}/delete", [.. Said, ("account", ada.Email)])
            ).StatusCode
        );
        await stage.Fresh(stage.Lead);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await stage.Lead.Press($"{Path(ada)}/delete", [.. Said, ("account", eve.Email)])
            ).StatusCode
        );
        (await ada.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();

        await stage.Lead.Go($"{Path(ada)}/delete", [.. Said, ("account", ada.Email)]);
        await Suite.Drain(ada);

        await Wait.Until(
            async () =>
                (await ada.Web.Get("/api/core/bootstrap")).StatusCode
                == HttpStatusCode.Unauthorized,
            () => "a session goes on"
        );
        (await eve.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        Assert.Contains("undo it", (await Suite.Sandbox.Mail(ada.Email, 1)).Text);
        await stage.Fresh(stage.Lead);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (
                await stage.Lead.Press($"{Path(ada)}/delete", [.. Said, ("account", ada.Email)])
            ).StatusCode
        );
        var back = await Suite.SignUp(ada.Email);
        (await back.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await Suite.Drain(back);
        await Logged(back, stage.Lead, "deletion.requested", "deletion.asked");
    }

    [Fact]
    [Claim("T57")]
    public async Task A_request_for_deletion_ends_a_viewing_at_once_and_both_logs_say_why()
    {
        var ada = await stage.Account();
        using var helper = await stage.Operator("support");
        await stage.Fresh(helper);
        var to = await helper.Go(
            $"{Path(ada)}/view",
            ("category", "support"),
            ("ticket", "4711"),
            ("reason", Why)
        );
        var browser = Suite.Browser();
        var code = to[(to.IndexOf('#', StringComparison.Ordinal) + 1)..];
        (await browser.Post("/impersonation/enter", new { code })).EnsureSuccessStatusCode();
        (await browser.Get("/api/scope/icps")).EnsureSuccessStatusCode();
        await stage.Fresh(stage.Lead);

        await stage.Lead.Go($"{Path(ada)}/delete", [.. Said, ("account", ada.Email)]);
        await Suite.Drain(ada);

        await (await browser.Get("/api/scope/icps")).Problem(HttpStatusCode.Unauthorized);
        Assert.Equal(
            "deletion",
            await stage.Sql(
                "admin",
                "select detail from operator_entries where account_email = $1 and action = 'viewing.ended'",
                ada.Email
            )
        );
        var back = await Suite.SignUp(ada.Email);
        (await back.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await Suite.Drain(back);
        Assert.Contains(
            $"The viewing of Olga ({helper.Email}) ended (deletion).",
            (await back.Web.Json("/api/core/audit-entries?action=viewing.ended")).GetRawText()
        );
    }

    [Fact]
    public async Task No_service_is_missing_where_rows_are_counted()
    {
        var ada = await stage.Account();
        await stage.Fresh(stage.Lead);

        var page = await stage.Lead.Read(Path(ada));

        Assert.DoesNotContain("does not answer", page);
        Assert.Contains("<td>admin</td><td>accounts 1", page);
    }

    [Fact]
    public async Task Without_a_ticket_and_a_reason_or_for_nobody_nothing_starts()
    {
        var ada = await stage.Account();
        using var helper = await stage.Operator("privacy");
        await stage.Fresh(helper);

        foreach (
            var (ticket, reason) in new[]
            {
                ("", Why),
                ("4711", "short"),
                ("4711", "two\nlines of it"),
            }
        )
        {
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (
                    await helper.Press(
                        $"{Path(ada)}/export",
                        ("ticket", ticket),
                        ("reason", reason)
                    )
                ).StatusCode
            );
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await helper.Press("/accounts/nobody%40x.test/export", Said)).StatusCode
        );
        using var viewer = await stage.Operator("viewer");
        await stage.Fresh(viewer);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await viewer.Press($"{Path(ada)}/export", Said)).StatusCode
        );
        Assert.Equal(
            0L,
            await stage.Sql(
                "core",
                "select count(*) from exports where account_email = $1",
                ada.Email
            )
        );
    }

    private static string Path(Member member) => $"/accounts/{Uri.EscapeDataString(member.Email)}";

    // On both sides: who, what, and why.
    private async Task Logged(Member member, Desk desk, string theirs, string ours)
    {
        var told = (await member.Web.Json($"/api/core/audit-entries?action={theirs}")).GetRawText();
        Assert.Contains($"operator:{desk.Email}", told);
        Assert.Contains("4711", told);
        Assert.Equal(
            true,
            await stage.Sql(
                "admin",
                "select count(*) > 0 from operator_entries where account_email = $1 and operator = $2 and action = $3 and position('4711' in detail) > 0",
                member.Email,
                desk.Email,
                ours
            )
        );
    }
}
