using System.Net;
using System.Text.Json;
using LeadFuel.Scope.Interviews;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests.Disk;

/// <summary>What people delete can be taken back until Sunday's run, and is in no file of the database server after it.</summary>
public sealed class ArchiveTests(Suite suite)
{
    [Fact]
    [Claim("T62")]
    public async Task What_was_deleted_is_in_no_file_of_the_server_after_the_archive_run()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        var eve = await own.SignUp();
        await own.Drain(ada);
        await own.Drain(eve);
        var hers = await Planted.Make(eve);
        var gone = await Planted.Make(ada);
        var kept = await Planted.Make(ada);
        foreach (var path in gone.Paths)
        {
            await Delete(ada, path);
            (await Post(ada, $"{path}/undelete")).EnsureSuccessStatusCode();
            await Delete(ada, path);
        }

        await own.Drain(ada);
        await ServerFiles.Settle(own);
        var before = await ServerFiles.Holding(own, gone.Phrases);
        foreach (var place in (string[])["scope/", "reach/", "signal/"])
        {
            Assert.Contains(before, file => file.StartsWith(place, StringComparison.Ordinal));
        }

        await ServerFiles.WriteToLog(own, gone.Phrases[0]);

        // Past a Sunday, and past the day for which answers to repeated requests are kept.
        own.Advance(TimeSpan.FromDays(9));
        await own.Drain(null, "house.archive");

        foreach (var service in (string[])["core", "scope", "reach", "signal", "orbit", "admin"])
        {
            Assert.Equal("2 ", await Ended(own, service));
        }

        Assert.Empty(await ServerFiles.Holding(own, gone.Phrases));
        foreach (var path in gone.Paths)
        {
            await (await Post(ada, $"{path}/undelete")).Problem(HttpStatusCode.NotFound);
        }

        // What nobody deleted was written anew with the rest, and is all there.
        await kept.AssertThere(ada);
        await hers.AssertThere(eve);
        foreach (var phrase in kept.Phrases.Concat(hers.Phrases))
        {
            Assert.NotEmpty(await ServerFiles.Holding(own, phrase));
        }
    }

    [Fact]
    [Claim("T62")]
    public async Task It_waits_for_whoever_may_still_look_at_what_was_deleted()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        await own.Drain(ada);
        var gone = await Planted.Make(ada);
        await Delete(ada, gone.Paths[0]);
        await own.Drain(ada);
        // Of another database: the server keeps rows for it all the same.
        await using var elsewhere = await own.Sql("core").OpenConnectionAsync(Ct);
        await using var open = await elsewhere.BeginTransactionAsync(Ct);
        await using (var number = elsewhere.CreateCommand())
        {
            number.CommandText = "select pg_current_xact_id()";
            await number.ExecuteScalarAsync(Ct);
        }

        own.Advance(TimeSpan.FromDays(9));
        await Wait.Until(
            async () => await ArchiveKillTests.Count(own, "icps", ada) == 0,
            () => "the run does not begin"
        );
        Assert.NotEmpty(await ServerFiles.Holding(own, gone.Phrases[0]));
        await Task.Delay(TimeSpan.FromSeconds(2), Ct);
        await open.CommitAsync(Ct);
        await own.Drain(null, "house.archive");

        Assert.Empty(await ServerFiles.Holding(own, gone.Phrases[0]));
    }

    [Fact]
    public async Task The_bin_of_an_account_that_waits_for_deletion_is_left_for_the_undoing()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        await own.Drain(ada);
        var bin = await Planted.Make(ada);
        foreach (var path in bin.Paths)
        {
            await Delete(ada, path);
        }

        (
            await ada.Web.Post("/api/core/deletion", new { account = ada.Email })
        ).EnsureSuccessStatusCode();
        await own.Drain(ada);
        own.Advance(TimeSpan.FromDays(9));
        await own.Drain(null, "house.archive");
        var back = await own.SignUp(ada.Email);
        (await back.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await own.Drain(back);

        foreach (var path in bin.Paths)
        {
            (await Post(back, $"{path}/undelete")).EnsureSuccessStatusCode();
        }

        await bin.AssertThere(back);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // How the run ended, and why.
    private static async Task<string> Ended(Suite own, string service)
    {
        await using var command = own.Sql(service)
            .CreateCommand(
                "select string_agg(state || ' ' || coalesce(last_error, ''), ', ') from jobs where kind = 'house.archive' and done_at is not null"
            );
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static Task<HttpResponseMessage> Post(Member member, string path) =>
        member.Direct(path.Split('/')[0]).Post(path[path.IndexOf('/', StringComparison.Ordinal)..]);

    private static async Task Delete(Member member, string path)
    {
        var caller = member.Direct(path.Split('/')[0]);
        var at = path[path.IndexOf('/', StringComparison.Ordinal)..];
        var read = await caller.Get(at);
        Assert.Equal(HttpStatusCode.NoContent, (await caller.Delete(at, read.Tag())).StatusCode);
        await (await caller.Get(at)).Problem(HttpStatusCode.NotFound);
    }

    /// <summary>An ICP, a campaign and a post, each with a phrase that occurs once in the world, below its service's name.</summary>
    private sealed record Planted(string Icp, string Campaign, string Post, string[] Phrases)
    {
        public string[] Paths => [Icp, Campaign, Post];

        public static async Task<Planted> Make(Member member)
        {
            var phrases = (string[])[Phrase(), Phrase(), Phrase()];
            var icp = await Made(member.Scope, "/icps", new { name = "Fintech" });
            await (
                await member.Scope.Put(
                    $"/icps/{icp}/answers/{Question.All[0].Key}",
                    new { value = $"Before {phrases[0]}" },
                    "\"0\""
                )
            ).Json();
            var campaign = await Made(
                member.Reach,
                "/campaigns",
                new { name = "Spring", goal = $"About {phrases[1]}" }
            );
            var post = await Made(member.Signal, "/posts", new { text = $"On {phrases[2]}" });
            return new(
                $"scope/icps/{icp}",
                $"reach/campaigns/{campaign}",
                $"signal/posts/{post}",
                phrases
            );
        }

        public async Task AssertThere(Member member)
        {
            var seen = new[]
            {
                await member.Scope.Json($"{Icp["scope".Length..]}/interview"),
                await member.Reach.Json(Campaign["reach".Length..]),
                await member.Signal.Json(Post["signal".Length..]),
            };
            Assert.All(
                seen.Zip(Phrases),
                pair =>
                    Assert.Contains(pair.Second, pair.First.GetRawText(), StringComparison.Ordinal)
            );
        }

        private static string Phrase() => $"quetzal{Guid.CreateVersion7():N}";

        private static async Task<string> Made(Caller caller, string path, object what) =>
            (await (await caller.Post(path, what)).Json()).GetProperty("id").GetString()!;
    }
}
