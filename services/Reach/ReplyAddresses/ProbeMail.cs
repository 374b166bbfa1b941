using System.Buffers;
using System.Text.Json;
using Grpc.Core;
using LeadFuel.Orbit.Rpc;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Senders;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.ReplyAddresses;

/// <summary>The mail that goes the way of every campaign's mail, to the address that an answer would go to.</summary>
public static class ProbeMail
{
    private const string Subject = "LeadFuel checks where answers arrive";

    private const string Text =
        "Answers to your campaign mails shall come to this mailbox. This mail shows whether they would: as soon as "
        + "LeadFuel sees it here, they do. Nobody has to answer it, and you can delete it.\n";

    /// <summary>Orbit waits for the probe before it leaves; null when the mailbox is none of this member's. Outside a unit of work.</summary>
    internal static async Task<(string Address, string Token)?> Expect(
        Orbit.Rpc.Replies.RepliesClient orbit,
        Guid mailboxId,
        CancellationToken ct
    )
    {
        var token = ReplyToken.New();
        try
        {
            var expected = await orbit.ExpectAsync(
                new ExpectRequest { MailboxId = mailboxId.ToString(), Token = token },
                cancellationToken: ct
            );
            return (expected.Address.ToLowerInvariant(), token);
        }
        catch (RpcException none) when (none.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>In the unit of work that asks.</summary>
    public static async Task<Refused?> Send(
        ReachDb db,
        ReplyAddress address,
        Sender sender,
        string token,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!await SendingDomain.AllVerified(db).AnyAsync(d => d.Id == sender.DomainId, ct))
        {
            return Refuse.Unprocessable(
                "not-ready",
                $"{sender.Address} cannot send yet. Verify its domain first; the probe goes the way of the real mail."
            );
        }

        if (address.ClosedAt is not null)
        {
            await Forget(db, address, ct);
        }

        var probe = Message.Probe(token);
        var to = ReplyToken.InboxAddress(token, address.Address);
        probe.Freeze(to, Body(sender, to, probe.Id), now);
        db.Messages.Add(probe);
        db.Enqueue(new SendMessage.Job(probe.Id), dedupeKey: SendMessage.Key(probe));
        address.Asked(probe, now);
        return null;
    }

    /// <summary>What was mailed to find out whether the mailbox takes answers is of no use when that is settled otherwise.</summary>
    public static Task Forget(ReachDb db, ReplyAddress address, CancellationToken ct) =>
        db
            .Messages.Where(m => m.IsTest && address.Tokens.Contains(m.ReplyToken))
            .ExecuteDeleteAsync(ct);

    private static byte[] Body(Sender sender, string to, Guid id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("from", MailBody.NameAndAddress(sender.Name, sender.Address));
            json.WriteStartArray("to");
            json.WriteStringValue(to);
            json.WriteEndArray();
            json.WriteString("subject", Subject);
            json.WriteString("text", Text);
            // No machine shall answer a machine.
            json.WriteStartObject("headers");
            json.WriteString("Auto-Submitted", "auto-generated");
            json.WriteString("X-Auto-Response-Suppress", "All");
            json.WriteEndObject();
            json.WriteStartArray("tags");
            json.WriteStartObject();
            json.WriteString("name", "message");
            json.WriteString("value", id);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
