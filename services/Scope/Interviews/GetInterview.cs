namespace LeadFuel.Scope.Interviews;

public enum AnswerState
{
    Empty,
    Answered,
    Skipped,
}

/// <summary>All questions in their order, with the answers there are.</summary>
public static class GetInterview
{
    public sealed record Item(
        string Id,
        string Key,
        string Section,
        string Question,
        string Help,
        AnswerState State,
        string Value,
        string? By,
        DateTimeOffset? UpdatedAt,
        int Version
    ) : IVersioned
    {
        public static Item Of(Question question, Answer? answer) =>
            new(
                question.Id,
                question.Key,
                question.Section,
                question.Text,
                question.Help,
                answer switch
                {
                    { Value.Length: > 0 } => AnswerState.Answered,
                    { Skipped: true } => AnswerState.Skipped,
                    _ => AnswerState.Empty,
                },
                answer?.Value ?? "",
                answer?.By,
                answer?.UpdatedAt,
                answer?.Version ?? 0
            );
    }

    /// <param name="Empty">Sections of the document that no answer speaks to yet.</param>
    public sealed record View(
        IReadOnlyList<Item> Items,
        int Answered,
        int Questions,
        IReadOnlyList<string> Empty
    );

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet(
            "/{id:guid}/interview",
            async (Guid id, ScopeDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(Guid id, ScopeDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (!await db.Icps.AnyAsync(i => i.Id == id, ct))
        {
            return Refuse.NotFound("ICP");
        }

        var answers = await db
            .Answers.AsNoTracking()
            .Where(a => a.IcpId == id)
            .ToDictionaryAsync(a => a.Question, ct);
        var items = Question
            .All.Select(question => Item.Of(question, answers.GetValueOrDefault(question.Key)))
            .ToList();
        var answered = items.Where(item => item.State == AnswerState.Answered).ToList();
        return new View(
            items,
            answered.Count,
            items.Count,
            [
                .. items
                    .Select(item => item.Section)
                    .Distinct()
                    .Except(answered.Select(item => item.Section)),
            ]
        );
    }
}
