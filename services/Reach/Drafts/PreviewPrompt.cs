using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Encodings.Web;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Scope.Rpc;

namespace LeadFuel.Reach.Drafts;

/// <summary>Shows what would leave for Claude, to the byte, before it leaves.</summary>
public static class PreviewPrompt
{
    public const int LongestNote = 1_000;

    public sealed record Request(
        [StringLength(LongestNote, ErrorMessage = "A note has at most 1,000 characters.")]
            string? Note,
        Inclusion? Include = null
    );

    /// <param name="Personal">It holds what a person ticked of a contact.</param>
    public sealed record Part(string Kind, string Title, string Text, int Words, bool Personal);

    /// <param name="Findings">What must be taken out or included first; empty: it may go.</param>
    /// <param name="NotAsked">A sentence for each service that could not be asked for names.</param>
    /// <param name="Marks">Where a contact's data stands in the body, letter by letter.</param>
    public sealed record View(
        string Provider,
        string Host,
        string Model,
        IReadOnlyList<Part> Parts,
        IReadOnlyList<PromptFinding> Findings,
        IReadOnlyList<string> NotAsked,
        IReadOnlyList<string> Marks,
        int Tokens,
        int Bytes,
        string Body,
        string Hash
    );

    internal sealed record Built(Draft Draft, MailPrompt Prompt, byte[] Body)
    {
        public string Hash => PromptGuard.Hash(Body);

        /// <summary>The blocks with what a person ticked of a contact or included; the last look at the bytes passes over these only.</summary>
        public IReadOnlyList<string> Included(string[] parts) =>
            [
                .. Prompt
                    .Parts.OfType<PromptPart.Delimited>()
                    .Where(part => part is PromptPart.ContactField || parts.Contains(part.Kind))
                    .Select(part => part.Block),
            ];

        public IReadOnlyList<PromptWords> Words =>
            [
                .. Prompt
                    .Parts.OfType<PromptPart.Delimited>()
                    .Where(part =>
                        part is not (PromptPart.MergeFieldNames or PromptPart.ContactField)
                    )
                    .Select(part => new PromptWords(part.Kind, part.Title, part.Text)),
            ];
    }

    /// <summary>The request as it would leave now, and whom of the stored people it names.</summary>
    internal sealed record Seen(
        PublishedIcp? Icp,
        PromptPart.ContactField[] Ticked,
        Built Built,
        PromptFindings Findings
    );

    public static void Map(RouteGroupBuilder drafts) =>
        drafts.MapPost("/{id:guid}/prompt-preview", Answer);

    private static async Task<IResult> Answer(
        Guid id,
        Request request,
        ReachDb db,
        IServiceProvider services,
        CancellationToken ct
    ) => (await Handle(id, request, db, services, ct)).ToOk();

    internal static async Task<Outcome<View>> Handle(
        Guid id,
        Request request,
        ReachDb db,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var seen = await Look(id, request.Note?.Trim() ?? "", request.Include, db, services, ct);
        if (seen.Refused is { } refused)
        {
            return refused;
        }

        var (_, ticked, built, findings) = seen.Value;
        var body = Encoding.UTF8.GetString(built.Body);
        return new View(
            ClaudeClient.Name,
            services.GetRequiredService<ClaudeClient>().Host,
            built.Prompt.Model,
            [
                .. built.Prompt.Parts.Select(part => new Part(
                    part.Kind,
                    part.Title,
                    part.Text,
                    part.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length,
                    part is PromptPart.ContactField
                )),
            ],
            findings.All,
            findings.NotAsked,
            [.. ticked.Select(field => Mark(field, body)).OfType<string>().Distinct()],
            // A rough measure, good to a third; the maker counts exactly and bills by that.
            built.Body.Length / 4,
            built.Body.Length,
            body,
            built.Hash
        );
    }

