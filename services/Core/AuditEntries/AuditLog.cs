using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Core.AuditEntries;

/// <summary>Adds entries inside the act's own unit of work, each hashed over the one before.</summary>
public sealed class AuditLog(CoreDb db, SecretKeys keys, CurrentAccount account, TimeProvider clock)
{
    public Task Write(string action, string subject, string detail, CancellationToken ct) =>
        Append(
            Guid.CreateVersion7(),
            clock.GetUtcNow(),
            account.Member,
            "core",
            action,
            subject,
            detail,
            Activity.Current?.TraceId.ToString(),
            ct
        );

    /// <summary>The same id twice: one entry.</summary>
    public async Task Append(
        Guid id,
        DateTimeOffset at,
        string actor,
        string via,
        string action,
        string subject,
        string detail,
        string? requestId,
        CancellationToken ct
    )
    {
        var email = account.Email;
        var none = Array.Empty<byte>();
        await db.Database.ExecuteSqlAsync(
            $"insert into audit_heads (account_email, number, hash) values ({email}, 0, {none}) on conflict (account_email) do nothing",
            ct
        );
        // Held to the end of the unit: writers at once stand in line, so the chain never forks.
        var head = await db
            .AuditHeads.FromSql(
                $"select * from audit_heads where account_email = {email} for update"
            )
            .AsNoTracking()
            .SingleAsync(ct);
        if (await db.AuditEntries.AnyAsync(e => e.Id == id, ct))
        {
            return;
        }

        // As the database keeps it: to the microsecond.
        var kept = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % 10), TimeSpan.Zero);
        var entry = new AuditEntry
        {
            Id = id,
            Number = head.Number + 1,
            At = kept,
            Actor = actor,
            Via = via,
            Action = action,
            Subject = subject,
            Detail = detail,
            RequestId = requestId,
            Hash = [],
        };
        entry.Hash = Hash(keys.Derive(Purpose), entry, head.Hash);
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"update audit_heads set number = {entry.Number}, hash = {entry.Hash} where account_email = {email}",
            ct
        );
    }

    /// <summary>Whether the entry's hash is the one it must have after the hash `before`; a key of before a change of keys counts.</summary>
    public bool Holds(AuditEntry entry, byte[] before) =>
        keys.DeriveAll(Purpose)
            .Any(key =>
                CryptographicOperations.FixedTimeEquals(Hash(key, entry, before), entry.Hash)
            );

    private string Purpose => $"audit/v1/{account.Email}";

    private static byte[] Hash(byte[] key, AuditEntry entry, byte[] before)
    {
        string[] parts =
        [
            entry.Number.ToString(CultureInfo.InvariantCulture),
            entry.At.UtcTicks.ToString(CultureInfo.InvariantCulture),
            entry.Actor,
            entry.Via,
            entry.Action,
            entry.Subject,
            entry.Detail,
            .. entry.RequestId is { } request ? new[] { request } : [],
        ];
        return HMACSHA256.HashData(
            key,
            before.Concat(Encoding.UTF8.GetBytes(string.Join('\u001f', parts))).ToArray()
        );
    }
}
