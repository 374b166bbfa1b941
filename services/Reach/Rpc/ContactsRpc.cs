using Grpc.Core;
using LeadFuel.Reach.Contacts;

namespace LeadFuel.Reach.Rpc;

/// <summary>Tells other services what in a text is a person's own data, before it goes to a model.</summary>
internal sealed class ContactsRpc(ReachDb db) : Rpc.Contacts.ContactsBase
{
    private const int Longest = 200_000;

    public override async Task<ScanForContactsReply> ScanForContacts(
        ScanForContactsRequest request,
        ServerCallContext context
    )
    {
        if (request.Text.Length > Longest)
        {
            throw new RefusedException(
                Refuse.Invalid("text", "A text to scan has at most 200,000 characters.")
            );
        }

        await using var work = await db.Begin(context.CancellationToken);
        var names = await ContactNames.Read(db, context.CancellationToken);
        var reply = new ScanForContactsReply();
        var end = 0;
        foreach (
            var one in PersonalText
                .Find(request.Text)
                .Concat(names.In(request.Text))
                .OrderBy(one => one.Start)
                .ThenByDescending(one => one.Length)
        )
        {
            if (one.Start >= end)
            {
                reply.Spans.Add(
                    new ContactSpan
                    {
                        Kind = one.Kind,
                        Start = one.Start,
                        Length = one.Length,
                    }
                );
                end = one.Start + one.Length;
            }
        }

        return reply;
    }
}
