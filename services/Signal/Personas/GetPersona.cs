namespace LeadFuel.Signal.Personas;

public static class GetPersona
{
    public sealed record View(
        Guid Id,
        string Name,
        string Role,
        string Audience,
        int Formal,
        int Playful,
        int Bold,
        IReadOnlyList<string> Dos,
        IReadOnlyList<string> Donts,
        IReadOnlyList<string> BannedPhrases,
        IReadOnlyList<string> SignaturePhrases,
        EmojiPolicy Emoji,
        HashtagPolicy Hashtags,
        string Language,
        IReadOnlyList<string> Samples,
        Guid? DefaultTargetId,
        DateTimeOffset CreatedAt,
        int Version
    ) : IVersioned
    {
        public static View Of(Persona persona) =>
            new(
                persona.Id,
                persona.Name,
                persona.Role,
                persona.Audience,
                persona.Formal,
                persona.Playful,
                persona.Bold,
                persona.Dos,
                persona.Donts,
                persona.BannedPhrases,
                persona.SignaturePhrases,
                persona.Emoji,
                persona.Hashtags,
                persona.Language,
                persona.Samples,
                persona.DefaultTargetId,
                persona.CreatedAt,
                persona.Version
            );
    }

    public sealed record ListView(IReadOnlyList<View> Items, string? Next);

    public static void Map(RouteGroupBuilder personas)
    {
        personas.MapGet(
            "",
            async (bool? bin, SignalDb db, CancellationToken ct) =>
                TypedResults.Ok(await List(bin ?? false, db, ct))
        );
        personas.MapGet(
            "/{id:guid}",
            async (Guid id, SignalDb db, CancellationToken ct) => (await Handle(id, db, ct)).ToOk()
        );
    }

    public static async Task<Outcome<View>> Handle(Guid id, SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var persona = await db.Personas.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        return persona is null ? Refuse.NotFound("persona") : View.Of(persona);
    }

    /// <summary>With `bin`, what was deleted and can still be taken back.</summary>
    public static async Task<ListView> List(bool bin, SignalDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var kept = bin
            ? db
                .Personas.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .Where(p => p.DeletedAt != null)
            : db.Personas;
        var personas = await kept.AsNoTracking().OrderBy(p => p.Id).ToListAsync(ct);
        return new([.. personas.Select(View.Of)], null);
    }
}
