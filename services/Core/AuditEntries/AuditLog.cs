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
            Hash = Hash(
                email,
                head.Hash,
                head.Number + 1,
                kept,
                actor,
                via,
                action,
                subject,
                detail
            ),
        };
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"update audit_heads set number = {entry.Number}, hash = {entry.Hash} where account_email = {email}",
            ct
        );
    }

    private byte[] Hash(
        string account,
        byte[] before,
        long number,
        DateTimeOffset at,
        params string[] parts
    )
    {
        var text = string.Join(
            '\u001f',
            parts
                .Prepend(at.UtcTicks.ToString(CultureInfo.InvariantCulture))
                .Prepend(number.ToString(CultureInfo.InvariantCulture))
        );
        return HMACSHA256.HashData(
            keys.Derive($"audit/v1/{account}"),
            before.Concat(Encoding.UTF8.GetBytes(text)).ToArray()
        );
    }
}
