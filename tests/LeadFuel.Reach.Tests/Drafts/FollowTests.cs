using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Drafts;

/// <summary>Claude writes slowly here, and there is no Scope.</summary>
public sealed class SlowClaude()
    : Suite(
        new SuiteOptions
        {
            Services = ["core", "reach", "gateway"],
            Settings = [("sandbox", "Sandbox:Anthropic:DeltaDelayMs", "120")],
        }
    );

public sealed class FollowTests(SlowClaude suite) : IClassFixture<SlowClaude>
{
    private sealed record Event(int Id, string Kind, JsonElement Body);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<(Writing Writing, string Generation)> Begun(
        string subject = "",
        string body = ""
    )
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);
        await plan.Save(
            new
            {
                name = "Spring",
                goal = "Fifteen minutes on the month-end close",
                persona = "Head of finance; cares about closing the month in a week",
            }
        );
        var writing = new Writing(plan, (await plan.Drafts())[0].Text("id"), "");
        if (subject.Length > 0)
        {
            await writing.Write(subject, body);
        }

        return (writing, (await (await writing.Start()).Json()).Text("id"));
    }

    /// <summary>The events as they come; leaves when `until` holds or the stream ends.</summary>
    private static async Task<List<Event>> Follow(
        Caller caller,
        string path,
        Func<Event, bool> until,
        int? after = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is { } last)
        {
            request.Headers.Add("Last-Event-ID", $"{last}");
        }

        using var answer = await caller.Send(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Ct));
        var events = new List<Event>();
        var (id, kind) = (0, "");
        while (await lines.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = int.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add(new(id, kind, JsonDocument.Parse(line[6..]).RootElement));
                if (until(events[^1]))
                {
                    break;
                }
            }
        }

        return events;
    }

    private static bool HasText(Event one) =>
        one.Kind == "text" && one.Body.Text("body").Length > 0;

    [Fact]
    public async Task A_browser_sees_the_text_grow_and_goes_on_where_it_lost_the_connection()
    {
        var (writing, generation) = await Begun();
        var path = $"/api/reach/generations/{generation}/events";

        var first = await Follow(writing.Member.Web, path, HasText);
        var rest = await Follow(writing.Member.Web, path, _ => false, first[^1].Id);

        Assert.All(rest, one => Assert.True(one.Id > first[^1].Id));
        var all = first.Concat(rest).ToList();
        Assert.Equal(all.Select(one => one.Id).Order(), all.Select(one => one.Id));
        var texts = all.Where(HasText).Select(one => one.Body.Text("body")).ToList();
        Assert.True(texts.Count > 2, $"{texts.Count} texts were told");
        Assert.All(
            texts.Zip(texts.Skip(1)),
            pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal)
        );
        Assert.Equal(("end", "done"), (rest[^1].Kind, rest[^1].Body.Text("state")));
        Assert.StartsWith(
            texts[^1],
            (await writing.Draft()).Text("body"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_stop_ends_it_at_once_and_the_draft_is_as_it_was()
    {
        var (writing, generation) = await Begun("Mine", "Own words");
        var path = $"/generations/{generation}";
        await Follow(writing.Member.Reach, $"{path}/events", HasText);

        var stopped = await (await writing.Member.Reach.Delete(path)).Json();
        Assert.Equal("stopped", stopped.Text("state"));
        var end = await Follow(writing.Member.Reach, $"{path}/events", _ => false);
        Assert.Equal("stopped", Assert.Single(end).Body.Text("state"));
        await suite.Drain(writing.Member, "reach.generate-draft");

        var draft = await writing.Draft();
        Assert.Equal(
            ("Mine", "Own words", "review"),
            (draft.Text("subject"), draft.Text("body"), draft.Text("state"))
        );
        Assert.Equal(
            "stopped",
            (await (await writing.Member.Reach.Delete(path)).Json()).Text("state")
        );
        var again = await (await writing.Start()).Json();
        Assert.NotEqual(generation, again.Text("id"));
    }

    [Fact]
    public async Task While_it_is_written_nobody_edits_approves_or_starts_it_again()
    {
        var (writing, generation) = await Begun("Mine", "Own words");
        var read = await writing.Member.Reach.Get($"/drafts/{writing.Id}");
        var draft = await read.Json();
        Assert.Equal("generating", draft.Text("state"));

        await (await writing.Start()).Problem(HttpStatusCode.Conflict, "generation-running");
        await (
            await writing.Member.Reach.Put(
                $"/drafts/{writing.Id}",
                new { subject = "x", body = "y" },
                read.Tag()
            )
        ).Problem(HttpStatusCode.Conflict, "draft-generating");
        await (
            await writing.Member.Reach.Put(
                $"/drafts/{writing.Id}/approval",
                new { contentHash = draft.Text("contentHash") },
                read.Tag()
            )
        ).Problem(HttpStatusCode.Conflict);
        await writing.Member.Reach.Delete($"/generations/{generation}");
    }

    [Fact]
    public async Task A_connection_that_Claude_drops_in_the_middle_costs_nothing()
    {
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "cut_stream",
                times = 1,
                match = "Dropped",
            }
        );
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);
        await plan.Save(new { name = "Spring", goal = "Dropped on the floor" });
        var writing = new Writing(plan, (await plan.Drafts())[0].Text("id"), "");
        var generation = (await (await writing.Start()).Json()).Text("id");

        var events = await Follow(ada.Reach, $"/generations/{generation}/events", _ => false);

        Assert.Equal("failed", events[^1].Body.Text("state"));
        Assert.Equal("answer-incomplete", events[^1].Body.Text("problem"));
        Assert.Equal("empty", (await writing.Draft()).Text("state"));
    }

    [Fact]
    public async Task Without_Scope_the_profiles_are_asked_for_later_and_all_else_goes_on()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Create(suite, ada);
        await plan.Save(new { name = "Spring", icpId = Guid.CreateVersion7() });
        var draft = (await plan.Drafts())[0].Text("id");

        foreach (
            var answer in (HttpResponseMessage[])
                [
                    await ada.Reach.Get("/icps"),
                    await ada.Reach.Post($"/drafts/{draft}/prompt-preview", new { }),
                ]
        )
        {
            await answer.Problem(HttpStatusCode.ServiceUnavailable, "service-down");
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        Assert.Equal("Spring", (await (await plan.Get()).Json()).Text("name"));
    }
}
