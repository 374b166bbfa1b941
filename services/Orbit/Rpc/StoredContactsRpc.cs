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
        var reply = new ScanForContactsReply();
        foreach (var (index, text) in request.Texts.Index())
        {
            reply.Spans.AddRange(
                (await ContactScan.Of(db, text, context.CancellationToken)).Select(
                    found => new ContactSpan
                    {
                        Text = index,
                        Kind = found.Kind,
                        Start = found.Start,
                        Length = found.Length,
                    }
                )
            );
        }

        return reply;
    }
}
