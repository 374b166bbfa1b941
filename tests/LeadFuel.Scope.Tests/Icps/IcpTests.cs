using System.Net;
using System.Text;

namespace LeadFuel.Scope.Tests.Icps;

public sealed class IcpTests(Suite suite)
{
    [Fact]
    public async Task An_icp_is_made_found_in_the_list_and_renamed()
    {
        var ada = await suite.SignUp();

        var made = await ada.Scope.Post("/icps", new { name = "  Fintech CFOs, Europe " });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var icp = await made.Json();
        Assert.Equal($"/icps/{icp.Text("id")}", made.Headers.Location?.ToString());
        Assert.Equal(
            ("Fintech CFOs, Europe", "draft", 0),
            (icp.Text("name"), icp.Text("state"), icp.Number("latestVersion"))
        );

        var renamed = await ada.Scope.Patch(
            $"/icps/{icp.Text("id")}",
            new { name = "Lenders" },
            made.Tag()
        );
        Assert.Equal("Lenders", (await renamed.Json()).Text("name"));
        Assert.NotEqual(made.Tag(), renamed.Tag());
        var line = Assert.Single(
            (await ada.Scope.Json("/icps")).GetProperty("items").EnumerateArray()
        );
        Assert.Equal(
            ("Lenders", 0, 12),
            (line.Text("name"), line.Number("answered"), line.Number("questions"))
        );
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_touches_it_by_any_route()
    {
        var hers = await Profile.Written(suite);
        var synthesis = (await hers.Icp()).GetProperty("synthesis").Text("id");
        var before = await Print(hers);
        var eve = await suite.SignUp();

        var tries = new Dictionary<string, Func<Task<HttpResponseMessage>>>
        {
            ["read"] = () => eve.Scope.Get(hers.Path),
            ["rename"] = () => eve.Scope.Patch(hers.Path, new { name = "Mine" }, "\"1\""),
            ["delete"] = () => eve.Scope.Delete(hers.Path, "\"1\""),
            ["undelete"] = () => eve.Scope.Post($"{hers.Path}/undelete"),
            ["interview"] = () => eve.Scope.Get($"{hers.Path}/interview"),
            ["answer"] = () =>
                eve.Scope.Put($"{hers.Path}/answers/offer", new { value = "Mine" }, "\"1\""),
            ["preview"] = () => eve.Scope.Get($"{hers.Path}/prompt-preview"),
            ["start"] = () =>
                eve.Scope.Post($"{hers.Path}/syntheses", new { previewHash = new string('a', 64) }),
            ["versions"] = () => eve.Scope.Get($"{hers.Path}/versions"),
            ["version"] = () => eve.Scope.Get($"{hers.Path}/versions/1"),
            ["edit"] = () =>
                eve.Scope.Post($"{hers.Path}/versions", Versions.Edit.Same(1), "\"1\""),
            ["restore"] = () =>
                eve.Scope.Post($"{hers.Path}/versions/1/restoration", null, "\"1\""),
            ["publish"] = () => eve.Scope.Put($"{hers.Path}/versions/1/publication", null, "\"1\""),
            ["synthesis"] = () => eve.Scope.Get($"/syntheses/{synthesis}"),
            ["stop"] = () => eve.Scope.Delete($"/syntheses/{synthesis}"),
            ["follow"] = () => eve.Scope.Get($"/syntheses/{synthesis}/events"),
        };

        foreach (var (_, one) in tries)
        {
            await (await one()).Problem(HttpStatusCode.NotFound);
        }

        Assert.Empty((await eve.Scope.Json("/icps")).GetProperty("items").EnumerateArray());
        Assert.Equal(before, await Print(hers));
    }

    [Fact]
    public async Task Every_change_needs_the_version_that_was_read_and_a_stale_one_is_told_what_is_there()
    {
        var profile = await Profile.Written(suite);
        var old = await profile.Tag();
        await (
            await profile.Member.Scope.Patch(profile.Path, new { name = "Lenders" }, old)
        ).Json();

        var changes = new Func<string?, Task<HttpResponseMessage>>[]
        {
            tag => profile.Member.Scope.Patch(profile.Path, new { name = "Banks" }, tag),
            tag => profile.Member.Scope.Delete(profile.Path, tag),
            tag =>
                profile.Member.Scope.Post($"{profile.Path}/versions", Versions.Edit.Same(1), tag),
            tag => profile.Member.Scope.Post($"{profile.Path}/versions/1/restoration", null, tag),
            tag => profile.Member.Scope.Put($"{profile.Path}/versions/1/publication", null, tag),
        };
        foreach (var change in changes)
        {
            await (await change(null)).Problem(
                HttpStatusCode.PreconditionRequired,
                "precondition-required"
            );
            await (await change("W/\"1\"")).Problem(HttpStatusCode.PreconditionFailed);
            await (await change("\"x\"")).Problem(HttpStatusCode.PreconditionFailed);
            var stale = await (await change(old)).Problem(
                HttpStatusCode.PreconditionFailed,
                "stale-version"
            );
            Assert.Equal("Lenders", stale.GetProperty("current").Text("name"));
        }

        Assert.Equal("Lenders", (await profile.Icp()).Text("name"));
        Assert.Single(await profile.Versions());
    }

    [Fact]
    public async Task A_double_click_does_each_thing_once()
    {
        var profile = await Profile.Written(suite);
        var ada = profile.Member;
        var key = Key();
        var first = await ada.Scope.Post("/icps", new { name = "Twice" }, key: key);
        var second = await ada.Scope.Post("/icps", new { name = "Twice" }, key: key);
        Assert.Equal((await first.Json()).Text("id"), (await second.Json()).Text("id"));
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        await (await ada.Scope.Post("/icps", new { name = "Other" }, key: key)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "idempotency-conflict"
        );
        // Keys belong to an account: another may use the same one.
        var eve = await suite.SignUp();
        await (await eve.Scope.Post("/icps", new { name = "Hers" }, key: key)).Json();
        Assert.Equal(2, (await ada.Scope.Json("/icps")).GetProperty("items").GetArrayLength());

        var tag = await profile.Tag();
        foreach (var path in (string[])["versions/1/restoration", "versions"])
        {
            var body = path == "versions" ? Versions.Edit.Same(1) : null;
            var again = Key();
            tag = await profile.Tag();
            var one = await ada.Scope.Post($"{profile.Path}/{path}", body, tag, again);
            var two = await ada.Scope.Post($"{profile.Path}/{path}", body, tag, again);
            Assert.Equal((await one.Json()).Number("number"), (await two.Json()).Number("number"));
        }

        Assert.Equal(3, (await profile.Versions()).Count);
    }

    [Fact]
    public async Task Ten_at_once_with_one_key_make_one_icp()
    {
        var ada = await suite.SignUp();
        var key = Key();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => ada.Scope.Post("/icps", new { name = "Once" }, key: key))
        );

