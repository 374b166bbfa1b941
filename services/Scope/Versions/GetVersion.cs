using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Prompts;
using LeadFuel.Scope.VoiceIntakes;

namespace LeadFuel.Scope.Versions;

public static class GetVersion
{
    public sealed record Section(string Key, string Title, IReadOnlyList<Claim> Claims);

    public sealed record View(
        int Number,
        Origin Origin,
        int? MadeFrom,
        string Author,
        string? ActingOperator,
        DateTimeOffset CreatedAt,
        IReadOnlyList<Section> Sections,
        IReadOnlyList<Source> Sources,
        int Claims,
        int Assumptions,
        int QuotesDropped
    )
    {
        /// <summary>By source, the turns of a spoken intake it was confirmed from, as long as that answer stands.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<GetVoiceIntake.Turn>> Said { get; init; } =
            new Dictionary<string, IReadOnlyList<GetVoiceIntake.Turn>>();

        public static View Of(IcpVersion version) =>
            new(
                version.Number,
                version.Origin,
                version.MadeFrom,
                version.Author,
                version.ActingOperator,
                version.CreatedAt,
                [
                    .. version.Document.Sections.Select(section => new Section(
                        section.Key,
                        IcpForm.Title(section.Key),
                        section.Claims
                    )),
                ],
                version.Document.Sources,
                version.Document.Claims,
                version.Document.Assumptions,
                version.QuotesDropped
            );
    }

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet(
            "/{id:guid}/versions/{number:int}",
            async (Guid id, int number, ScopeDb db, CancellationToken ct) =>
                (await Handle(id, number, db, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Guid id,
        int number,
        ScopeDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var version = await Find(id, number, db, ct);
        return version is null
            ? Refuse.NotFound("version")
            : View.Of(version) with
            {
                Said = await Said(version, db, ct),
            };
    }

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<GetVoiceIntake.Turn>>> Said(
        IcpVersion version,
        ScopeDb db,
        CancellationToken ct
    )
    {
        var spoken = await db
            .Answers.AsNoTracking()
            .Where(a => a.IcpId == version.IcpId && a.Turns.Length > 0)
            .ToListAsync(ct);
        var items = spoken.SelectMany(answer => answer.Turns).ToList();
        var turns = await db
            .VoiceTurns.AsNoTracking()
            .Where(t =>
                items.Contains(t.ItemId)
                && db.VoiceIntakes.Any(i => i.Id == t.IntakeId && i.IcpId == version.IcpId)
            )
            .ToListAsync(ct);
        var (sources, _, _) = IcpPrompt.Sources(spoken);
        return spoken
            .Select(answer => (Answer: answer, Question.Of(answer.Question)!.Id))
            // A version keeps the answer of its time; another one since then was said elsewhere.
            .Where(one =>
                sources.Any(now => now.Id == one.Id && version.Document.Sources.Contains(now))
            )
            .ToDictionary(
                one => one.Id,
                one =>
                    (IReadOnlyList<GetVoiceIntake.Turn>)
                        [
                            .. one.Answer.Turns.SelectMany(item =>
                                turns
                                    .Where(turn => turn.ItemId == item)
                                    .Take(1)
                                    .Select(GetVoiceIntake.Turn.Of)
                            ),
                        ]
            );
    }

    /// <summary>A version of an ICP that is not deleted.</summary>
    public static Task<IcpVersion?> Find(Guid id, int number, ScopeDb db, CancellationToken ct) =>
        db
            .Versions.AsNoTracking()
            .SingleOrDefaultAsync(
                v => v.IcpId == id && v.Number == number && db.Icps.Any(i => i.Id == id),
                ct
            );
}
