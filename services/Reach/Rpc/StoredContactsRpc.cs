using Grpc.Core;
using LeadFuel.Prompts.Rpc;
using LeadFuel.Reach.Contacts;

namespace LeadFuel.Reach.Rpc;

/// <summary>Tells other services what in a text is a person's own data, before it goes to a model.</summary>
internal sealed class StoredContactsRpc(ReachDb db) : StoredContacts.StoredContactsBase
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
        var names = await ContactNames.Read(db, context.CancellationToken);
        var reply = new ScanForContactsReply();
        foreach (var (index, text) in request.Texts.Index())
        {
            var end = 0;
            foreach (
                var one in PersonalText
                    .Find(text)
                    .Concat(names.In(text))
                    .OrderBy(one => one.Start)
                    .ThenByDescending(one => one.Length)
            )
            {
                if (one.Start >= end)
                {
                    reply.Spans.Add(
                        new ContactSpan
                        {
                            Text = index,
                            Kind = one.Kind,
                            Start = one.Start,
                            Length = one.Length,
                        }
                    );
                    end = one.Start + one.Length;
                }
            }
        }

        return reply;
    }
}
