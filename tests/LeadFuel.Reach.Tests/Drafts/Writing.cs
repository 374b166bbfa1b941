using System.Text.Json;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Drafts;

/// <summary>One draft of a plan, and the word that tells its requests from those of others.</summary>
internal sealed record Writing(Plan Plan, string Id, string Word)
{
    public Member Member => Plan.Member;

    public Task<JsonElement> Draft() => Member.Reach.Json($"/drafts/{Id}");

    public async Task Write(string subject, string body) =>
        await (
            await Member.Reach.Put(
                $"/drafts/{Id}",
                new { subject, body },
                (await Member.Reach.Get($"/drafts/{Id}")).Tag()
            )
        ).Json();

    public async Task<JsonElement> Preview(string note = "") =>
        await (await Member.Reach.Post($"/drafts/{Id}/prompt-preview", new { note })).Json();

    public async Task<HttpResponseMessage> Start() => await Start(await Preview());

    public Task<HttpResponseMessage> Start(
        JsonElement preview,
        string note = "",
        string? key = null,
        JsonElement[]? included = null
    ) =>
        Member.Reach.Post(
            $"/drafts/{Id}/generations",
            new
            {
                note,
                promptHash = preview.Text("hash"),
                included,
            },
            key: key
        );
}
