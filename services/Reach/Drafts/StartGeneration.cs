using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Campaigns;

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
        Inclusion? Include = null,
        [MaxLength(PromptSpan.Most, ErrorMessage = "At most 200 findings can be included.")]
            IReadOnlyList<PromptSpan>? Included = null
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
        services.GetRequiredService<SwitchBoard>().Demand(ClaudeClient.Name, db.Account.Email);
        var note = request.Note?.Trim() ?? "";
        var seen = await PreviewPrompt.Look(id, note, request.Include, db, services, ct);
        if (seen.Refused is { } refused)
        {
            return refused;
        }

        await using var work = await db.Begin(ct);
        // Two clicks at once: the second waits here and finds the first.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from drafts where account_email = {db.Account.Email} and id = {id} for update",
            ct
        );
        var ticked = await Inclusion.Read(request.Include, db, ct);
        if (ticked.Refused is { } gone)
        {
            return gone;
        }

        var built = await PreviewPrompt.Build(
            id,
            note,
            seen.Value.Icp,
            ticked.Value,
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

        // What was looked at for names, what the person saw and what would leave now are the same bytes.
        if (built.Hash != request.PromptHash || built.Hash != seen.Value.Built.Hash)
        {
            return Refuse.Conflict(
                "The plan has changed since the preview. Nothing was sent. Look at the preview again.",
                "preview-outdated"
            );
        }

        if (seen.Value.Findings.Refuse(request.Included) is { } personal)
        {
            return personal;
        }

        var (included, says) = seen.Value.Findings.Included(request.Included);
        var generation = new Generation
        {
            DraftId = id,
            Note = note,
            PromptHash = built.Hash,
            Parts = [.. built.Prompt.Parts.Select(part => part.Kind)],
            IncludedContactId = request.Include?.ContactId,
            IncludedFields = [.. ticked.Value.Select(field => field.Field)],
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

        if (included.Length > 0)
        {
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    generation.CreatedAt,
                    "prompt.contact-included",
                    id,
                    says
                )
            );
        }

        built.Draft.Generating();
        db.Enqueue(new RunGeneration.Job(generation.Id, included));
        return await work.Commit(GetGeneration.View.Of(generation), ct);
    }
}
