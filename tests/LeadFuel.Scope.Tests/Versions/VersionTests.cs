using System.Net;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Scope.Tests.Versions;

public sealed class VersionTests(Suite suite)
{
    [Fact]
    public async Task An_edit_is_a_further_version_by_its_author_and_the_old_one_stays()
    {
        var profile = await Profile.Written(suite);
        var first = (await profile.Version(1)).ToString();

        var answer = await Save(
            profile,
            Edit.Of(
                1,
                "summary",
                new
                {
                    text = "  They sell to payment companies. ",
                    citations = new[]
                    {
                        new
                        {
                            source = "A1",
                            quote = $"the books\n of payment companies ({profile.Word})",
                        },
                        new { source = "A1", quote = "nobody ever said this" },
                        new { source = "A5", quote = "Banks" },
                    },
                },
                new { text = "A bold guess.", citations = Array.Empty<object>() }
            )
        );

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"{profile.Path}/versions/2", answer.Headers.Location?.ToString());
        var second = await profile.Version(2);
        Assert.Equal(
            second.GetProperty("sections").ToString(),
            (await answer.Json()).GetProperty("sections").ToString()
        );
        Assert.Equal(
            ("edit", 1, 2, profile.Member.Email),
            (
                second.Text("origin"),
                second.Number("madeFrom"),
                second.Number("quotesDropped"),
                second.Text("author")
            )
        );
        var claims = Profile.Claims(second).ToList();
        Assert.Equal("They sell to payment companies.", claims[0].Text("text"));
        Assert.Equal(
            $"the books of payment companies ({profile.Word})",
            Assert.Single(claims[0].GetProperty("citations").EnumerateArray()).Text("quote")
        );
        Assert.Equal(
            [false, true],
            claims.Select(claim => claim.GetProperty("assumption").GetBoolean())
        );
        Assert.Equal(first, (await profile.Version(1)).ToString());
        Assert.Equal(2, (await profile.Icp()).Number("latestVersion"));
    }

    [Fact]
    public async Task Of_two_who_save_at_once_one_is_told_and_no_number_is_lost()
    {
        var profile = await Profile.Written(suite);
        var tag = await profile.Tag();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    profile.Member.Scope.Post($"{profile.Path}/versions", Edit.Same(1), tag)
                )
        );

        var won = Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal(2, (await won.Json()).Number("number"));
        foreach (var lost in answers.Except([won]))
        {
            await lost.Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        }

        await Save(profile, Edit.Same(2));
        Assert.Equal(
            [3, 2, 1],
            (await profile.Versions()).Select(version => version.Number("number"))
        );
    }

    [Fact]
    public async Task Who_saves_late_is_told_the_newest_document()
    {
        var profile = await Profile.Written(suite);
        var old = await profile.Tag();
        await Save(profile, Edit.Of(1, "summary", Claim("The second one.")));

        var stale = await (
            await profile.Member.Scope.Post($"{profile.Path}/versions", Edit.Same(1), old)
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");

        var newest = stale.GetProperty("newest");
        Assert.Equal((2, profile.Member.Email), (newest.Number("number"), newest.Text("author")));
        Assert.Equal("The second one.", Assert.Single(Profile.Claims(newest)).Text("text"));
        Assert.Equal(2, stale.GetProperty("current").Number("latestVersion"));
    }

    [Fact]
    public async Task A_version_that_is_published_is_told_each_time()
    {
        var profile = await Profile.Written(suite);
        var room = await SlackRoom.Open(suite, profile.Member);
        var hers = await SlackRoom.Open(suite);
        await room.Switch("icp.published");
        await hers.Switch("icp.published");

        await Publish(profile, 1);

        var bare = (await room.Posted(1))[0];
        Assert.Equal("An ICP was published", bare.Title);
        Assert.Contains($"/scope/icps/{profile.Id}/versions/1", bare.Body);
        Assert.DoesNotContain("Fintech CFOs", bare.Body);

        await room.Switch("icp.published", details: true);
        await Save(profile, Edit.Of(1, "summary", Claim("The second one.")));
        await Publish(profile, 2);

        Assert.Equal("icp\nFintech CFOs", (await room.Posted(2))[1].Texts[1]);
        Assert.Empty(await hers.All());
    }

    [Fact]
    public async Task Publishing_makes_one_version_the_one_that_others_read()
    {
        var profile = await Profile.Written(suite);
        await Save(profile, Edit.Of(1, "summary", Claim("The second one.")));
        var reach = Reader(profile.Member);
        Assert.Empty((await reach.ListPublishedAsync(new(), cancellationToken: Ct)).Icps);

        Assert.Equal(("published", 2), Published(await Publish(profile, 2)));
        var line = Assert.Single(
            (await reach.ListPublishedAsync(new(), cancellationToken: Ct)).Icps
        );
        Assert.Equal((profile.Id, 2), (line.Id, line.Version));
        var read = await reach.GetPublishedAsync(
            new() { IcpId = profile.Id },
            cancellationToken: Ct
        );
        Assert.Equal("The second one.", Assert.Single(read.Sections[0].Claims).Text);
        Assert.True(read.Sections[0].Claims[0].Assumption);

        // An older one may be published again; a newer one changes nothing until it is.
        Assert.Equal(("draft_ahead", 1), Published(await Publish(profile, 1)));
        await Save(profile, Edit.Of(2, "summary", Claim("The third one.")));
        read = await reach.GetPublishedAsync(new() { IcpId = profile.Id }, cancellationToken: Ct);
        Assert.Equal(1, read.Version);
        Assert.Equal(
            [false, false, true],
            (await profile.Versions()).Select(v => v.GetProperty("published").GetBoolean())
        );

        var eve = Reader(await suite.SignUp());
        Assert.Empty((await eve.ListPublishedAsync(new(), cancellationToken: Ct)).Icps);
        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () =>
            await eve.GetPublishedAsync(new() { IcpId = profile.Id }, cancellationToken: Ct)
        );
        Assert.Equal(Grpc.Core.StatusCode.NotFound, refused.StatusCode);
        await (
            await profile.Member.Scope.Put(
                $"{profile.Path}/versions/9/publication",
                null,
                await profile.Tag()
            )
        ).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Restoring_copies_an_old_version_word_for_word()
    {
        var profile = await Profile.Written(suite);
        await Save(profile, Edit.Same(1));

        var answer = await profile.Member.Scope.Post(
            $"{profile.Path}/versions/1/restoration",
            null,
            await profile.Tag()
        );

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var third = await profile.Version(3);
        Assert.Equal(("restore", 1), (third.Text("origin"), third.Number("madeFrom")));
        foreach (var part in (string[])["sections", "sources"])
        {
            Assert.Equal(
                (await profile.Version(1)).GetProperty(part).ToString(),
                third.GetProperty(part).ToString()
            );
        }

        await (
            await profile.Member.Scope.Post(
                $"{profile.Path}/versions/9/restoration",
                null,
                await profile.Tag()
            )
        ).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_list_comes_in_pages_and_each_act_is_in_the_accounts_log()
    {
        var profile = await Profile.Written(suite);
        for (var n = 0; n < 4; n++)
        {
            await Save(profile, Edit.Same(1));
        }

        var seen = new List<int>();
        string? next = null;
        do
        {
            var page = await profile.Member.Scope.Json(
                $"{profile.Path}/versions?limit=2{(next is null ? "" : $"&after={next}")}"
            );
            seen.AddRange(
                page.GetProperty("items").EnumerateArray().Select(v => v.Number("number"))
            );
            next = page.GetProperty("next").GetString();
        } while (next is not null);

        Assert.Equal([5, 4, 3, 2, 1], seen);
        await Publish(profile, 5);
        await suite.Drain(profile.Member);
        var log = (await profile.Member.Core.Json("/audit-entries")).ToString();
        Assert.All(
            (string[])["icp.created", "icp.synthesised", "icp.edited", "icp.published"],
            act => Assert.Contains(act, log, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"basedOn":0,"sections":[]}""")]
    [InlineData("""{"basedOn":1,"sections":[]}""")]
    [InlineData("""{"basedOn":1,"sections":[{"key":"summary","claims":[]}]}""")]
    [InlineData("""{"basedOn":1,"sections":null}""")]
    [InlineData("""{"basedOn":"one","sections":[]}""")]
    [InlineData("""nonsense""")]
    public async Task A_document_that_is_none_is_refused(string json)
    {
        var profile = await Profile.Written(suite);

        await (
            await Save(profile, new StringContent(json, Encoding.UTF8, "application/json"))
        ).Problem(HttpStatusCode.BadRequest, "invalid");

        Assert.Single(await profile.Versions());
    }

    [Fact]
    public async Task A_claim_that_is_none_is_refused_with_its_place()
    {
        var profile = await Profile.Written(suite);
        object[] wrong =
        [
            Claim(""),
            Claim(new string('x', 801)),
            new { text = "x" },
            new { text = "x", citations = new[] { new { source = "A1" } } },
            new
            {
                text = "x",
                citations = Array.Empty<object>(),
                aspect = "hopes",
            },
            new
            {
                text = "x",
                citations = Array.Empty<object>(),
                label = new string('l', 81),
            },
        ];
        foreach (var claim in wrong)
        {
            var problem = await (await Save(profile, Edit.Of(1, "summary", claim))).Problem(
                HttpStatusCode.BadRequest,
                "invalid"
            );
            Assert.NotEmpty(problem.Text("detail"));
        }

        await (await Save(profile, Edit.Same(7))).Problem(HttpStatusCode.NotFound);
        Assert.Single(await profile.Versions());
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static object Claim(string text) => new { text, citations = Array.Empty<object>() };

    private static (string, int) Published(JsonElement icp) =>
        (icp.Text("state"), icp.Number("publishedVersion"));

    private Rpc.Icps.IcpsClient Reader(Member member) =>
        new(suite.Rpc("scope", "reach", member.Claims));

    private static async Task<HttpResponseMessage> Save(Profile profile, object edit) =>
        await profile.Member.Scope.Post($"{profile.Path}/versions", edit, await profile.Tag());

    private static async Task<JsonElement> Publish(Profile profile, int number) =>
        await (
            await profile.Member.Scope.Put(
                $"{profile.Path}/versions/{number}/publication",
                null,
                await profile.Tag()
            )
        ).Json();
}
