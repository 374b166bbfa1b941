using System.ComponentModel.DataAnnotations;
using LeadFuel.Signal.AuditEntries;

namespace LeadFuel.Signal.Personas;

/// <summary>Makes a persona, or changes it at the version that the person has seen.</summary>
public static class WritePersona
{
    public const int MostLines = 20;
    public const int LongestLine = 300;
    public const int LongestSample = 3_000;

    public sealed record Request(
        [Required(ErrorMessage = "Give it a name, such as the person's own.")]
        [StringLength(80, ErrorMessage = "A name has at most 80 characters.")]
            string Name,
        [StringLength(200, ErrorMessage = "A role has at most 200 characters.")] string? Role,
        [StringLength(500, ErrorMessage = "An audience has at most 500 characters.")]
            string? Audience,
        [Range(0, 4)] int Formal,
        [Range(0, 4)] int Playful,
        [Range(0, 4)] int Bold,
        IReadOnlyList<string>? Dos,
        IReadOnlyList<string>? Donts,
        IReadOnlyList<string>? BannedPhrases,
        IReadOnlyList<string>? SignaturePhrases,
        EmojiPolicy Emoji,
        HashtagPolicy Hashtags,
        [StringLength(40, ErrorMessage = "A language has at most 40 characters.")] string? Language,
        IReadOnlyList<string>? Samples,
        Guid? DefaultTargetId
    );

    public static void Map(RouteGroupBuilder personas)
    {
        personas.MapPost(
            "",
            async (Request request, SignalDb db, TimeProvider clock, CancellationToken ct) =>
                (await Handle(null, request, null, db, clock, ct)).ToCreated(view =>
                    $"/personas/{view.Id}"
                )
        );
        personas.MapPut(
            "/{id:guid}",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                SignalDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(id, request, tag, db, clock, ct)).ToOk()
        );
    }

    public static async Task<Outcome<GetPersona.View>> Handle(
        Guid? id,
        Request request,
        IfMatch? tag,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (Wrong(request) is { } wrong)
        {
            return wrong;
        }

        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        var persona = id is null
            ? new Persona { CreatedAt = now }
            : await db.Personas.SingleOrDefaultAsync(p => p.Id == id, ct);
        if (persona is null)
        {
            return Refuse.NotFound("persona");
        }

        if (tag is not null && persona.Version != tag.Version)
        {
            return Refuse.Stale("persona") with
            {
                More = new Dictionary<string, object?>
                {
                    ["current"] = GetPersona.View.Of(persona),
                },
            };
        }

        if (
            request.DefaultTargetId is { } target
            && !await db.Targets.AnyAsync(t => t.Id == target, ct)
        )
        {
            return Refuse.Invalid(
                "defaultTargetId",
                "This profile or page is not connected. Choose another one."
            );
        }

        persona.Write(request);
        if (id is null)
        {
            db.Personas.Add(persona);
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "persona.created",
                    persona.Id,
                    $"Persona “{persona.Name}” was created."
                )
            );
        }
        else
        {
            persona.Edited();
        }

        return await work.Commit(GetPersona.View.Of(persona), ct);
    }

    private static Refused? Wrong(Request request)
    {
        if (request.Name.Trim().Length == 0)
        {
            return Refuse.Invalid("name", "Give it a name, such as the person's own.");
        }

        (string Field, IReadOnlyList<string>? Lines, int Longest)[] lists =
        [
            ("dos", request.Dos, LongestLine),
            ("donts", request.Donts, LongestLine),
            ("bannedPhrases", request.BannedPhrases, LongestLine),
            ("signaturePhrases", request.SignaturePhrases, LongestLine),
            ("samples", request.Samples, LongestSample),
        ];
        foreach (var (field, lines, longest) in lists)
        {
            if (lines?.Count > MostLines)
            {
                return Refuse.Invalid(field, $"At most {MostLines} fit here. Take some out.");
            }

            if (lines?.Any(line => line is null || line.Length > longest) == true)
            {
                return Refuse.Invalid(field, $"Each has at most {longest:N0} characters.");
            }
        }

        return null;
    }
}
