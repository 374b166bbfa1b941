using System.ComponentModel.DataAnnotations;
using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Generations;

/// <summary>Sends what was shown, and nothing else: the hash says which bytes the person has seen.</summary>
public static class StartGeneration
{
    public sealed record Request(
        [Range(
            1,
            PostPrompt.MostVariants,
            ErrorMessage = "One to five variants can be written at once."
        )]
            int Count,
        [StringLength(
            PreviewPrompt.LongestNote,
            ErrorMessage = "A note has at most 1,000 characters."
        )]
            string? Note,
        [Required]
        [StringLength(64, MinimumLength = 64, ErrorMessage = "Send the hash of the preview.")]
            string PromptHash,
        [MaxLength(PromptSpan.Most, ErrorMessage = "At most 200 findings can be included.")]
            IReadOnlyList<PromptSpan>? Included = null
    );

    public static void Map(RouteGroupBuilder posts) =>
        posts
            .MapPost("/{id:guid}/generations", Answer)
            .Produces<GetGeneration.View>(StatusCodes.Status202Accepted);

    private static async Task<IResult> Answer(
        Guid id,
        Request request,
        SignalDb db,
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
        SignalDb db,
        TimeProvider clock,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        services.GetRequiredService<SwitchBoard>().Demand(ClaudeClient.Name, db.Account.Email);
        var note = request.Note?.Trim() ?? "";
        var seen = await PreviewPrompt.Look(id, request.Count, note, db, services, ct);
        if (seen.Refused is { } refused)
        {
            return refused;
        }

        await using var work = await db.Begin(ct);
        // Two presses at once: the second waits here and finds the first.
        if (await GetPost.Locked(id, db, ct) is not { } post)
        {
            return Refuse.NotFound("post");
        }

        if (!post.Editable)
        {
            return Post.NotEditable(post.State);
        }

        if (
            await db.Generations.AnyAsync(g => g.PostId == id && g.State < GenerationState.Done, ct)
        )
        {
            return Refuse.Conflict(
                "Variants of this post are being written already. Follow them, or stop them first.",
                "generation-running"
            );
        }

        var built = await PreviewPrompt.Build(
            id,
            request.Count,
            note,
            seen.Value.Icp,
            db,
            services.GetRequiredService<ClaudeClient>(),
            services.GetRequiredService<IConfiguration>(),
            ct
        );
        // What was looked at for names, what the person saw and what would leave now are the same bytes.
        if (built.Hash != request.PromptHash || built.Hash != seen.Value.Built.Hash)
        {
            return Refuse.Conflict(
                "What would be sent has changed since the preview. Nothing was sent. Look at the preview again.",
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
            PostId = id,
            Note = note,
            Count = request.Count,
            PromptHash = built.Hash,
            TemplateVersion = PostPrompt.TemplateVersion,
            Parts = [.. built.Prompt.Parts.Select(part => part.Kind)],
            Model = built.Prompt.Model,
            By = db.Account.Member,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Generations.Add(generation);
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

        db.Enqueue(new RunGeneration.Job(generation.Id, included));
        return await work.Commit(GetGeneration.View.Of(generation, []), ct);
    }
}
