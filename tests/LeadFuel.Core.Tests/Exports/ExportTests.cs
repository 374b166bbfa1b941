using System.Text.Json;
using LeadFuel.Accounts.Rpc;

namespace LeadFuel.Core.Tests.Exports;

public sealed class ExportTests(CoreSuite suite)
{
    private const string Exports = "/api/core/exports";

    [Fact]
    public async Task An_owner_gets_a_file_is_told_by_mail_and_the_log_says_so()
    {
        var ada = await suite.SignUp();
        await suite.Drain(ada);

        var export = await Made(suite, ada);

        Assert.Equal("ready", export.GetProperty("state").GetString());
        Assert.All(
            export.GetProperty("services").EnumerateArray(),
            service => Assert.True(service.GetProperty("done").GetBoolean())
        );
        Assert.Equal(6, export.GetProperty("services").GetArrayLength());
        var file = await Content(ada, export);
        var sizes = export
            .GetProperty("services")
            .EnumerateArray()
            .Select(service => service.GetProperty("bytes").GetInt64())
            .ToList();
        Assert.All(sizes, size => Assert.True(size > 0));
        // The rest is the head and the manifest.
        Assert.InRange(file.Length - sizes.Sum(), 1, file.Length / 2);
        Assert.Equal(export.GetProperty("bytes").GetInt64(), file.Length);
        Assert.Equal("leadfuel-export/1", Parse(file).GetProperty("format").GetString());
        await suite.Drain(ada);
        var mail = await suite.Sandbox.Mail(ada.Email, 1);
        Assert.Contains("/settings/your-data", mail.Text, StringComparison.Ordinal);
        var log = (await ada.Web.Json("/api/core/audit-entries")).ToString();
        Assert.Contains("export.requested", log, StringComparison.Ordinal);
        Assert.Contains("export.downloaded", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_neither_sees_takes_nor_deletes_it()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var export = await Made(suite, ada);
        var path = $"{Exports}/{export.GetProperty("id").GetString()}";

        await (await eve.Web.Get(path)).Problem(HttpStatusCode.NotFound);
        await (await eve.Web.Get($"{path}/content")).Problem(HttpStatusCode.NotFound);
        await (await eve.Web.Delete(path)).Problem(HttpStatusCode.NotFound);
        Assert.Empty((await eve.Web.Json(Exports)).GetProperty("items").EnumerateArray());
        Assert.NotEmpty(await Content(ada, export));
    }

    [Fact]
    public async Task Of_two_asked_for_at_once_one_is_made()
    {
        var ada = await suite.SignUp();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.Web.Post(Exports)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        foreach (var answer in answers.Where(a => a.StatusCode != HttpStatusCode.Accepted))
        {
            await answer.Problem(HttpStatusCode.Conflict, "export-running");
        }
    }

    [Fact]
    public async Task After_three_within_a_day_the_next_is_refused_with_its_time_and_failed_ones_do_not_count()
    {
        await using var own = await suite.OwnTime();
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        await own.Drain(ada);
        await Made(own, ada);
        await Rows.Scalar(
            own,
            "core",
            "update exports set state = 2 where account_email = $1",
            ada.Email
        );
        await Made(own, ada);
        await Made(own, ada);
        var last = await Made(own, ada);
        // What was had counts, also once it is deleted.
        (
            await ada.Web.Delete($"{Exports}/{last.GetProperty("id").GetString()}")
        ).EnsureSuccessStatusCode();

        var refused = await ada.Web.Post(Exports);

        var problem = await refused.Problem(HttpStatusCode.TooManyRequests, "export-limit");
        Assert.Equal(TimeSpan.FromHours(24), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(
            own.Time.GetUtcNow().AddHours(24),
            problem.GetProperty("nextAt").GetDateTimeOffset()
        );
        (await eve.Web.Post(Exports)).EnsureSuccessStatusCode();

        own.Advance(TimeSpan.FromHours(24));
        var later = await own.SignUp(ada.Email);
        (await later.Web.Post(Exports)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task The_file_is_unreadable_at_rest_and_deleting_it_takes_its_bytes()
    {
        var ada = await suite.SignUp();
        var export = await Made(suite, ada);

        var first = (string)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select content from export_pieces where account_email = $1 order by ordinal limit 1",
                    ada.Email
                )
            )!;
        Assert.StartsWith("gAAAA", first, StringComparison.Ordinal);
        (
            await ada.Web.Delete($"{Exports}/{export.GetProperty("id").GetString()}")
        ).EnsureSuccessStatusCode();

        Assert.Equal(0L, await Pieces(suite, ada));
    }

    [Theory]
    [InlineData("ordinal > 0")]
    [InlineData("ordinal >= 0")]
    public async Task A_file_that_goes_while_it_is_taken_is_seen_to_be_cut(string gone)
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var (hers, other) = (await Made(suite, ada), await Made(suite, eve));
        await Rows.Scalar(
            suite,
            "core",
            $"delete from export_pieces where account_email = $1 and {gone}",
            ada.Email
        );

        await Assert.ThrowsAnyAsync<Exception>(() => Content(ada, hers));

        Assert.NotEmpty(await Content(eve, other));
    }

    [Fact]
    public async Task After_72_hours_it_is_refused_and_gone()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        await own.Drain(ada);
        var export = await Made(own, ada);
        var id = export.GetProperty("id").GetString();

        own.Advance(TimeSpan.FromHours(71));
        Assert.NotEqual(0L, await Pieces(own, ada));
        own.Advance(TimeSpan.FromHours(1));
        await own.Drain(ada, "core.expire-export");

        var later = await own.SignUp(ada.Email);
        await (await later.Web.Get($"{Exports}/{id}/content")).Problem(
            HttpStatusCode.Gone,
            "export-expired"
        );
        Assert.Equal(0L, await Pieces(own, ada));
        Assert.Equal(
            "expired",
            (await later.Web.Json($"{Exports}/{id}")).GetProperty("state").GetString()
        );
        await (await ada.Direct("core").Post("/exports")).Problem(
            HttpStatusCode.Forbidden,
            "recent-sign-in-required"
        );
    }