    // As the letters stand in the request, whichever of the two ways JSON was written.
    private static string? Mark(PromptPart.ContactField field, string body) =>
        new[] { JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            .Select(encoder => encoder.Encode(PromptText.Escape(field.Text)))
            .FirstOrDefault(text => body.Contains(text, StringComparison.Ordinal));

    /// <summary>Asks Scope for the profile and Orbit for names, beside the contacts here; outside any unit of work.</summary>
    internal static async Task<Outcome<Seen>> Look(
        Guid id,
        string note,
        Inclusion? include,
        ReachDb db,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var icp = await Icp(id, db, services.GetRequiredService<Icps.IcpsClient>(), ct);
        if (icp.Refused is { } refused)
        {
            return refused;
        }

        Built built;
        Outcome<PromptPart.ContactField[]> ticked;
        ContactNames names;
        await using (await db.Begin(ct))
        {
            if (!await db.Drafts.AnyAsync(d => d.Id == id, ct))
            {
                return Refuse.NotFound("draft");
            }

            ticked = await Inclusion.Read(include, db, ct);
            if (ticked.Refused is { } gone)
            {
                return gone;
            }

            built = await Build(
                id,
                note,
                icp.Value.Icp,
                ticked.Value,
                db,
                services.GetRequiredService<ClaudeClient>(),
                services.GetRequiredService<IConfiguration>(),
                ct
            );
            names = await ContactNames.Read(db, ct);
        }

        var known = built
            .Words.Index()
            .SelectMany(part => names.In(part.Item.Text).Select(name => (part.Index, name)));
        var guard = services.GetRequiredService<ContactGuard>();
        return new Seen(
            icp.Value.Icp,
            ticked.Value,
            built,
            await guard.Look(built.Words, ct, known)
        );
    }

    internal sealed record Profile(PublishedIcp? Icp);

    /// <summary>The published ICP of the draft's campaign, asked of Scope; outside any unit of work.</summary>
    internal static async Task<Outcome<Profile>> Icp(
        Guid draftId,
        ReachDb db,
        Icps.IcpsClient scope,
        CancellationToken ct
    )
    {
        Guid? icpId;
        await using (await db.Begin(ct))
        {
            var found = await db
                .Drafts.Where(d => d.Id == draftId)
                .Join(db.Campaigns, d => d.CampaignId, c => c.Id, (d, c) => new { c.IcpId })
                .SingleOrDefaultAsync(ct);
            if (found is null)
            {
                return Refuse.NotFound("draft");
            }

            icpId = found.IcpId;
        }

        if (icpId is null)
        {
            return new Profile(null);
        }

        try
        {
            return new Profile(
                await scope.GetPublishedAsync(
                    new GetPublishedRequest { IcpId = icpId.ToString() },
                    cancellationToken: ct
                )
            );
        }
        catch (Grpc.Core.RpcException gone) when (gone.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            return Refuse.Unprocessable(
                "icp-gone",
                "The ICP of this campaign is no longer published. Publish it, or choose another one in the plan."
            );
        }
    }

    /// <summary>The request as it would leave now; runs inside the caller's unit of work.</summary>
    internal static async Task<Built> Build(
        Guid id,
        string note,
        PublishedIcp? icp,
        IReadOnlyList<PromptPart.ContactField> included,
        ReachDb db,
        ClaudeClient claude,
        IConfiguration settings,
        CancellationToken ct
    )
    {
        var draft = await db.Drafts.SingleAsync(d => d.Id == id, ct);
        var campaign = await db
            .Campaigns.AsNoTracking()
            .SingleAsync(c => c.Id == draft.CampaignId, ct);
        var step = await db.Steps.AsNoTracking().SingleAsync(s => s.Id == draft.StepId, ct);
        var prompt = MailPrompt.For(
            settings["Reach:Model"] ?? "claude-sonnet-5-5",
            campaign,
            step,
            draft,
            icp,
            note,
            included
        );
        return new(draft, prompt, await claude.Render(prompt.Request(), ct));
    }
}
