using Grpc.Core;
using LeadFuel.Orbit.People;
using LeadFuel.Prompts.Rpc;

namespace LeadFuel.Orbit.Rpc;

/// <summary>Tells other services where a text names a person whom a mailbox knows, before it goes to a model.</summary>
internal sealed class StoredContactsRpc(OrbitDb db) : StoredContacts.StoredContactsBase
{
    private const int Longest = 200_000;

    public override async Task<ScanForContactsReply> ScanForContacts(
        ScanForContactsRequest request,
        ServerCallContext context
    )
    {
        if (request.Texts.Sum(text => text.Length) > Longest)
        {
            throw new RefusedException(
                Refuse.Invalid("texts", "Texts to scan have at most 200,000 characters together.")
            );
        }

        await using var work = await db.Begin(context.CancellationToken);
        var found = await ContactScan.Of(db, [.. request.Texts], context.CancellationToken);
        var reply = new ScanForContactsReply();
        foreach (var (index, places) in found.Index())
        {
            reply.Spans.AddRange(
                places.Select(place => new ContactSpan
                {
                    Text = index,
                    Kind = place.Kind,
                    Start = place.Start,
                    Length = place.Length,
                })
            );
        }

        return reply;
    }
}
