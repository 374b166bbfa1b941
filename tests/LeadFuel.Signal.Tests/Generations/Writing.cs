using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Scope;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Versions;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Signal.Tests.Generations;

/// <summary>A post that Claude shall write, with a word that tells its requests from those of others.</summary>
internal sealed record Writing(Suite Suite, Member Member, string Id, string Word)
{
    public static async Task<Writing> Begin(
        Suite suite,
        string? brief = null,
        string? sample = null,
        string? icp = null,
        Member? member = null
    )
    {
        var ada = member ?? await suite.SignUp();
        var word = Stage.Word();
        var persona = await (
            await ada.Signal.Post(
                "/personas",
                Voices.Persona("Kern", sample ?? "We closed in four days.")
            )
        ).Json();
        var bucket = await (await ada.Signal.Post("/buckets", Voices.Bucket("Proof"))).Json();
        var post = await (
            await ada.Signal.Post(
                "/posts",
                new
                {
                    brief = brief ?? $"Tell how the month end got shorter {word}.",
                    personaId = persona.Text("id"),
                    bucketId = bucket.Text("id"),
                    icpId = icp is null ? (Guid?)null : await Icp(suite, ada, icp),
                }
            )
        ).Json();
        return new(suite, ada, post.Text("id"), word);
    }

    public Task<JsonElement> Post() => Member.Signal.Json($"/posts/{Id}");

    public async Task<JsonElement> Preview(int count = 2, string note = "") =>
        await (await Member.Signal.Post($"/posts/{Id}/prompt-preview", new { count, note })).Json();

    public async Task<HttpResponseMessage> Start(int count = 2, string note = "") =>
        await Start(await Preview(count, note), count, note);

    public Task<HttpResponseMessage> Start(
        JsonElement preview,
        int count = 2,
        string note = "",
        string? key = null,
        JsonElement[]? included = null
    ) =>
        Member.Signal.Post(
            $"/posts/{Id}/generations",
            new
            {
                count,
                note,
                promptHash = preview.Text("hash"),
                included,
            },
            key: key
        );

    public async Task Write(object words) =>
        await (await Member.Signal.Put($"/posts/{Id}", words, (await Post()).Tag())).Json();

    public async Task<JsonElement> Written(
        int count = 2,
        string note = "",
        JsonElement[]? included = null
    )
    {
        var begun = await (
            await Start(await Preview(count, note), count, note, included: included)
        ).Json();
        await Suite.Drain(Member, "signal.generate-posts");
        return await Member.Signal.Json($"/generations/{begun.Text("id")}");
    }

    public async Task<List<SandboxWorld.Recorded>> Sent() =>
        [
            .. (await Suite.Sandbox.Records("anthropic")).Where(record =>
                record.Body.Contains(Word, StringComparison.Ordinal)
            ),
        ];

    /// <summary>A published customer profile in Scope, by Scope's own code and wall.</summary>
    public static async Task<Guid> Icp(Suite suite, Member member, string claim)
    {
        await using var scope = suite.Scope.Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(member.Email), member.Email);
        var db = scope.ServiceProvider.GetRequiredService<ScopeDb>();
        var now = suite.Time.GetUtcNow();
        await using var work = await db.Begin(Stage.Ct);
        var icp = new Icp
        {
            Name = "Payment companies",
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Icps.Add(icp);
        await work.Flush(Stage.Ct);
        var number = await Scope.Icps.Icp.NextNumber(db, icp.Id, now, Stage.Ct);
        db.Versions.Add(
            new IcpVersion
            {
                IcpId = icp.Id,
                Number = number!.Value,
                Document = new(
                    [new("proof", [new(claim, []) { Assumption = true }])],
                    new SourceList()
                ),
                Origin = Origin.Synthesis,
                Author = member.Email,
                CreatedAt = now,
            }
        );
        icp.Publish(number.Value, now);
        await work.Commit(Stage.Ct);
        return icp.Id;
    }
}
