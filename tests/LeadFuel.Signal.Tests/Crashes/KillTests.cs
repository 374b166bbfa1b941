using System.Diagnostics;
using System.Text.Json;
using LeadFuel.Signal.Attempts;
using LeadFuel.Signal.Connections;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Targets;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadFuel.Signal.Tests.Crashes;

[CollectionDefinition(DisableParallelization = true)]
public sealed class Crashes;

/// <summary>
/// A real process of Signal dies by SIGKILL wherever it hurts and is started again. What reached LinkedIn is judged from the
/// Sandbox's record: each post at most once; whatever is not known is called unknown.
/// </summary>
[Collection(typeof(Crashes))]
public sealed class KillTests(Suite suite)
{
    private const int Seed = 20261128;

    [Theory]
    [InlineData("signal.before-submit", 1, PostState.Published)]
    [InlineData("signal.after-submit", 0, PostState.Unknown)]
    [InlineData("signal.after-call", 1, PostState.Unknown)]
    [InlineData("signal.after-record", 1, PostState.Published)]
    public async Task A_post_goes_at_most_once_wherever_its_sender_is_killed(
        string point,
        int there,
        PostState state
    )
    {
        await using var own = await Own();
        var signal = own.Apart("signal");
        var ada = await own.SignUp();
        var dying = await signal.Start(fault: point);
        var (id, word) = await Told(own, ada);

        await Wait.Until(() => Task.FromResult(dying.HasExited), () => $"it never came to {point}");
        Assert.Equal(137, dying.ExitCode);
        await EndLeases(own);
        await signal.Start();
        await Wait.Until(
            async () => (await Post(own, ada, id)).State != PostState.Publishing,
            () => "the post is still on its way"
        );

        Assert.Equal(state, (await Post(own, ada, id)).State);
        Assert.Equal(there, (await Stage.AtLinkedIn(own, word)).Count);
        Assert.Equal(there, (await Stage.Calls(own, word)).Count);
    }

    [Fact]
    public async Task Senders_killed_again_and_again_at_any_moment_send_no_post_twice()
    {
        // 1,000 by `LEADFUEL_KILLS=1000`; a few in each run.
        var kills = int.Parse(
            Environment.GetEnvironmentVariable("LEADFUEL_KILLS") ?? "5",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var random = new Random(Seed);
        await using var own = await Own();
        var signal = own.Apart("signal");
        var members = new[] { await own.SignUp(), await own.SignUp() };
        var posts = new List<(Member Of, Guid Id, string Word)>();
        var senders = new Process[2];
        for (var i = 0; i < senders.Length; i++)
        {
            senders[i] = await signal.Start(elsewhere: i > 0);
        }

        for (var kill = 0; kill < kills; kill++)
        {
            for (var i = 0; i < 4; i++)
            {
                var of = members[(kill + i) % 2];
                var (id, word) = await Told(own, of);
                posts.Add((of, id, word));
            }

            await Task.Delay(random.Next(0, 300), Stage.Ct);
            var victim = random.Next(senders.Length);
            await ApartService.Kill(senders[victim]);
            await EndLeases(own);
            senders[victim] = await signal.Start(elsewhere: victim > 0);
        }

        foreach (var (of, id, word) in posts)
        {
            await Wait.Until(
                async () =>
                {
                    await EndLeases(own, ofTheDead: true);
                    return (await Post(own, of, id)).State != PostState.Publishing;
                },
                () => "a post is still on its way"
            );
            var post = await Post(own, of, id);
            var there = await Stage.AtLinkedIn(own, word);
            Assert.InRange((await Stage.Calls(own, word)).Count, 0, 1);
            if (post.State == PostState.Published)
            {
                Assert.Equal(post.Urn, Assert.Single(there).Text("urn"));
            }
            else
            {
                Assert.Equal(PostState.Unknown, post.State);
                Assert.InRange(there.Count, 0, 1);
            }
        }
    }

    private Task<Suite> Own() =>
        suite.Own(o => o with { Services = ["core", "gateway"], Apart = ["signal"] });

    /// <summary>A post that was told to go out, past the routes: where the service itself may be dead.</summary>
    private static async Task<(Guid Id, string Word)> Told(Suite own, Member member)
    {
        var word = Stage.Word();
        var target = await Target(own, member);
        await using var db = Stage.Open(own, member);
        await using var work = await db.Begin(Stage.Ct);
        var now = own.Time.GetUtcNow();
        var post = new Post
        {
            By = member.Email,
            CreatedAt = now,
            TargetId = target,
        };
        post.Write($"A post about {word}", []);
        post.Ask(member.Email, now);
        db.Posts.Add(post);
        db.Enqueue(new SubmitPost.Job(post.Id, post.Round), now);
        await work.Commit(Stage.Ct);
        return (post.Id, word);
    }

    private static async Task<Guid> Target(Suite own, Member member)
    {
        var known = await Stage.Read(
            own,
            member,
            db => db.Targets.Select(t => (Guid?)t.Id).SingleOrDefaultAsync(Stage.Ct)
        );
        if (known is { } there)
        {
            return there;
        }

        // Signed in at LinkedIn by the ways of the service, which answers at its own address.
        var signal = own.Apart("signal");
        var caller = signal.Caller(() => own.Tokens.Mint("signal", member.Claims));
        var connection = await Stage.Connect(own, member, Stage.NewName(), caller: caller);
        return Guid.Parse(connection.Target().Text("id"));
    }

    private static Task<Post> Post(Suite own, Member member, Guid id) =>
        Stage.Read(
            own,
            member,
            db => db.Posts.AsNoTracking().SingleAsync(p => p.Id == id, Stage.Ct)
        );

    // The lease of a dead runner ends by itself after a minute of the database's clock, and what failed with it is tried
    // again later; here both are at once.
    private static async Task EndLeases(Suite own, bool ofTheDead = false)
    {
        // One by one, and again after a deadlock: a runner that lives locks the same rows in another order.
        foreach (
            var sql in (string[])
                [
                    $"update jobs set lease_until = now() - interval '1 second' where state = 1 {(ofTheDead ? "and lease_until < now() + interval '55 seconds'" : "")}",
                    "update jobs set run_at = now() where state = 0 and run_at > now() and kind = 'signal.submit-post'",
                    "update job_lanes set next_at = now() where next_at > now()",
                ]
        )
        {
#pragma warning disable CA2100 // Fixed texts.
            await using var end = own.Sql("signal").CreateCommand(sql);
#pragma warning restore CA2100
            for (var done = false; !done; )
            {
                try
                {
                    await end.ExecuteNonQueryAsync(Stage.Ct);
                    done = true;
                }
                catch (PostgresException lost)
                    when (lost.SqlState == PostgresErrorCodes.DeadlockDetected) { }
            }
        }
    }
}
