using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Tests.Anthropic;

public sealed class AnswerTests : IAsyncLifetime
{
    private World world = null!;

    public async ValueTask InitializeAsync() => world = await World.Start();

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_icp_is_valid_and_each_quote_stands_in_the_block_it_names()
    {
        var icp = await Structured(string.Join('\n', Prompts.Answers), Prompts.Icp);
        Assert.Null(Prompts.Misfit(Prompts.Icp, Prompts.Icp, icp));
        var keys = icp["sections"]!.AsArray().Select(section => (string)section!["key"]!).ToList();
        Assert.Equal(keys.Distinct(), keys);
        Assert.Superset(
            new HashSet<string> { "summary", "segments", "buying_triggers", "exclusions", "proof" },
            keys.ToHashSet()
        );
        var citations = Citations(icp);
        Assert.True(citations.Count >= 6);
        foreach (var (source, quote) in citations)
        {
            var block = Prompts.Answers.Single(answer =>
                answer.Contains($"id=\"{source}\"", StringComparison.Ordinal)
            );
            Assert.Contains(quote, block);
        }
    }

    [Theory]
    [InlineData(0, "Utrecht")]
    [InlineData(1, "twelve days")]
    [InlineData(2, "Kelvin Partners")]
    [InlineData(3, "agencies")]
    [InlineData(4, "Cardine")]
    [InlineData(5, "60 hours")]
    public async Task Leaving_a_part_out_removes_its_fact(int part, string fact)
    {
        var rest = Prompts.Answers.Where(
            (_, index) => index != part && !(fact == "twelve days" && index == 4)
        );
        var with = await Structured(string.Join('\n', Prompts.Answers), Prompts.Icp);
        var without = await Structured(string.Join('\n', rest), Prompts.Icp);
        Assert.Contains(fact, with.ToJsonString());
        Assert.DoesNotContain(fact, without.ToJsonString());
    }

