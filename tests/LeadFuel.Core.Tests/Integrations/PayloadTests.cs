using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Providers.Slack;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>One record, two renderings: what Slack shows and what a webhook carries are the same facts.</summary>
public sealed class PayloadTests(CoreSuite suite)
{
    private static readonly string[] Nasty =
    [
        "<!channel>",
        "<!here|x>",
        "<@U0123>",
        "<http://evil.test|Acme>",
        "&lt;b&gt;",
        "&amp;amp;",
        "*bold* _it_ ~x~ `code`",
        "👩🏽‍🚀",
        "<\u0338!channel>",
        "line\nbreak",
        "\u200f",
        "#general @here",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Int[0, Nasty.Length - 1].Select(i => Nasty[i]),
            Gen.String[Gen.Char.AlphaNumeric, 1, 20],
            Gen.String[Gen.Char["<>&|*_~`! @#é"], 1, 20]
        )
        .Array[1, 5]
        .Select(parts => string.Concat(parts));

    private sealed record Facts(
        string Id,
        string Type,
        string At,
        string Title,
        string Summary,
        string Link,
        bool Test,
        string Details
    );

    [Fact]
    [Claim("T33")]
    public async Task A_webhook_and_slack_are_told_the_same_facts()
    {
        var told = await Told.Open(suite);
        var room = await SlackRoom.Open(suite, told.Member);
        foreach (var details in (bool[])[false, true])
        {
            await told.Switch("icp.ready", details: details);
            await room.Switch("icp.ready", details: details);
            await told.Ready("Fintech & <!channel> *CFOs*");
        }

        var messages = await room.Posted(2);
        var events = await told.All();

        Assert.Equal(2, events.Count);
        Assert.Equal(
            events.Select(one => OfWebhook(one.Body)),
            messages.Select(one => OfSlack(one.Body))
        );
        Assert.Equal(
            ["", "icp=Fintech & <!channel> *CFOs*"],
            messages.Select(one => OfSlack(one.Body).Details)
        );
        Assert.All(messages, one => Assert.Empty(one.Calls));
    }

    [Fact]
    [Claim("T33")]
    public async Task A_test_of_each_event_says_the_same_in_both()
    {
        foreach (var kind in EventKind.All)
        {
            // A channel of its own for each, since a channel takes three at once and no more.
            var told = await Told.Open(suite);
            var room = await SlackRoom.Open(suite, told.Member);
            await told.Test(kind.Type);
            await room.Test(kind.Type);

            var webhook = OfWebhook((await told.All(tests: true))[^1].Body);
            var slack = OfSlack((await room.All(tests: true))[^1].Body);

            Assert.Equal(kind.Type, slack.Type);
            Assert.True(slack.Test);
            // Two presses of a button: two events.
            Assert.Equal(webhook with { Id = "", At = "" }, slack with { Id = "", At = "" });
        }
    }

    [Fact]
    [Claim("T33")]
    public void Whatever_the_facts_are_both_say_them_and_no_text_calls_anybody() =>
        Gen.Select(Texts, Texts, Texts, Gen.Bool, Gen.Bool)
            .Sample(
                (title, summary, value, detailed, test) =>
                {
                    var facts = new EventFacts(
                        Guid.CreateVersion7(),
                        "deal.closed",
                        DateTimeOffset.FromUnixTimeSeconds(1767225600),
                        title,
                        summary,
                        "https://app.example.com/scope/deals?a=1&b=under_score"
                    )
                    {
                        Details = detailed
                            ? new SortedDictionary<string, string>
                            {
                                ["company"] = value,
                                ["deal"] = title,
                            }
                            : null,
                        Test = test,
                    };

                    var slack = Encoding.UTF8.GetString(SlackMessage.Of(facts));

                    Assert.Equal(
                        OfWebhook(Encoding.UTF8.GetString(facts.Json())) with
                        {
                            // A header has one line.
                            Title = title.ReplaceLineEndings(" "),
                        },
                        OfSlack(slack)
                    );
                    // The one link that is meant, and no other sign that Slack would read.
                    Assert.Equal(1, Markup(slack).Sum(text => text.Count(c => c == '<')));
                    Assert.Equal(1, Markup(slack).Sum(text => text.Count(c => c == '>')));
                },
                iter: 2_000
            );

