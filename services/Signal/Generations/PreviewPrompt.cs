using System.ComponentModel.DataAnnotations;
using System.Text;
using LeadFuel.Scope.Rpc;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Generations;

/// <summary>Shows what would leave for Claude, to the byte, before it leaves.</summary>
public static class PreviewPrompt
{
    public const int LongestNote = 1_000;

    public sealed record Request(
        [Range(
            1,
            PostPrompt.MostVariants,
            ErrorMessage = "One to five variants can be written at once."
        )]
            int Count,
        [StringLength(LongestNote, ErrorMessage = "A note has at most 1,000 characters.")]
            string? Note
    );

    public sealed record Part(string Kind, string Title, string Text, int Words);

    /// <param name="Findings">What must be taken out or included first; empty: it may go.</param>
    /// <param name="NotAsked">A sentence for each service that could not be asked for names.</param>
    public sealed record View(
        string Provider,
        string Host,
        string Model,
        IReadOnlyList<Part> Parts,
        IReadOnlyList<PromptFinding> Findings,
        IReadOnlyList<string> NotAsked,
        int Tokens,
        int Bytes,
        string Body,
        string Hash
    );

    internal sealed record Built(Post Post, PostPrompt Prompt, byte[] Body)
    {
        public string Hash => PromptGuard.Hash(Body);

        /// <summary>The blocks that hold what a person included; the last look at the bytes passes over these only.</summary>
        public IReadOnlyList<string> Included(string[] parts) =>
            [.. Delimited.Where(part => parts.Contains(part.Kind)).Select(part => part.Block)];

        public IReadOnlyList<PromptWords> Words =>
            [.. Delimited.Select(part => new PromptWords(part.Kind, part.Title, part.Text))];

        private IEnumerable<PromptPart.Delimited> Delimited =>
            Prompt.Parts.OfType<PromptPart.Delimited>();
    }

    /// <summary>The request as it would leave now, and whom of the stored people it names.</summary>
    internal sealed record Seen(PublishedIcp? Icp, Built Built, PromptFindings Findings);

    public static void Map(RouteGroupBuilder posts) =>
        posts.MapPost("/{id:guid}/prompt-preview", Answer);

    private static async Task<IResult> Answer(
        Guid id,
        Request request,
        SignalDb db,
        IServiceProvider services,
        CancellationToken ct
    ) => (await Handle(id, request, db, services, ct)).ToOk();

    internal static async Task<Outcome<View>> Handle(
        Guid id,
        Request request,
        SignalDb db,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var seen = await Look(id, request.Count, request.Note?.Trim() ?? "", db, services, ct);
        if (seen.Refused is { } refused)
        {
            return refused;
        }

        var (_, built, findings) = seen.Value;
        return new View(
            ClaudeClient.Name,
            services.GetRequiredService<ClaudeClient>().Host,
            built.Prompt.Model,
            [
                .. built.Prompt.Parts.Select(part => new Part(
                    part.Kind,
                    part.Title,
                    part.Text,
                    part.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length
                )),
            ],
            findings.All,
            findings.NotAsked,
            // A rough measure, good to a third; the maker counts exactly and bills by that.
            built.Body.Length / 4,
            built.Body.Length,
            Encoding.UTF8.GetString(built.Body),
            built.Hash
        );
    }

    /// <summary>Asks Scope for the profile, and the services that store contacts for names; outside any unit of work.</summary>
    internal static async Task<Outcome<Seen>> Look(
        Guid id,
        int count,
        string note,
        SignalDb db,
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
        await using (await db.Begin(ct))
        {
            if (!await db.Posts.AnyAsync(p => p.Id == id, ct))
            {
                return Refuse.NotFound("post");
            }

            built = await Build(
                id,
                count,
                note,
                icp.Value.Icp,
                db,
                services.GetRequiredService<ClaudeClient>(),
                services.GetRequiredService<IConfiguration>(),
                ct
            );
        }

        var guard = services.GetRequiredService<ContactGuard>();
        return new Seen(icp.Value.Icp, built, await guard.Look(built.Words, ct));
    }

    internal sealed record Profile(PublishedIcp? Icp);

    /// <summary>The published ICP that the post names, asked of Scope; outside any unit of work.</summary>
    internal static async Task<Outcome<Profile>> Icp(
        Guid postId,
        SignalDb db,
        Icps.IcpsClient scope,
        CancellationToken ct
    )
    {
        Guid? icpId;
        await using (await db.Begin(ct))
        {
            var found = await db
                .Posts.Where(p => p.Id == postId)
                .Select(p => new { p.IcpId })
                .SingleOrDefaultAsync(ct);
            if (found is null)
            {
                return Refuse.NotFound("post");
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
                "The ICP of this post is no longer published. Publish it, or choose another one."
            );
        }
    }

    /// <summary>The request as it would leave now; runs inside the caller's unit of work.</summary>
    internal static async Task<Built> Build(
        Guid id,
        int count,
        string note,
        PublishedIcp? icp,
        SignalDb db,
        ClaudeClient claude,
        IConfiguration settings,
        CancellationToken ct
    )
    {
        var post = await db.Posts.SingleAsync(p => p.Id == id, ct);
        var persona = await db
            .Personas.AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == post.PersonaId, ct);
        var bucket = await db
            .Buckets.AsNoTracking()
            .SingleOrDefaultAsync(b => b.Id == post.BucketId, ct);
        var prompt = PostPrompt.For(
            settings["Signal:Model"] ?? "claude-sonnet-5-5",
            count,
            post,
            persona,
            bucket,
            icp,
            note
        );
        return new(post, prompt, await claude.Render(prompt.Request(), ct));
    }
}