    [Fact]
    public async Task One_quote_can_be_made_up_so_that_a_check_has_something_to_drop()
    {
        await world.Break(
            new
            {
                vendor = "anthropic",
                kind = "false_quote",
                times = 1,
            }
        );
        var prompt = string.Join('\n', Prompts.Answers);
        var icp = await Structured(prompt, Prompts.Icp);
        Assert.Single(
            Citations(icp),
            citation => !prompt.Contains(citation.Quote, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_same_prompt_gets_the_same_answer()
    {
        var prompt = string.Join('\n', Prompts.Answers);
        var (first, second) = (
            await Structured(prompt, Prompts.Icp),
            await Structured(prompt, Prompts.Icp)
        );
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
    }

    [Theory]
    [InlineData("persona", "closing the month in a week")]
    [InlineData("step_goal", "month-end close")]
    [InlineData("icp_profile", "Cardine")]
    [InlineData("merge_fields", "{{first_name}}")]
    public async Task A_mail_is_made_of_its_parts_alone(string part, string fact)
    {
        var with = await Structured(Prompts.Mail, Prompts.Draft);
        Assert.Contains(fact, (string)with["subject"]! + (string)with["body"]!);

        var without = System.Text.RegularExpressions.Regex.Replace(
            Prompts.Mail,
            $"<{part}>.*?</{part}>",
            "",
            System.Text.RegularExpressions.RegexOptions.Singleline
        );
        var other = await Structured(without, Prompts.Draft);
        Assert.DoesNotContain(fact, (string)other["subject"]! + (string)other["body"]!);
    }

    [Fact]
    public async Task A_step_without_a_topic_is_about_the_campaigns()
    {
        const string Step = "<step_goal>Open the conversation with one question.</step_goal>";
        var prompt = Prompts.Mail.Split("<step_goal>")[0] + Step;
        var with = await Structured(
            prompt + "<campaign_goal>Fifteen minutes on late invoices</campaign_goal>",
            Prompts.Draft
        );
        Assert.Contains("late invoices", (string)with["body"]!);
        Assert.EndsWith("?", ((string)with["body"]!).Split("\n\n")[^2], StringComparison.Ordinal);

        var without = await Structured(prompt, Prompts.Draft);
        Assert.DoesNotContain("late invoices", (string)without["body"]!);
    }

    [Fact]
    public async Task A_reviewers_note_changes_the_draft()
    {
        var first = await Structured(Prompts.Mail, Prompts.Draft);
        var prompt =
            $"{Prompts.Mail}\n<draft>{first["body"]}</draft>\n<reviewer_note>Mention the ISO 27001 certificate.</reviewer_note>";
        var second = await Structured(prompt, Prompts.Draft);
        Assert.Contains("ISO 27001", (string)second["body"]!);
        Assert.Contains("{{first_name}}", (string)second["body"]!);
    }

    [Fact]
    public async Task A_transcript_is_mapped_to_answers_with_their_turns()
    {
        var schema = Prompts.Parse(
            """
            {"type":"object","additionalProperties":false,"required":["answers"],"properties":{"answers":{"type":"array","items":
              {"type":"object","additionalProperties":false,"required":["question_key","value","turn_ids"],"properties":{
                "question_key":{"type":"string","enum":["segments","buying_triggers","proof"]},
                "value":{"type":"string"},
                "turn_ids":{"type":"array","items":{"type":"string"}}}}}}}
            """
        );
        var prompt = """
            <turn id="T1" speaker="assistant">Who do you sell to?</turn>
            <turn id="T2" speaker="user">Well, we sell to logistics companies in the Netherlands.</turn>
            <turn id="T3" speaker="user">Um, they usually call when a big customer asks for tracking.</turn>
            """;
        var mapped = await Structured(prompt, schema);
        Assert.Null(Prompts.Misfit(schema, schema, mapped));
        var trigger = mapped["answers"]!
            .AsArray()
            .Single(answer => (string)answer!["question_key"]! == "buying_triggers")!;
        Assert.Equal(
            "They usually call when a big customer asks for tracking.",
            (string)trigger["value"]!
        );
        Assert.Equal("T3", (string)trigger["turn_ids"]![0]!);
    }

    [Fact]
    public async Task A_form_of_one_list_for_each_section_is_filled_and_escaped_text_is_read_as_typed()
    {
        JsonObject Text() => new() { ["type"] = "string" };
        JsonObject Form(JsonObject fields) =>
            new()
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["required"] = new JsonArray([.. fields.Select(field => (JsonNode)field.Key)]),
                ["properties"] = fields,
            };
        JsonObject Listed(JsonObject items) => new() { ["type"] = "array", ["items"] = items };
        JsonObject Claims() =>
            Listed(
                Form(
                    new JsonObject
                    {
                        ["label"] = Text(),
                        ["text"] = Text(),
                        ["citations"] = Listed(
                            Form(new JsonObject { ["source"] = Text(), ["quote"] = Text() })
                        ),
                    }
                )
            );
        var form = new JsonObject();
        foreach (var key in new[] { "summary", "personas", "goals", "proof" })
        {
            form[key] = Claims();
        }

        var schema = JsonSerializer.SerializeToElement(Form(form));
        var prompt = """
            <answer id="A1" key="offer" question="What do you sell, in a sentence or two?">Software that closes the books in four days.</answer>
            <answer id="A6" key="personas" question="Who decides? Which titles?">The CFO of Kelvin &amp; Sons signs.</answer>
            <answer id="A7" key="goals_pains" question="What are their goals and pains?">They want to close in a week.</answer>
            """;
        var icp = await Structured(prompt, schema);
        Assert.Null(Prompts.Misfit(schema, schema, icp));
        Assert.Equal(
            "The offer: software that closes the books in four days.",
            (string)icp["summary"]![0]!["text"]!
        );
        Assert.Equal("The CFO of Kelvin & Sons signs.", (string)icp["personas"]![0]!["text"]!);
        Assert.Equal(
            "The CFO of Kelvin &amp; Sons signs.",
            (string)icp["personas"]![0]!["citations"]![0]!["quote"]!
        );
        Assert.Equal("CFO", (string)icp["personas"]![0]!["label"]!);
        Assert.Equal("A7", (string)icp["goals"]![0]!["citations"]![0]!["source"]!);
        Assert.Empty(icp["proof"]!.AsArray());
    }

    [Fact]
    public async Task A_forced_tool_gets_a_valid_input()
    {
        var answer = await Call(
            new
            {
                model = "claude-haiku-5-5",
                max_tokens = 500,
                tools = new[] { new { name = "classify", input_schema = Tool } },
                tool_choice = new { type = "tool", name = "classify" },
                messages = new[]
                {
                    new
                    {
                        role = "user",
                        content = "<reply id=\"R1\">Please remove me from your list.</reply>",
                    },
                },
            }
        );
        var message = await World.Json(answer);
        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        var block = message.GetProperty("content")[0];
        Assert.Equal("classify", block.GetProperty("name").GetString());
        var input = JsonNode.Parse(block.GetProperty("input").GetRawText());
        Assert.Null(Prompts.Misfit(Tool, Tool, input));
        Assert.Equal("unsubscribe_request", (string)input!["label"]!);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{}}""", "additionalProperties")]
    [InlineData(
        """{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string","minLength":2}}}""",
        "minLength"
    )]
    [InlineData(
        """{"type":"object","additionalProperties":false,"properties":{"a":{"$ref":"#"}}}""",
        "recursive"
    )]
    public async Task A_schema_that_the_real_api_refuses_is_refused(string schema, string why)
    {
        var answer = await Call(Body("hi", Prompts.Parse(schema)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            why,
            (await World.Json(answer)).GetProperty("error").GetProperty("message").GetString()!
        );
    }

    private static readonly JsonElement Tool = Prompts.Parse(
        """
        {"type":"object","additionalProperties":false,"required":["label","sure","count","parts","maybe"],"properties":{
          "label":{"type":"string","enum":["positive","objection","unsubscribe_request","other"]},
          "sure":{"type":"boolean"},"count":{"type":"integer"},
          "parts":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["why"],"properties":{"why":{"type":"string"}}}},
          "maybe":{"anyOf":[{"type":"null"},{"type":"string"}]}}}
        """
    );

    private static object Body(string prompt, JsonElement schema) =>
        new
        {
            model = "claude-sonnet-5-5",
            max_tokens = 16_000,
            output_config = new { format = new { type = "json_schema", schema } },
            messages = new[] { new { role = "user", content = prompt } },
        };

    private async Task<JsonNode> Structured(string prompt, JsonElement schema)
    {
        var answer = await Call(Body(prompt, schema));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var message = await World.Json(answer);
        Assert.Equal("end_turn", message.GetProperty("stop_reason").GetString());
        return JsonNode.Parse(message.GetProperty("content")[0].GetProperty("text").GetString()!)!;
    }

    private Task<HttpResponseMessage> Call(object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/anthropic/v1/messages")
        {
            Content = new StringContent(
                JsonSerializer.Serialize(body),
                Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.TryAddWithoutValidation("x-api-key", "sk-ant-sandbox");
        request.Headers.TryAddWithoutValidation("anthropic-version", "2026-10-21");
        return world.Web.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static List<(string Source, string Quote)> Citations(JsonNode icp) =>
        [
            .. icp["sections"]!
                .AsArray()
                .SelectMany(section => section!["claims"]!.AsArray())
                .SelectMany(claim => claim!["citations"]!.AsArray())
                .Select(citation => ((string)citation!["source_id"]!, (string)citation["quote"]!)),
        ];
}
