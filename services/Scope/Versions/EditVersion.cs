using System.ComponentModel.DataAnnotations;
using LeadFuel.Scope.AuditEntries;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Prompts;

namespace LeadFuel.Scope.Versions;

/// <summary>Saves an edit as a further version. Quotes are checked again against the sources of the version that was edited.</summary>
public static class EditVersion
{
    public sealed record EditedCitation(
        [Required] string Source,
        [Required] [StringLength(4000)] string Quote
    );

    public sealed record EditedClaim(
        [Required(
            ErrorMessage = "A claim needs its sentence; take the claim out if it is not true."
        )]
        [StringLength(800, ErrorMessage = "A claim has at most 800 characters.")]
            string Text,
        [Required] [MaxLength(12)] IReadOnlyList<EditedCitation> Citations
    )
    {
        [StringLength(80)]
        public string? Label { get; init; }

        [RegularExpression(
            "titles|goals|pains|objections",
            ErrorMessage = "An aspect is titles, goals, pains or objections."
        )]
        public string? Aspect { get; init; }
    }

    public sealed record EditedSection(
        [Required] string Key,
        [Required] [MaxLength(160)] IReadOnlyList<EditedClaim> Claims
    );

    public sealed record Request(
        [Range(1, int.MaxValue)] int BasedOn,
        [Required] [MaxLength(11)] IReadOnlyList<EditedSection> Sections
    );

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPost(
            "/{id:guid}/versions",
            async (
                Guid id,
                Request request,
                IfMatch tag,
                ScopeDb db,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(id, request, tag, db, clock, ct)).ToCreated(view =>
                    $"/icps/{id}/versions/{view.Number}"
                )
        );

    public static async Task<Outcome<GetVersion.View>> Handle(
        Guid id,
        Request request,
        IfMatch tag,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (
            !request
                .Sections.Select(section => section.Key)
                .SequenceEqual(IcpForm.Sections.Select(section => section.Key))
        )
        {
            return Refuse.Invalid(
                "sections",
                "A document has its eleven sections in their order, also those that are empty."
            );
        }

        await using var work = await db.Begin(ct);
        var icp = await db.Icps.SingleOrDefaultAsync(i => i.Id == id, ct);
        var edited = await GetVersion.Find(id, request.BasedOn, db, ct);
        if (icp is null || edited is null)
        {
            return Refuse.NotFound(icp is null ? "ICP" : "version");
        }

        if (icp.Version != tag.Version)
        {
            return await Stale(icp, db, ct);
        }

        var dropped = 0;
        var sections = request
            .Sections.Select(section => new IcpSection(
                section.Key,
                [
                    .. section.Claims.Select(claim =>
                    {
                        var (kept, less) = Citations.Check(
                            [.. claim.Citations.Select(c => new Citation(c.Source, c.Quote))],
                            edited.Document.Sources
                        );
                        dropped += less;
                        return new Claim(claim.Text.Trim(), kept)
                        {
                            Label = claim.Label,
                            Aspect = claim.Aspect,
                            Assumption = kept.Count == 0,
                        };
                    }),
                ]
            ))
            .ToList();
        return await Save(
            icp,
            new IcpDocument(sections, edited.Document.Sources),
            Origin.Edit,
            edited.Number,
            dropped,
            work,
            db,
            clock,
            ct
        );
    }

    /// <summary>Beside the ICP its newest document, with which the page merges what was edited.</summary>
    private static async Task<Refused> Stale(Icp icp, ScopeDb db, CancellationToken ct)
    {
        var newest = await GetVersion.Find(icp.Id, icp.LatestVersion, db, ct);
        return Refuse.Stale("ICP") with
        {
            More = new Dictionary<string, object?>
            {
                ["current"] = await GetIcp.Read(icp, db, ct),
                ["newest"] = newest is null ? null : GetVersion.View.Of(newest),
            },
        };
    }

    /// <summary>Writes version n+1 and answers with it.</summary>
    internal static async Task<Outcome<GetVersion.View>> Save(
        Icp icp,
        IcpDocument document,
        Origin origin,
        int madeFrom,
        int dropped,
        Work work,
        ScopeDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        icp.Touch(now);
        await work.Flush(ct);
        var version = new IcpVersion
        {
            IcpId = icp.Id,
            Number =
                await Icp.NextNumber(db, icp.Id, now, ct)
                ?? throw new RefusedException(Refuse.NotFound("ICP")),
            Document = document,
            Origin = origin,
            MadeFrom = madeFrom,
            QuotesDropped = dropped,
            Author = db.Account.Member,
            ActingOperator = db.Account.Viewing?.Operator,
            CreatedAt = now,
        };
        db.Versions.Add(version);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                origin == Origin.Edit ? "icp.edited" : "icp.restored",
                icp.Id,
                $"Version {version.Number} of “{icp.Name}” was made from version {madeFrom}."
            )
        );
        return await work.Commit(GetVersion.View.Of(version), ct);
    }
}
