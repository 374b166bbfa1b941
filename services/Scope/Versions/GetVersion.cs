using LeadFuel.Scope.Prompts;

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
        return version is null ? Refuse.NotFound("version") : View.Of(version);
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
