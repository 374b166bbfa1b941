using System.ComponentModel.DataAnnotations;
using LeadFuel.Scope.AuditEntries;

namespace LeadFuel.Scope.Syntheses;

/// <summary>Sends what was shown, and nothing else: the hash says which bytes the person has seen.</summary>
public static class StartSynthesis
{
    public sealed record Request(
        [Required]
        [StringLength(64, MinimumLength = 64, ErrorMessage = "Send the hash of the preview.")]
            string PreviewHash,
        [MaxLength(PromptSpan.Most, ErrorMessage = "At most 200 findings can be included.")]
            IReadOnlyList<PromptSpan>? Included = null
    );

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapPost("/{id:guid}/syntheses", Answer)
            .Produces<GetSynthesis.View>(StatusCodes.Status202Accepted);

    private static async Task<IResult> Answer(
        Guid id,
        Request request,
        ScopeDb db,
        TimeProvider clock,
        IServiceProvider services,
        CancellationToken ct
    ) =>
        (
            await Handle(
                id,
                request,
                db,
                services.GetRequiredService<ClaudeClient>(),
                services.GetRequiredService<ContactGuard>(),
                services.GetRequiredService<IConfiguration>(),
                services.GetRequiredService<SwitchBoard>(),
                clock,
                ct
            )
        ).ToAccepted(view => $"/syntheses/{view.Id}");

    internal static async Task<Outcome<GetSynthesis.View>> Handle(
        Guid id,
        Request request,
        ScopeDb db,
        ClaudeClient claude,
        ContactGuard guard,
        IConfiguration settings,
        SwitchBoard switches,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (switches.Refuses(ClaudeClient.Name, db.Account.Email) is { } why)
        {
            return new Refused(
                Refusal.ProviderDown,
                "provider-disabled",
                $"{ClaudeClient.Name} is switched off.",
                $"{why} Nothing was sent, and your answers are untouched."
            )
            {
                RetryAfter = TimeSpan.FromMinutes(5),
            };
        }

        PreviewPrompt.Request seen;
        await using (await db.Begin(ct))
        {
            seen = await PreviewPrompt.Build(id, db, claude, settings, ct);
        }

        var findings = await guard.Look(seen.Words, ct);
        await using var work = await db.Begin(ct);
        if (!await db.Icps.AnyAsync(i => i.Id == id, ct))
        {
            return Refuse.NotFound("ICP");
        }

        if (
            await db.Syntheses.AnyAsync(
                s => s.IcpId == id && s.State < SynthesisState.Succeeded,
                ct
            )
        )
        {
            return Refuse.Conflict(
                "This ICP is being written already. Follow it, or stop it first.",
                "synthesis-running"
            );
        }

        var shown = await PreviewPrompt.Build(id, db, claude, settings, ct);
        if (shown.Sources.Count < PreviewPrompt.FewestAnswers)
        {
            return Refuse.Unprocessable(
                "too-few-answers",
                $"Fewer than {PreviewPrompt.FewestAnswers} answers would make a guess, not a profile. Answer one more question."
            );
        }

        // What was looked at for names, what the person saw and what would leave now are the same bytes.
        if (shown.Hash != request.PreviewHash || shown.Hash != seen.Hash)
        {
            return Refuse.Conflict(
                "The answers have changed since the preview. Nothing was sent. Look at the preview again.",
                "preview-outdated"
            );
        }

        if (findings.Refuse(request.Included) is { } personal)
        {
            return personal;
        }

        var (included, says) = findings.Included(request.Included);
        var synthesis = new Synthesis
        {
            IcpId = id,
            Sources = shown.Sources,
            RequestHash = shown.Hash,
            Model = shown.Prompt.Model,
            AskedBy = db.Account.Member,
            ActingOperator = db.Account.Viewing?.Operator,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Syntheses.Add(synthesis);
        if (included.Length > 0)
        {
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    synthesis.CreatedAt,
                    "prompt.contact-included",
                    id,
                    says
                )
            );
        }

        db.Enqueue(new RunSynthesis.Job(synthesis.Id, included.Length > 0));
        Fault.Point("scope.start-before-commit");
        var begun = await work.Commit(GetSynthesis.View.Of(synthesis), ct);
        Fault.Point("scope.start-after-commit");
        return begun;
    }
}