    [Fact]
    public void A_long_text_is_cut_between_whole_signs_and_fits_after_it_is_written()
    {
        var facts = new EventFacts(
            Guid.CreateVersion7(),
            "deal.closed",
            DateTimeOffset.FromUnixTimeSeconds(1767225600),
            new string('t', 400),
            string.Concat(Enumerable.Repeat("👩🏽‍🚀&", 5000)),
            "https://app.example.com/"
        )
        {
            Details = Enumerable
                .Range(0, 12)
                .ToDictionary(n => $"fact{n}", _ => new string('<', 5000)),
        };

        var blocks = JsonDocument.Parse(SlackMessage.Of(facts)).RootElement.GetProperty("blocks");

        Assert.InRange(Text(blocks[0].GetProperty("text")).Length, 100, 150);
        var section = Text(blocks[1].GetProperty("text"));
        Assert.InRange(section.Length, 2000, 3000);
        Assert.Contains(
            "👩🏽‍🚀&amp;…",
            section.Replace("🚀…", "🚀&amp;…", StringComparison.Ordinal)
        );
        var fields = blocks[2].GetProperty("fields").EnumerateArray().ToList();
        Assert.Equal(10, fields.Count);
        Assert.All(fields, field => Assert.InRange(Text(field).Length, 1, 2000));
        Assert.All(fields, field => Assert.EndsWith("&lt;…", Text(field)));
    }

    private static Facts OfWebhook(string body)
    {
        var json = JsonDocument.Parse(body).RootElement;
        var data = json.GetProperty("data");
        return new Facts(
            json.GetProperty("id").GetString()![^8..],
            json.GetProperty("type").GetString()!,
            json.GetProperty("timestamp").GetString()!,
            data.GetProperty("title").GetString()!,
            data.GetProperty("summary").GetString()!,
            data.GetProperty("url").GetString()!,
            json.TryGetProperty("test", out _),
            data.TryGetProperty("details", out var details)
                ? string.Join(
                    ';',
                    details
                        .EnumerateObject()
                        .Select(fact =>
                            $"{fact.Name}={fact.Value.GetString()!.Replace("\u200b", "", StringComparison.Ordinal)}"
                        )
                )
                : ""
        );
    }

    private static Facts OfSlack(string body)
    {
        var blocks = JsonDocument
            .Parse(body)
            .RootElement.GetProperty("blocks")
            .EnumerateArray()
            .ToList();
        var section = Text(blocks[1].GetProperty("text"));
        var link = section.LastIndexOf("\n<", StringComparison.Ordinal);
        var context = Text(blocks[^1].GetProperty("elements")[0]).Split(" · ");
        var (type, at, id) = (context[^3], context[^2], context[^1]);
        return new Facts(
            id,
            type,
            DateTimeOffset
                .ParseExact(
                    at,
                    "d MMM yyyy, HH:mm:ss 'UTC'",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal
                )
                .UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            Text(blocks[0].GetProperty("text")),
            Read(section[..link]),
            Read(section[(link + 2)..section.LastIndexOf('|')]),
            context[0] == "Test",
            blocks.Count == 4
                ? string.Join(
                    ';',
                    blocks[2]
                        .GetProperty("fields")
                        .EnumerateArray()
                        .Select(field => Text(field).Split('\n', 2))
                        .Select(fact => $"{fact[0].Trim('*')}={Read(fact[1])}")
                )
                : ""
        );
    }

    /// <summary>As Slack reads it.</summary>
    private static string Read(string text) =>
        text.Replace("\u200b", "", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);

    private static string Text(JsonElement piece) => piece.GetProperty("text").GetString()!;

    private static List<string> Markup(string body)
    {
        var found = new List<string>();
        var json = JsonDocument.Parse(body).RootElement;
        found.Add(Text(json));
        foreach (var block in json.GetProperty("blocks").EnumerateArray())
        {
            foreach (
                var piece in Pieces(block)
                    .Where(piece => piece.GetProperty("type").GetString() == "mrkdwn")
            )
            {
                found.Add(Text(piece));
            }
        }

        return found;
    }

    private static List<JsonElement> Pieces(JsonElement block) =>
        block.TryGetProperty("text", out var text) ? [text]
        : block.TryGetProperty("fields", out var fields) ? [.. fields.EnumerateArray()]
        : [.. block.GetProperty("elements").EnumerateArray()];
}
