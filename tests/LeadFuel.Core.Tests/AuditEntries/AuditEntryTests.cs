using System.Text.Json;
using LeadFuel.Core.SignInLinks;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadFuel.Core.Tests.AuditEntries;

public sealed class AuditEntryTests(CoreSuite suite)
{
    private const string Log = "/api/core/audit-entries";

    [Fact]
    public async Task What_can_be_chosen_is_what_stands_in_the_own_log()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());

        var names = await ada.Web.Json($"{Log}/names");

        Assert.Contains("session.opened", names.GetProperty("actions").ToString());
        Assert.Contains(ada.Email, names.GetProperty("actors").ToString());
        Assert.DoesNotContain(eve.Email, names.ToString());
    }

    [Fact]
    [Claim("T59")]
    public async Task An_entry_is_there_on_day_90_and_gone_on_day_91()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        own.Advance(TimeSpan.FromDays(90));
        var again = await own.SignUp(ada.Email);
        Assert.Contains("account.founded", await Actions(again));
        await Sweep(own);
        Assert.Contains("account.founded", await Actions(again));

        own.Advance(TimeSpan.FromDays(1));

        // Not shown even before it is deleted, and deleted then.
        Assert.DoesNotContain("account.founded", await Actions(again));
        await Sweep(own);
        Assert.Equal(
            0L,
            await Rows.Scalar(
                own,
                "core",
                "select count(*) from audit_entries where account_email = $1 and action = 'account.founded'",
                ada.Email
            )
        );
        Assert.True((await Verified(again)).GetProperty("holds").GetBoolean());
    }

    [Fact]
    public async Task The_pages_follow_each_other_to_the_last_and_hold_each_entry_once()
    {
        var ada = await suite.SignUp();
        for (var i = 0; i < 9; i++)
        {
            await Rename(ada, $"Name {i}");
        }

        var seen = new List<string>();
        var path = $"{Log}?action=account.edited&limit=3";
        string? next = null;
        var pages = 0;
        do
        {
            var page = await ada.Web.Json(next is null ? path : $"{path}&after={next}");
            pages++;
            seen.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(entry => entry.GetProperty("detail").GetString()!)
            );
            next = page.GetProperty("next").GetString();
        } while (next is not null);

        Assert.Equal(3, pages);
        Assert.Equal(9, seen.Distinct().Count());
        Assert.EndsWith("now “Name 8”.", seen[0]);
        Assert.EndsWith("now “Name 0”.", seen[^1]);
    }

    [Fact]
    public async Task Another_account_sees_neither_the_entries_nor_the_file_nor_the_chain()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await Rename(ada, "Adas Pumps");

        foreach (var path in (string[])["", "/export?format=csv", "/export", "/verify"])
        {
            var says = await (await eve.Web.Get(Log + path)).Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            );
            Assert.DoesNotContain("Adas Pumps", says);
            Assert.DoesNotContain(ada.Email, says);
        }

        Assert.Empty(
            (await eve.Web.Json($"{Log}?actor={ada.Email}")).GetProperty("items").EnumerateArray()
        );
    }

    [Fact]
    public async Task Entries_are_found_by_act_by_actor_and_by_time_and_name_their_request()
    {
        var ada = await suite.SignUp();
        await Rename(ada, "Adas Pumps");

        var one = Assert.Single(
            (
                await ada.Web.Json(
                    $"{Log}?action=account.edited&actor={ada.Email}&since=2020-01-01T00:00:00Z"
                )
            )
                .GetProperty("items")
                .EnumerateArray()
        );

        Assert.Contains("now “Adas Pumps”", one.GetProperty("detail").GetString());
        Assert.Equal(32, one.GetProperty("requestId").GetString()!.Length);
        Assert.Empty(
            (await ada.Web.Json($"{Log}?until=2020-01-01T00:00:00Z"))
                .GetProperty("items")
                .EnumerateArray()
        );
        await (await ada.Web.Get($"{Log}?since=yesterday")).Problem(HttpStatusCode.BadRequest);
        await (await ada.Web.Get($"{Log}?after=first")).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_reads_the_log_stands_in_it_once_an_hour()
    {
        var ada = await suite.SignUp();
        for (var i = 0; i < 3; i++)
        {
            (await ada.Web.Get(Log)).EnsureSuccessStatusCode();
        }

        Assert.Single(await Actions(ada), action => action == "audit.read");
    }

    [Fact]
    public async Task The_file_holds_every_entry_as_lines_or_as_a_table_and_stands_in_the_log()
    {
        var ada = await suite.SignUp();
        await Rename(ada, "=1+1, \"Pumps\"");

        var lines = await File(ada, "jsonl");
        var table = await File(ada, "csv");

        var entries = lines
            .TrimEnd()
            .Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal("account.founded", entries[0].GetProperty("action").GetString());
        Assert.Contains(
            entries,
            entry => entry.GetProperty("detail").GetString()!.Contains("=1+1, \"Pumps\"")
        );
        Assert.StartsWith("at,actor,via,action,subject,detail,request_id,id\r\n", table);
        Assert.Contains("=1+1, \"\"Pumps\"\"", table);
        Assert.Equal(2, (await Actions(ada)).Count(action => action == "audit.exported"));
        await (await ada.Web.Get($"{Log}/export?format=xls")).Problem(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("update audit_entries set detail = 'Nothing.' where id = $1")]
    [InlineData("update audit_entries set actor = 'eve@example.test' where id = $1")]
    [InlineData("update audit_entries set at = at + interval '1 second' where id = $1")]
    public async Task A_changed_entry_is_named(string change)
    {
        var ada = await suite.SignUp();
        await Rename(ada, "First");
        await Rename(ada, "Second");
        Assert.True((await Verified(ada)).GetProperty("holds").GetBoolean());
        var entry = await Edited(ada, last: false);

        await Rows.Scalar(suite, "core", change, entry);

        var told = await Verified(ada);
        Assert.False(told.GetProperty("holds").GetBoolean());
        Assert.Equal(entry, told.GetProperty("brokenId").GetGuid());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_entry_taken_out_is_noticed_in_the_middle_and_at_the_end(bool last)
    {
        var ada = await suite.SignUp();
        await Rename(ada, "First");
        await Rename(ada, "Second");
        var entry = await Edited(ada, last);

        await Rows.Scalar(suite, "core", "delete from audit_entries where id = $1", entry);

        Assert.False((await Verified(ada)).GetProperty("holds").GetBoolean());
    }

    [Fact]
    public async Task Twenty_writers_at_once_make_one_chain()
    {
        var ada = await suite.SignUp();

        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => ada.Core.Get("/audit-entries/export?format=jsonl"))
        );

        var told = await Verified(ada);
        Assert.True(told.GetProperty("holds").GetBoolean(), told.ToString());
        Assert.Equal(22, told.GetProperty("entries").GetInt64());
    }

    private static async Task Sweep(Suite own) =>
        await SweepLinks.Sweep(
            own.Core.Provider.GetRequiredService<NpgsqlDataSource>(),
            own.Time.GetUtcNow(),
            TestContext.Current.CancellationToken
        );

    private static async Task Rename(Member member, string name)
    {
        var seen = await member.Web.Get("/api/core/account");
        (
            await member.Web.Patch("/api/core/account", new { name }, seen.Tag())
        ).EnsureSuccessStatusCode();
    }

    private static async Task<List<string>> Actions(Member member) =>
        [
            .. (await member.Web.Json($"{Log}?limit=200"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(entry => entry.GetProperty("action").GetString()!),
        ];

    private static Task<JsonElement> Verified(Member member) => member.Web.Json($"{Log}/verify");

    private static async Task<string> File(Member member, string format)
    {
        var answer = await member.Web.Get($"{Log}/export?format={format}");
        answer.EnsureSuccessStatusCode();
        Assert.StartsWith(
            "attachment; filename=\"leadfuel-activity-",
            answer.Content.Headers.GetValues("Content-Disposition").Single()
        );
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<Guid> Edited(Member member, bool last) =>
        (Guid)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    $"select id from audit_entries where account_email = $1 and action = 'account.edited' order by number {(last ? "desc" : "")} limit 1",
                    member.Email
                )
            )!;
}
