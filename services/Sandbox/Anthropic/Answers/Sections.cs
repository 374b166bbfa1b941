namespace LeadFuel.Sandbox.Anthropic.Answers;

/// <summary>Where in the answer we are, and what it may draw on.</summary>
public sealed record Place(Topic? Topic, IReadOnlyList<Fact> Facts, Fact? Fact, int Index)
{
    public string? Assumption { get; init; }
    public List<string> Missing { get; init; } = [];
}

/// <summary>Deals what the prompt says out to the sections of a document.</summary>
public sealed class Sections(Prompt prompt, Sources sources)
{
    private const int MostClaims = 4;
    private static readonly string[] Leading =
    [
        "segments",
        "buying_triggers",
        "pains",
        "proof",
        "personas",
        "firmographics",
        "value_messages",
    ];

    /// <summary>Each fact goes where it fits best; the first section, if it sums up, borrows from the others.</summary>
    public List<Place> Deal(IReadOnlyList<Topic> topics)
    {
        var dealt = topics.Select(_ => new List<Fact>()).ToList();
        var offer = topics.Any(topic => topic.Key == "summary")
            ? sources.AnyFacts.Where(fact => fact.IsOffer).ToList()
            : [];
        foreach (var fact in sources.AnyFacts.Except(offer))
        {
            var best = topics
                .Select(
                    (topic, index) =>
                        (
                            Index: index,
                            Score: topic.Key is "summary" or "open_questions" ? 0 : topic.Fits(fact)
                        )
                )
                .MaxBy(rated => rated.Score);
            if (best.Score > 0)
            {
                dealt[best.Index].Add(fact);
            }
            else if (
                topics
                    .Select((topic, index) => (topic, index))
                    .FirstOrDefault(one => one.topic.Key == "segments") is
                { topic: not null } segments
            )
            {
                dealt[segments.index].Add(fact);
            }
        }

        var missing = topics
            .Where((topic, index) => dealt[index].Count == 0 && topic.Missing.Length > 0)
            .Select(topic => topic.Missing)
            .ToList();
        return
        [
            .. topics.Select(
                (topic, index) =>
                    new Place(
                        topic,
                        topic.Key == "summary" ? [.. InShort(topics, dealt, offer)] : dealt[index],
                        null,
                        index
                    )
                    {
                        Missing = topic.Key == "open_questions" ? missing : [],
                    }
            ),
        ];
    }

    /// <summary>What is sold, then the clearest of each of the leading sections.</summary>
    private static IEnumerable<Fact> InShort(
        IReadOnlyList<Topic> topics,
        List<List<Fact>> dealt,
        IEnumerable<Fact> offer
    ) =>
        offer
            .Take(2)
            .Concat(
                topics
                    .Select(
                        (topic, index) =>
                            (Rank: Array.IndexOf(Leading, topic.Key), Facts: dealt[index])
                    )
                    .Where(own => own.Facts.Count > 0)
                    .OrderBy(own => own.Rank < 0 ? Leading.Length : own.Rank)
                    .Select(own => own.Facts[0])
            )
            .Take(3);

    public IEnumerable<Place> Claims(Place place)
    {
        var index = 0;
        foreach (var fact in place.Facts.Take(MostClaims))
        {
            yield return place with
            {
                Fact = fact,
                Index = index++,
            };
        }

        foreach (var question in place.Missing.Take(MostClaims))
        {
            yield return place with
            {
                Assumption = question,
                Index = index++,
            };
        }

        if (
            index > 0
            && place.Topic is { Advice.Length: > 0 } topic
            && prompt.Pick($"advice/{topic.Key}", 2) == 0
        )
        {
            yield return place with
            {
                Assumption = topic.Advice,
                Index = index,
            };
        }
    }
}
