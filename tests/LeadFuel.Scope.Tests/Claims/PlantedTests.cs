using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LeadFuel.Databases;
using LeadFuel.Scope.Tests.Versions;

namespace LeadFuel.Scope.Tests.Claims;

/// <summary>Phrases that occur once in the world are planted in an ICP; where they turn up is where its content goes.</summary>
public sealed partial class PlantedTests(Suite suite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Claim("T02")]
    public async Task An_icp_is_in_scopes_database_and_in_no_other()
    {
        var profile = await Profile.Written(suite);
        var edited = Profile.NewWord();
        await (
            await profile.Member.Scope.Post(
                $"{profile.Path}/versions",
                Edit.Of(
                    1,
                    "summary",
                    new { text = $"Edited {edited}.", citations = Array.Empty<object>() }
                ),
                await profile.Tag()
            )
        ).Json();
        await (
            await profile.Member.Scope.Put(
                $"{profile.Path}/versions/2/publication",
                null,
                await profile.Tag()
            )
        ).Json();
        await suite.Drain(profile.Member);

        Assert.Equal(7, Catalog.Databases.Count);
        var answers = await Tables(profile.Word);
        Assert.Contains("scope.answers", answers);
        Assert.Contains("scope.versions", answers);
        Assert.All(answers, InScope);
        var edits = await Tables(edited);
        Assert.Contains("scope.versions", edits);
        Assert.All(edits, InScope);
        // Under its owner's key, in one row for each thing that was written.
        Assert.Equal(
            [profile.Member.Email],
            await Column(
                "select distinct account_email from answers where value like '%' || $1 || '%'",
                profile.Word
            )
        );

        static void InScope(string table) =>
            Assert.StartsWith("scope.", table, StringComparison.Ordinal);
    }

    [Fact]
    [Claim("T17")]
    [Claim("T44")]
    public async Task Prompts_and_answers_are_in_no_log_trace_metric_job_or_ledger()
    {
        using var heard = new Heard();
        var profile = await Profile.Written(suite);
        // What goes wrong is where content leaks most easily.
        foreach (
            var kind in (string[])
                ["broken_json", "refusal", "max_tokens", "status", "unauthorized", "stream_error"]
        )
        {
            await suite.Sandbox.Break(
                new
                {
                    vendor = "anthropic",
                    kind,
                    status = 400,
                    match = profile.Word,
                    times = kind is "refusal" or "status" or "unauthorized" ? 1 : 2,
                }
            );
            Assert.Equal("failed", (await profile.Write()).Text("state"));
        }

        await profile.Put("offer", new { value = $"stale {profile.Word}" }, 9);
        await profile.Put("offer", new { value = new string('x', 8_001) + profile.Word }, 1);
        await suite.Drain(profile.Member);
        Assert.Equal(1 + 9, (await profile.Sent()).Count);

        // The word stands in the prompt and in the answer; of the answer, each sentence is looked for, too.
        var version = await profile.Version(1);
        string[] planted =
        [
            profile.Word,
            .. Profile.Claims(version).Select(claim => claim.Text("text")).Where(Unlike),
        ];
        Assert.True(planted.Length > 2, "the answer holds nothing of its own");
        string[] counters =
        [
            "scope.jobs",
            "scope.egress_calls",
            "core.audit_entries",
            "core.jobs",
            "core.egress_calls",
        ];
        Assert.Empty((await Tables(profile.Word)).Intersect(counters));
        foreach (var phrase in planted)
        {
            Assert.DoesNotContain(suite.Logs.Lines, line => Holds(line.Text, phrase));
            Assert.DoesNotContain(heard.Traces, said => Holds(said, phrase));
            Assert.DoesNotContain(heard.Metrics, said => Holds(said, phrase));
        }

        Assert.NotEmpty(heard.Traces);
        Assert.NotEmpty(heard.Metrics);
        // What is kept of a call: to whom, why, which categories, how much, how long.
        Assert.Equal(
            ["Anthropic scope.synthesis {\"icp answers\",instructions}"],
            await Column(
                "select distinct provider || ' ' || purpose || ' ' || categories::text from egress_calls where account_email = $1",
                profile.Member.Email
            )
        );
        var synthesis = (await profile.Icp()).GetProperty("synthesis");
        Assert.False(Holds(synthesis.ToString(), profile.Word));
    }

    [Fact]
    [Claim("T13")]
    public async Task Scope_asks_anthropic_for_its_synthesis_and_for_nothing_else()
    {
        var profile = await Profile.Written(suite);
        var sent = Assert.Single(await profile.Sent());

        // Our own ledger says of the one call what reached the other side.
        Assert.Equal(
            [
                $"Anthropic scope.synthesis 200 {Encoding.UTF8.GetByteCount(sent.Body)} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sent.Body)))}",
            ],
            await Column(
                "select concat_ws(' ', provider, purpose, status, bytes_out, encode(body_sha256, 'hex')) from egress_calls where account_email = $1",
                profile.Member.Email
            )
        );

        // No other code of Scope can call it: three slices hold the client, one of them streams.
        var holders = Repository
            .Files("services/Scope", ".cs")
            .Where(file => Repository.Text(file).Contains("ClaudeClient", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Equal(
            ["Claude.cs", "PreviewPrompt.cs", "Program.cs", "RunSynthesis.cs", "StartSynthesis.cs"],
            holders.Order(StringComparer.Ordinal)
        );
        Assert.Single(Providers.Anthropic.Claude.Provider.Purposes);
    }

    [Fact]
    [Claim("T42")]
    public async Task Only_the_message_endpoint_is_ever_called()
    {
        await Profile.Written(suite);

        // An account's own key is tried once, by a question that carries nothing.
        var called = (await suite.Sandbox.Records("anthropic"))
            .Where(record => record is not { Path: "/anthropic/v1/models", Body: "" })
            .Select(record => $"{record.Method} {record.Path}")
            .Distinct();
        Assert.Equal(["POST /anthropic/v1/messages"], called);

        // The SDK offers files, batches and more: one file of the product speaks to it, by one method.
        var speakers = ((string[])["LeadFuel.ServiceDefaults", "services", "gateway"])
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => !file.StartsWith("services/Sandbox/", StringComparison.Ordinal))
            .Where(file => Client().IsMatch(Repository.Text(file)));
        Assert.Equal(["LeadFuel.ServiceDefaults/Prompts/ClaudeClient.cs"], speakers);
        Assert.Equal(
            ["Messages.CreateStreaming"],
            Call()
                .Matches(Repository.Text("LeadFuel.ServiceDefaults/Prompts/ClaudeClient.cs"))
                .Select(match => match.Groups[1].Value)
                .Distinct()
        );
    }

    private static bool Unlike(string sentence) => sentence.Length > 30;

    private static bool Holds(string text, string phrase) =>
        text.Contains(phrase, StringComparison.Ordinal);

    /// <summary>Every table of every database in which the text stands.</summary>
    private async Task<IReadOnlyList<string>> Tables(string phrase)
    {
        var found = new List<string>();
        foreach (var database in Catalog.Databases.Select(one => one.Name))
        {
            var tables = await Column(
                "select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') and $1 <> ''",
                phrase,
                database
            );
            Assert.NotEmpty(tables);
            foreach (var table in tables)
            {
                var rows = await Column(
                    $"select 'found' from {table} t where to_jsonb(t)::text like '%' || $1 || '%' limit 1",
                    phrase,
                    database
                );
                found.AddRange(rows.Select(_ => $"{database}.{table.Split('.')[1]}"));
            }
        }

        return found;
    }

    private async Task<List<string>> Column(string sql, string value, string database = "scope")
    {
#pragma warning disable CA2100 // Names come from the catalogue.
        await using var command = suite.Sql(database).CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var values = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    [GeneratedRegex(@"\bAnthropicClient\b|\bIAnthropicClient\b|\.Beta\b")]
    private static partial Regex Client();

    [GeneratedRegex(@"Client\([^()]*\)\s*\.(\w+\.\w+)")]
    private static partial Regex Call();
}
