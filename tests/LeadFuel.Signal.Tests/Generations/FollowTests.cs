using System.Net;
using LeadFuel.Providers;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Signal.Tests.Generations;

/// <summary>What is told of a generation while it runs, waits and ends.</summary>
public sealed class FollowTests(Suite suite)
{
    [Fact]
    public async Task Whole_variants_and_what_they_cost_are_told_and_a_lost_connection_goes_on_where_it_was()
    {
        var writing = await Writing.Begin(suite);
        var written = await writing.Written();
        var path = $"/generations/{written.Text("id")}/events";

        var all = await Events(writing.Member, path, null);

        Assert.Equal(["variant", "variant", "usage", "done"], all.Select(one => one.Kind));
        Assert.True(written.Number("inputTokens") > 0);
        Assert.Contains(
            $"\"outputTokens\":{written.Number("outputTokens")}",
            all[2].Data,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["usage", "done"],
            (await Events(writing.Member, path, all[1].Id)).Select(one => one.Kind)
        );
        // Its end is told to whoever asks once more.
        Assert.Equal(
            ["done"],
            (await Events(writing.Member, path, all[3].Id)).Select(one => one.Kind)
        );
    }

    [Fact]
    public async Task What_failed_ends_with_an_error_that_says_why()
    {
        var writing = await Writing.Begin(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "refusal",
                match = writing.Word,
            }
        );
        var failed = await writing.Written();

        var end = Assert.Single(
            await Events(writing.Member, $"/generations/{failed.Text("id")}/events", null)
        );

        Assert.Equal("error", end.Kind);
        Assert.Contains("model-refused", end.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_Claude_is_switched_off_nothing_begins_and_what_had_begun_waits()
    {
        var writing = await Writing.Begin(suite);
        var eve = await Writing.Begin(suite);
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "rate_limit",
                match = writing.Word,
                retryAfter = 2,
                times = 1,
            }
        );
        var begun = await (await writing.Start()).Json();
        var path = $"/generations/{begun.Text("id")}";
        // Asked once; the second time is after the switch.
        await Wait.Until(
            async () => (await writing.Sent()).Count == 1,
            () => "Claude was not asked"
        );
        await Switch(writing.Member, "off");
        var parked = begun;
        await Wait.Until(
            async () =>
                (parked = await writing.Member.Signal.Json(path)).Text("state") is not "running",
            () => "it runs on"
        );
        Assert.Equal("queued", parked.Text("state"));
        Assert.Equal(
            0,
            await Stage.Read(
                suite,
                writing.Member,
                db => db.Generations.Select(g => g.Runs).SingleAsync(Stage.Ct)
            )
        );

        (await writing.Member.Signal.Delete(path)).EnsureSuccessStatusCode();
        await (await writing.Start()).Problem(
            HttpStatusCode.ServiceUnavailable,
            "provider-disabled"
        );
        Assert.Equal("done", (await eve.Written()).Text("state"));

        await Switch(writing.Member, "on");
        Assert.Equal("done", (await writing.Written()).Text("state"));
    }

    private async Task Switch(Member member, string state)
    {
        await using var command = suite
            .Sql("signal")
            .CreateCommand(
                "insert into provider_switches (account_email, provider, state, says) values ($1, 'Anthropic', $2, 'Back at noon.') on conflict (account_email, provider) do update set state = excluded.state"
            );
        command.Parameters.Add(new() { Value = member.Email });
        command.Parameters.Add(new() { Value = state });
        await command.ExecuteNonQueryAsync(Stage.Ct);
        await suite.Signal.Provider.GetRequiredService<SwitchBoard>().Read(Stage.Ct);
    }

    private static async Task<List<(string Id, string Kind, string Data)>> Events(
        Member member,
        string path,
        string? after
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        using var answer = await member.Signal.Send(
            request,
            HttpCompletionOption.ResponseHeadersRead
        );
        var text = await answer.Content.ReadAsStringAsync(Stage.Ct);
        return
        [
            .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(block => !block.StartsWith(':'))
                .Select(block => block.Split('\n'))
                .Select(lines => (lines[0][4..], lines[1][7..], lines[2][6..])),
        ];
    }
}
