using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using LeadFuel.Databases;
using LeadFuel.House.Tests.Disk;
using LeadFuel.House.Tests.Mesh;
using LeadFuel.Scope.Interviews;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests;

/// <summary>Phrases that occur once in the world are planted by people; where they turn up is where content goes.</summary>
public sealed class CanaryTests(Suite suite)
{
    [Fact]
    public async Task What_people_write_for_an_icp_is_in_scopes_own_tables_and_in_no_log_trace_or_job()
    {
        using var traces = new Traces();
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var phrase = $"zanzibar{Guid.CreateVersion7():N}";
        var icp = await (await ada.Web.Post("/api/scope/icps", new { name = "Fintech" })).Json();
        var path = $"/api/scope/icps/{icp.GetProperty("id").GetGuid()}";
        foreach (var question in Question.All)
        {
            await (
                await ada.Web.Put(
                    $"{path}/answers/{question.Key}",
                    new { value = $"We answer {question.Key} with {phrase}." },
                    "\"0\""
                )
            ).Json();
        }

        var preview = await ada.Web.Json($"{path}/prompt-preview");
        var hash = preview.GetProperty("hash").GetString();
        await (await ada.Web.Post($"{path}/syntheses", new { previewHash = hash })).Json();
        await suite.Drain(ada);
        // It did reach the model, by the way that people were shown.
        Assert.Contains(
            await suite.Sandbox.Records("anthropic"),
            request => request.Body.Contains(phrase, StringComparison.Ordinal)
        );

        var found = await Tables(phrase);
        Assert.Contains("scope.answers", found);
        Assert.Empty(
            found.Except([
                "scope.answers",
                "scope.syntheses",
                "scope.synthesis_events",
                "scope.versions",
                "scope.idempotency_keys",
            ])
        );
        await AssertUnsaid(phrase, ada, traces);
        await AssertUnseen(phrase, eve);
    }

    [Fact]
    public async Task Contacts_are_in_reachs_own_tables_and_in_no_log_trace_or_job()
    {
        using var traces = new Traces();
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var phrase = $"quokka{Guid.CreateVersion7():N}";
        var answer = await (
            await ada.Web.Post(
                "/api/reach/imports",
                new
                {
                    text = $"email,first name,company\n{phrase}@kestrelpay.com,Ines,{phrase} GmbH\n",
                    fileName = "people.csv",
                }
            )
        ).Json();
        Assert.Equal(1, answer.GetProperty("added").GetInt32());
        var contacts = await ada.Web.Json("/api/reach/contacts");
        Assert.Contains(phrase, contacts.GetRawText(), StringComparison.Ordinal);
        await suite.Drain(ada);

        var found = await Tables(phrase);
        Assert.Contains("reach.contacts", found);
        Assert.All(found, table => Assert.StartsWith("reach.", table, StringComparison.Ordinal));
        Assert.DoesNotContain("reach.jobs", found);
        Assert.DoesNotContain("reach.egress_calls", found);
        await AssertUnsaid(phrase, ada, traces);
        await AssertUnseen(phrase, eve);
    }

    /// <summary>Every table of every database in which the text stands.</summary>
    private async Task<IReadOnlyList<string>> Tables(string phrase)
    {
        var ct = TestContext.Current.CancellationToken;
        var found = new List<string>();
        foreach (var database in Catalog.Databases)
        {
            var tables = new List<string>();
            await using (
                var list = suite
                    .Sql(database.Name)
                    .CreateCommand(
                        "select relname from pg_class where relnamespace = $1::regnamespace and relkind = 'r'"
                    )
            )
            {
                list.Parameters.Add(new() { Value = database.Name });
                await using var reader = await list.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    tables.Add(reader.GetString(0));
                }
            }

            foreach (var table in tables)
            {
#pragma warning disable CA2100 // Names come from the catalogue.
                await using var count = suite
                    .Sql(database.Name)
                    .CreateCommand(
                        $"select count(*) from \"{table}\" t where to_jsonb(t)::text like '%' || $1 || '%'"
                    );
#pragma warning restore CA2100
                count.Parameters.Add(new() { Value = phrase });
                if ((long)(await count.ExecuteScalarAsync(ct))! > 0)
                {
                    found.Add($"{database.Name}.{table}");
                }
            }
        }

        return found;
    }

    private async Task AssertUnsaid(string phrase, Member ada, Traces traces)
    {
        foreach (var secret in (string[])[phrase, ada.Email, ada.Session!])
        {
            Assert.DoesNotContain(
                suite.Logs.Lines,
                line => line.Text.Contains(secret, StringComparison.Ordinal)
            );
            Assert.DoesNotContain(
                traces.Said,
                said => said.Contains(secret, StringComparison.Ordinal)
            );
        }

        Assert.NotEmpty(traces.Said);
        Assert.False(
            await ServerFiles.LogHolds(suite, phrase, ada.Email, ada.Session!),
            "The database server's log holds it."
        );
    }

    private async Task AssertUnseen(string phrase, Member eve)
    {
        foreach (
            var service in suite.Services.Where(one =>
                one.Name is "core" or "scope" or "reach" or "signal" or "orbit"
            )
        )
        {
            foreach (
                var route in Route
                    .Of(service)
                    .Where(route => route is { Method: "GET", HasId: false })
            )
            {
                var answer = await eve.Web.Get($"/api/{service.Name}{route.Pattern}");
                Assert.DoesNotContain(
                    phrase,
                    await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                    StringComparison.Ordinal
                );
            }
        }
    }

    /// <summary>Everything that any trace of this process says while it is held.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ConcurrentQueue<string> said = new();
        private readonly ActivityListener listener;

        public Traces()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                    ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                    said.Enqueue(
                        JsonSerializer.Serialize(
                            new
                            {
                                activity.DisplayName,
                                Tags = activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                                Events = activity.Events.SelectMany(one =>
                                    one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")
                                ),
                                Baggage = activity.Baggage.Select(b => $"{b.Key}={b.Value}"),
                                activity.StatusDescription,
                            }
                        )
                    ),
            };
            ActivitySource.AddActivityListener(listener);
        }

        public IReadOnlyCollection<string> Said => said;

        public void Dispose() => listener.Dispose();
    }
}
