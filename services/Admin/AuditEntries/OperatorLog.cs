using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Admin.AuditEntries;

/// <summary>Adds entries inside the act's own unit of work, each hashed over the one before: one chain for each account, and one for the suite.</summary>
internal sealed class OperatorLog(AdminDb db, SecretKeys keys, TimeProvider clock)
{
    public async Task Write(
        string by,
        string action,
        string subject,
        string detail,
        CancellationToken ct
    )
    {
        var (email, none) = (db.Account.Email, Array.Empty<byte>());
        // What the act changes is locked first and the end of the chain last: no two acts wait for each other.
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"insert into operator_heads (account_email, number, hash) values ({email}, 0, {none}) on conflict (account_email) do nothing",
            ct
        );
        // Held to the end of the unit: writers at once stand in line, so the chain never forks.
        var head = await db
            .OperatorHeads.FromSql(
                $"select * from operator_heads where account_email = {email} for update"
            )
            .AsNoTracking()
            .SingleAsync(ct);
        var now = clock.GetUtcNow();
        var entry = new OperatorEntry
        {
            Number = head.Number + 1,
            // As the database keeps it: to the microsecond.
            At = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % 10), TimeSpan.Zero),
            Operator = by,
            Action = action,
            Subject = subject,
            Detail = detail,
            PrevHash = head.Hash,
        };
        entry.Hash = Hash(keys.Derive(Purpose), entry);
        db.OperatorEntries.Add(entry);
        await db.Database.ExecuteSqlAsync(
            $"update operator_heads set number = {entry.Number}, hash = {entry.Hash} where account_email = {email}",
            ct
        );
    }

    /// <summary>What was looked for, in the words of an entry and no longer than one may be.</summary>
    public static string Search(params (string Name, string Value)[] parts)
    {
        var said = string.Join(
            ", ",
            parts.Where(part => part.Value.Length > 0).Select(part => $"{part.Name} {part.Value}")
        );
        return said.Length == 0
            ? "all"
            : string.Concat(
                said.EnumerateRunes()
                    .Where(rune => !Rune.IsControl(rune))
                    .Take(OperatorEntry.MaxSubject)
            );
    }

    /// <summary>In an open unit: recomputes the chain of this account. Null: it holds; else what is wrong with it.</summary>
    public async Task<string?> Wrong(CancellationToken ct)
    {
        // The end is read first: an entry that is added meanwhile comes after it.
        var head = await db.OperatorHeads.AsNoTracking().SingleOrDefaultAsync(ct);
        var last = head?.Number ?? 0;
        OperatorEntry? before = null;
        await foreach (
            var entry in db
                .OperatorEntries.AsNoTracking()
                .Where(e => e.Number > 0 && e.Number <= last)
                .OrderBy(e => e.Number)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            // Where old entries have gone, the chain begins with the hash that its first entry names.
            if (
                before is not null
                && (
                    entry.Number != before.Number + 1
                    || !CryptographicOperations.FixedTimeEquals(entry.PrevHash, before.Hash)
                )
            )
            {
                return $"entries before number {entry.Number} are missing";
            }

            if (!Holds(entry))
            {
                return $"entry number {entry.Number} was changed";
            }

            before = entry;
        }

        if (
            before is not null
            && (
                before.Number != last
                || !CryptographicOperations.FixedTimeEquals(before.Hash, head!.Hash)
            )
        )
        {
            return "entries at the end are missing";
        }

        // What was written before there was a chain is older than all of it.
        var first = await db
            .OperatorEntries.Where(e => e.Number > 0)
            .MinAsync(e => (DateTimeOffset?)e.At, ct);
        return await db.OperatorEntries.AnyAsync(e => e.Number <= 0 && e.At > first, ct)
            ? "there is an entry without a place in it"
            : null;
    }

    private bool Holds(OperatorEntry entry) =>
        keys.DeriveAll(Purpose)
            .Any(key => CryptographicOperations.FixedTimeEquals(Hash(key, entry), entry.Hash));

    private string Purpose => $"operator-log/v1/{db.Account.Email}";

    private static byte[] Hash(byte[] key, OperatorEntry entry) =>
        HMACSHA256.HashData(
            key,
            entry
                .PrevHash.Concat(
                    Encoding.UTF8.GetBytes(
                        string.Join(
                            '\u001f',
                            entry.Number.ToString(CultureInfo.InvariantCulture),
                            entry.At.UtcTicks.ToString(CultureInfo.InvariantCulture),
                            entry.Operator,
                            entry.Action,
                            entry.Subject,
                            entry.Detail
                        )
                    )
                )
                .ToArray()
        );
}
