using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Scope.Rpc;

namespace LeadFuel.Reach.Drafts;

/// <summary>Sends what was shown, and nothing else: the hash says which bytes the person has seen.</summary>
public static class StartGeneration
{
    public sealed record Request(
        [StringLength(
            PreviewPrompt.LongestNote,
            ErrorMessage = "A note has at most 1,000 characters."
        )]
            string? Note,
        [Required]
        [StringLength(64, MinimumLength = 64, ErrorMessage = "Send the hash of the preview.")]
            string PromptHash,
        Inclusion? Include = null
    );

    public static void Map(RouteGroupBuilder drafts) =>
        drafts
            .MapPost("/{id:guid}/generations", Answer)
            .Produces<GetGeneration.View>(StatusCodes.Status202Accepted);

    private static async Task<IResult> Answer(
        Guid id,
        Request request,
        ReachDb db,
        TimeProvider clock,
        IServiceProvider services,
        CancellationToken ct
    ) =>
        (await Handle(id, request, db, clock, services, ct)).ToAccepted(view =>
            $"/generations/{view.Id}"
        );

    internal static async Task<Outcome<GetGeneration.View>> Handle(
        Guid id,
        Request request,
        ReachDb db,
        TimeProvider clock,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var icp = await PreviewPrompt.Icp(
            id,
            db,
            services.GetRequiredService<Icps.IcpsClient>(),
            ct
        );
        if (icp.Refused is { } refused)
        {
            return refused;
        }

        var note = request.Note?.Trim() ?? "";
        await using var work = await db.Begin(ct);
        // Two clicks at once: the second waits here and finds the first.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from drafts where account_email = {db.Account.Email} and id = {id} for update",
            ct
        );
        var included = await Inclusion.Read(request.Include, db, ct);
        if (included.Refused is { } gone)
        {
            return gone;
        }

        var built = await PreviewPrompt.Build(
            id,
            note,
            icp.Value.Icp,
            included.Value,
            db,
            services.GetRequiredService<ClaudeClient>(),
            services.GetRequiredService<IConfiguration>(),
            ct
        );
        if (built.Draft.State == DraftState.Generating)
        {
            return Refuse.Conflict(
                "This draft is being written already. Follow it, or stop it first.",
                "generation-running"
            );
        }

        if (built.Findings.Count > 0)
        {
            return Refuse.Unprocessable(
                "personal-text",
                "Nothing was sent. " + string.Join(' ', built.Findings.Select(PromptFindings.Says))
            );
        }

        if (built.Hash != request.PromptHash)
        {
            return Refuse.Conflict(
                "The plan has changed since the preview. Nothing was sent. Look at the preview again.",
                "preview-outdated"
            );
        }

        var generation = new Generation
        {
            DraftId = id,
            Note = note,
            PromptHash = built.Hash,
            Parts = [.. built.Prompt.Parts.Select(part => part.Kind)],
            IncludedContactId = request.Include?.ContactId,
            IncludedFields = [.. included.Value.Select(field => field.Field)],
            Model = built.Prompt.Model,
            By = db.Account.Member,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Generations.Add(generation);
        if (generation.IncludedContactId is { } contact)
        {
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    generation.CreatedAt,
                    "prompt.contact-included",
                    contact,
                    $"Ticked {string.Join(", ", generation.IncludedFields)} of one contact for one request to Anthropic."
                )
            );
        }

        built.Draft.Generating();
        db.Enqueue(new RunGeneration.Job(generation.Id));
        return await work.Commit(GetGeneration.View.Of(generation), ct);
    }
}