        var ids = new HashSet<string>();
        foreach (var answer in answers)
        {
            ids.Add((await answer.Json()).Text("id"));
        }

        Assert.Single(ids);
        Assert.Equal(1, (await ada.Scope.Json("/icps")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Of_two_who_rename_at_once_one_wins_and_the_other_is_told()
    {
        var profile = await Profile.Empty(suite);
        var tag = await profile.Tag();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(n => profile.Member.Scope.Patch(profile.Path, new { name = $"N{n}" }, tag))
        );

        var won = Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal((await won.Json()).Text("name"), (await profile.Icp()).Text("name"));
        foreach (var lost in answers.Except([won]))
        {
            await lost.Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        }
    }

    [Fact]
    [Claim("T61")]
    public async Task What_is_deleted_is_gone_from_every_page_and_comes_back_whole()
    {
        var profile = await Profile.Written(suite);
        var before = await Print(profile);
        var ada = profile.Member;

        var deleted = await ada.Scope.Delete(profile.Path, await profile.Tag());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (
            var path in (string[])["", "/interview", "/versions", "/versions/1", "/prompt-preview"]
        )
        {
            await (await ada.Scope.Get(profile.Path + path)).Problem(HttpStatusCode.NotFound);
        }

        await (await profile.Put("offer", new { value = "late" }, 1)).Problem(
            HttpStatusCode.NotFound
        );
        await (
            await ada.Scope.Post(
                $"{profile.Path}/syntheses",
                new { previewHash = new string('a', 64) }
            )
        ).Problem(HttpStatusCode.NotFound);
        Assert.Empty((await ada.Scope.Json("/icps")).GetProperty("items").EnumerateArray());

        await (await ada.Scope.Post($"{profile.Path}/undelete")).Json();
        await (await ada.Scope.Post($"{profile.Path}/undelete")).Json();
        Assert.Equal(before, await Print(profile));
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"   "}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":["a"]}""", "name")]
    [InlineData("""{"name":"zero\u0000byte"}""", "text")]
    [InlineData("""{"name":"half""", "")]
    [InlineData("""nonsense""", "")]
    [InlineData("", "")]
    [InlineData("\"text\"", "")]
    public async Task A_name_that_cannot_be_one_is_refused_with_the_place(string json, string field)
    {
        var ada = await suite.SignUp();
        var body = new StringContent(json, Encoding.UTF8, "application/json");

        var problem = await (await ada.Scope.Post("/icps", body)).Problem(
            HttpStatusCode.BadRequest,
            "invalid"
        );

        Assert.NotEmpty(problem.Text("detail"));
        Assert.True(
            field.Length == 0 || problem.GetProperty("errors").TryGetProperty(field, out _),
            problem.ToString()
        );
        Assert.Empty((await ada.Scope.Json("/icps")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_cannot_be_read_at_all_is_refused_too()
    {
        var ada = await suite.SignUp();
        var tooLong = new { name = new string('x', 121) };
        var deep = new StringContent(
            new string('[', 5_000) + new string(']', 5_000),
            Encoding.UTF8,
            "application/json"
        );
        var notUtf8 = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        notUtf8.Headers.ContentType = new("application/json");

        foreach (var body in (object[])[tooLong, deep, notUtf8])
        {
            await (await ada.Scope.Post("/icps", body)).Problem(HttpStatusCode.BadRequest);
        }

        await (
            await ada.Scope.Post("/icps", new StringContent("name=x", Encoding.UTF8, "text/plain"))
        ).Problem(HttpStatusCode.UnsupportedMediaType);
        await (await ada.Scope.Get("/icps?limit=many")).Problem(HttpStatusCode.BadRequest);
        await (await ada.Scope.Get("/icps?after=me")).Problem(HttpStatusCode.BadRequest);
        await (await ada.Scope.Get("/icps/me")).Problem(HttpStatusCode.NotFound);
        await (await ada.Scope.Get($"/icps/{Guid.CreateVersion7()}")).Problem(
            HttpStatusCode.NotFound
        );
        await (
            await ada.Scope.Post("/icps", new { name = "x" }, key: new string('k', 201))
        ).Problem(HttpStatusCode.BadRequest);
        await (await ada.Scope.Put("/icps", new { name = "x" })).Problem(
            HttpStatusCode.MethodNotAllowed
        );
    }

    [Fact]
    public async Task Names_in_any_script_stay_as_typed()
    {
        var ada = await suite.SignUp();
        const string name = "Zürich “Fintech” & Łódź <b>支払い</b> 👩🏽‍💻 O'Brien+1";

        var icp = await (await ada.Scope.Post("/icps", new { name })).Json();

        Assert.Equal(name, icp.Text("name"));
        Assert.Equal(name, (await ada.Scope.Json($"/icps/{icp.Text("id")}")).Text("name"));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_without_gap_or_repeat()
    {
        var ada = await suite.SignUp();
        var made = new List<string>();
        for (var n = 0; n < 7; n++)
        {
            made.Add(
                (await (await ada.Scope.Post("/icps", new { name = $"N{n}" })).Json()).Text("id")
            );
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await ada.Scope.Json(
                $"/icps?limit=3{(next is null ? "" : $"&after={next}")}"
            );
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.Text("id")));
            next = page.GetProperty("next").GetString();
        } while (next is not null);

        made.Reverse();
        Assert.Equal(made, seen);
    }

    [Fact]
    [Claim("T61")]
    public async Task What_was_deleted_stands_in_the_bin_of_its_account_until_it_is_taken_back()
    {
        var kept = await Profile.Empty(suite);
        var gone = await Profile.Empty(suite, kept.Member);
        var eve = await suite.SignUp();
        await gone.Member.Scope.Delete(gone.Path, await gone.Tag());

        Assert.Equal([gone.Id], await Listed(gone.Member, "?deleted=true"));
        Assert.Equal([kept.Id], await Listed(gone.Member));
        Assert.Empty(await Listed(eve, "?deleted=true"));

        await (await gone.Member.Scope.Post($"{gone.Path}/undelete")).Json();
        Assert.Empty(await Listed(gone.Member, "?deleted=true"));
        Assert.Equal([gone.Id, kept.Id], await Listed(gone.Member));

        static async Task<IEnumerable<string>> Listed(Member member, string query = "") =>
            (await member.Scope.Json($"/icps{query}"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Text("id"));
    }

    private static string Key() => Guid.CreateVersion7().ToString();

    /// <summary>Everything that its owner can see of it, but the version that a deletion raises.</summary>
    private static async Task<string> Print(Profile profile)
    {
        var icp = await profile.Icp();
        return string.Join(
            '\n',
            icp.Text("name"),
            icp.Text("state"),
            icp.Number("latestVersion"),
            icp.GetProperty("synthesis"),
            await profile.Member.Scope.Json($"{profile.Path}/interview"),
            await profile.Member.Scope.Json($"{profile.Path}/versions"),
            await profile.Version(1)
        );
    }
}
