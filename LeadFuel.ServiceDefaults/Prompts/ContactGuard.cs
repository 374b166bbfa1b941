using Grpc.Core;
using LeadFuel.Prompts.Rpc;

namespace LeadFuel.Prompts;

/// <summary>Looks for people's own data in a prompt: by its look here, and by what the services that store contacts know of the account.</summary>
public sealed class ContactGuard(
    IReadOnlyList<(string Name, StoredContacts.StoredContactsClient Client)> services
)
{
    /// <summary>A person waits for the preview: who takes longer is named there as not asked.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Outside any unit of work.</summary>
    /// <param name="known">What the calling service itself knows, by the place of the part.</param>
    public async Task<PromptFindings> Look(
        IReadOnlyList<PromptWords> parts,
        CancellationToken ct,
        IEnumerable<(int Part, PersonalFinding Found)>? known = null
    )
    {
        var request = new ScanForContactsRequest();
        request.Texts.AddRange(parts.Select(part => part.Text));
        var answers = await Task.WhenAll(
            services.Select(service => Ask(service.Client, request, ct))
        );
        var told = answers
            .SelectMany(spans => spans ?? [])
            .Select(span => (span.Text, new PersonalFinding(span.Kind, span.Start, span.Length)));
        return PromptFindings.Of(
            parts,
            told.Concat(known ?? []).ToLookup(one => one.Item1, one => one.Item2),
            [.. services.Zip(answers).Where(pair => pair.Second is null).Select(p => p.First.Name)]
        );
    }

    private static async Task<IReadOnlyList<ContactSpan>?> Ask(
        StoredContacts.StoredContactsClient service,
        ScanForContactsRequest request,
        CancellationToken ct
    )
    {
        try
        {
            // The machine's clock: gRPC measures deadlines by it.
            var deadline = TimeProvider.System.GetUtcNow().Add(Longest).UtcDateTime;
            var reply = await service.ScanForContactsAsync(
                request,
                deadline: deadline,
                cancellationToken: ct
            );
            return reply.Spans;
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