    [Fact]
    public async Task One_that_failed_goes_on_when_its_owner_tries_again_and_keeps_what_was_finished()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var path = $"{Exports}/{(await Failed(ada)).GetProperty("id").GetString()}";
        var kept = await Kept(ada);
        await (await eve.Web.Post($"{path}/retry")).Problem(HttpStatusCode.NotFound);
        Assert.Equal("failed", await State(ada, path));

        var again = await (await ada.Web.Post($"{path}/retry")).Json();

        Assert.Equal("collecting", again.GetProperty("state").GetString());
        await suite.Drain(ada, "core.build-export");
        var ready = await ada.Web.Json(path);
        Assert.Equal("ready", ready.GetProperty("state").GetString());
        Assert.Equal(kept, await Kept(ada));
        Whole(await Content(ada, ready));
        await (await ada.Web.Post($"{path}/retry")).Problem(
            HttpStatusCode.Conflict,
            "export-not-failed"
        );
        var log = (await ada.Web.Json("/api/core/audit-entries")).ToString();
        Assert.Contains("export.retried", log, StringComparison.Ordinal);
        // Its first end has come, and it has a later one by now.
        await Expire(ada);
        Whole(await Content(ada, ready));
    }

    [Fact]
    public async Task One_that_failed_goes_on_when_an_operator_puts_its_job_back_unless_another_has_it()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var hers = $"{Exports}/{(await Failed(ada)).GetProperty("id").GetString()}";
        var other = $"{Exports}/{(await Failed(eve)).GetProperty("id").GetString()}";
        var kept = await Kept(ada);

        await PutBack(ada);

        Assert.Equal("ready", await State(ada, hers));
        Assert.Equal(kept, await Kept(ada));
        Assert.Equal("failed", await State(eve, other));

        // Tried again by its owner it has another job, and fails anew: the first one is not its own any more.
        (await eve.Web.Post($"{other}/retry")).EnsureSuccessStatusCode();
        await suite.Drain(eve, "core.build-export");
        await Break(eve);
        await PutBack(eve);
        Assert.Equal("failed", await State(eve, other));
    }

    [Fact]
    public async Task What_was_finished_of_a_failed_one_goes_after_its_time_and_then_it_cannot_go_on()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var path = $"{Exports}/{(await Failed(ada)).GetProperty("id").GetString()}";
        await Failed(eve);
        await Rows.Scalar(
            suite,
            "core",
            "update exports set expires_at = now() - interval '1 minute' where account_email = $1",
            ada.Email
        );

        Assert.Equal("expired", await State(ada, path));
        await (await ada.Web.Post($"{path}/retry")).Problem(HttpStatusCode.Gone, "export-expired");
        await Expire(ada);
        await Expire(eve);

        Assert.Equal(0L, await Pieces(suite, ada));
        Assert.NotEqual(0L, await Pieces(suite, eve));
    }

    [Fact]
    public async Task What_is_stored_is_counted_by_service_and_table()
    {
        var ada = await suite.SignUp();
        await suite.Drain(ada);

        var items = (await ada.Web.Json("/api/core/usage")).GetProperty("items");

        Assert.Equal(
            ["core", "scope", "reach", "signal", "orbit", "admin"],
            items.EnumerateArray().Select(item => item.GetProperty("service").GetString())
        );
        Assert.All(
            items.EnumerateArray(),
            item => Assert.True(item.GetProperty("rows").GetInt64() > 0)
        );
        Assert.Contains("shared.memberships", items[0].ToString(), StringComparison.Ordinal);
    }

    /// <summary>As if it had been given up after its third piece.</summary>
    private async Task<JsonElement> Failed(Member member)
    {
        await suite.Drain(member);
        var export = await Made(suite, member);
        await Break(member);
        return export;
    }

    private Task<object?> Break(Member member) =>
        Rows.Scalar(
            suite,
            "core",
            """
            with e as (update exports set state = 2, expires_at = now() + interval '1 hour' where account_email = $1),
            p as (delete from export_pieces where account_email = $1 and ordinal > 3),
            t as (update exported_tables set sha256 = null, last_piece = null where account_email = $1 and last_piece > 3)
            update jobs set state = 3 where account_email = $1 and kind = 'core.build-export' and payload->>'try' = '0'
            """,
            member.Email
        );

    private Task<object?> Kept(Member member) =>
        Rows.Scalar(
            suite,
            "core",
            "select string_agg(md5(content), ' ' order by ordinal) from export_pieces where account_email = $1 and ordinal <= 3",
            member.Email
        );

    // As Admin does it for all dead jobs of a kind.
    private async Task PutBack(Member member)
    {
        var jobs = new AccountData.AccountDataClient(suite.Rpc("core", "admin", member.Claims));
        var back = await jobs.RetryJobsAsync(
            new RetryJobsRequest { All = true, Kind = "core.build-export" },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(1, back.Moved);
        await suite.Drain(member, "core.build-export");
    }

    private async Task Expire(Member member)
    {
        await Rows.Scalar(
            suite,
            "core",
            "with j as (update jobs set run_at = now() - interval '1 second' where account_email = $1 and kind = 'core.expire-export' and state = 0 returning 1) update job_lanes set next_at = now() where account_email = $1 and exists (select 1 from j)",
            member.Email
        );
        await suite.Drain(member, "core.expire-export");
    }

    private static async Task<string?> State(Member member, string path) =>
        (await member.Web.Json(path)).GetProperty("state").GetString();

    private static void Whole(byte[] file)
    {
        var document = Parse(file);
        var tables = document
            .GetProperty("tables")
            .EnumerateArray()
            .Select(table => table.GetProperty("table").GetString()!)
            .ToList();
        Assert.Distinct(tables);
        Assert.Equal(
            tables.Order(StringComparer.Ordinal),
            document
                .GetProperty("manifest")
                .EnumerateArray()
                .Select(table => table.GetProperty("table").GetString()!)
                .Order(StringComparer.Ordinal)
        );
    }

    internal static async Task<JsonElement> Made(Suite suite, Member member)
    {
        var asked = await (await member.Web.Post(Exports)).Json();
        await suite.Drain(member, "core.build-export");
        return await member.Web.Json($"{Exports}/{asked.GetProperty("id").GetString()}");
    }

    internal static async Task<byte[]> Content(Member member, JsonElement export)
    {
        var answer = await member.Web.Get(
            $"{Exports}/{export.GetProperty("id").GetString()}/content"
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    internal static JsonElement Parse(byte[] file) => JsonDocument.Parse(file).RootElement;

    private static Task<object?> Pieces(Suite suite, Member member) =>
        Rows.Scalar(
            suite,
            "core",
            "select count(*) from export_pieces where account_email = $1",
            member.Email
        );
}
