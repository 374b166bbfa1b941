using System.Text;
using LeadFuel.Scope.Interviews;
using LeadFuel.Scope.Prompts;
using LeadFuel.Scope.Versions;

namespace LeadFuel.Scope.Syntheses;

/// <summary>Shows what would leave, to the byte, before it leaves.</summary>
public static class PreviewPrompt
{
    public const int FewestAnswers = 3;

    public sealed record Part(string Kind, string? Id, string Title, string Text, int Words);

    public sealed record Masked(int Emails, int Phones);

    /// <param name="Findings">Names of stored contacts that must be taken out or included first; addresses and numbers are masked.</param>
    /// <param name="NotAsked">A sentence for each service that could not be asked for names.</param>
    public sealed record View(
        string Provider,
        string Host,
        string Model,
        IReadOnlyList<Part> Parts,
        int Answers,
        int Questions,
        int FewestAnswers,
        Masked Masked,
        IReadOnlyList<PromptFinding> Findings,
        IReadOnlyList<string> NotAsked,
        int Tokens,
        int Bytes,
        string Body,
        string Hash
    );

    internal sealed record Request(SourceList Sources, Masked Masked, IcpPrompt Prompt, byte[] Body)
    {
        public string Hash => PromptGuard.Hash(Body);

        public IReadOnlyList<PromptWords> Words =>
            [.. Sources.Select(source => new PromptWords(source.Id, source.Question, source.Text))];
    }

    public static void Map(RouteGroupBuilder icps) =>
        icps.MapGet("/{id:guid}/prompt-preview", Answer);

    private static async Task<IResult> Answer(
        Guid id,
        ScopeDb db,
        IServiceProvider services,
        CancellationToken ct
    ) =>
        (
            await Handle(
                id,
                db,
                services.GetRequiredService<ClaudeClient>(),
                services.GetRequiredService<ContactGuard>(),
                services.GetRequiredService<IConfiguration>(),
                ct
            )
        ).ToOk();

    internal static async Task<Outcome<View>> Handle(
        Guid id,
        ScopeDb db,
        ClaudeClient claude,
        ContactGuard guard,
        IConfiguration settings,
        CancellationToken ct
    )
    {
        Request request;
        await using (await db.Begin(ct))
        {
            if (!await db.Icps.AnyAsync(i => i.Id == id, ct))
            {
                return Refuse.NotFound("ICP");
            }

            request = await Build(id, db, claude, settings, ct);
        }

        var findings = await guard.Look(request.Words, ct);
        return new View(
            ClaudeClient.Name,
            claude.Host,
            request.Prompt.Model,
            [.. request.Prompt.Parts.Select(Show)],
            request.Sources.Count,
            Question.All.Count,
            FewestAnswers,
            request.Masked,
            findings.All,
            findings.NotAsked,
            // A rough measure, good to a third; the maker counts exactly and bills by that.
            request.Body.Length / 4,
            request.Body.Length,
            Encoding.UTF8.GetString(request.Body),
            request.Hash
        );
    }

    /// <summary>The request as it would leave now; runs inside the caller's unit of work.</summary>
    internal static async Task<Request> Build(
        Guid id,
        ScopeDb db,
        ClaudeClient claude,
        IConfiguration settings,
        CancellationToken ct
    )
    {
        var answers = await db.Answers.AsNoTracking().Where(a => a.IcpId == id).ToListAsync(ct);
        var (sources, emails, phones) = IcpPrompt.Sources(answers);
        var prompt = IcpPrompt.For(settings["Synthesis:Model"] ?? "claude-sonnet-5-5", sources);
        return new Request(
            sources,
            new Masked(emails, phones),
            prompt,
            await claude.Render(prompt.Request(), ct)
        );
    }

    private static Part Show(PromptPart part) =>
        part switch
        {
            PromptPart.Instruction said => Of("instruction", null, "Instruction", said.Text),
            PromptPart.IcpSchema form => Of(
                "form",
                null,
                "Form of the answer",
                form.Schema.GetRawText()
            ),
            PromptPart.Answer answer => Of(
                "answer",
                answer.Source.Id,
                answer.Source.Question,
                answer.Source.Text
            ),
            _ => throw new InvalidOperationException("A part that nobody may send."),
        };

    private static Part Of(string kind, string? id, string title, string text) =>
        new(
            kind,
            id,
            title,
            text,
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length
        );
}
