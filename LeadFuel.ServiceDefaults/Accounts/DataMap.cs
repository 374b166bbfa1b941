using System.Reflection;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace LeadFuel.Accounts;

/// <summary>The data map of one context, read from what is declared beside the entities and clients.</summary>
public static class DataMap
{
    private static readonly Dictionary<string, string> Everywhere = new()
    {
        ["AccountEmail"] = "Whose row it is",
        ["Id"] = "Names the row",
        ["Version"] = "Tells a stale change from a fresh one",
        ["CreatedAt"] = "When it was made",
        ["UpdatedAt"] = "When it was last changed",
        ["DeletedAt"] = "When it was deleted; gone from disk on the next archive run",
    };

    /// <summary>Tables and columns without a declaration: the build's tests refuse them.</summary>
    public static IEnumerable<string> Gaps(AccountDbContext db)
    {
        foreach (var entity in db.Model.GetEntityTypes())
        {
            if (entity.ClrType.GetCustomAttribute<StoredAttribute>() is null)
            {
                yield return $"{db.Schema}.{entity.GetTableName()}";
            }

            if (
                entity.ClrType.GetCustomAttribute<StoredAttribute>()
                    is { After: null, Apart: false } stored
                && Kept.Term(stored.Retention) is not null
            )
            {
                yield return $"{db.Schema}.{entity.GetTableName()} is kept for a time, and nothing says from when";
            }

            foreach (var property in entity.GetProperties().Where(p => Purpose(p) is null))
            {
                yield return $"{db.Schema}.{entity.GetTableName()}.{property.GetColumnName()}";
            }
        }
    }

    public static IEnumerable<MappedTable> Tables(AccountDbContext db) =>
        db
            .Model.GetEntityTypes()
            .Select(entity =>
            {
                var stored = entity.ClrType.GetCustomAttribute<StoredAttribute>();
                var table = new MappedTable
                {
                    Database = db.Schema,
                    Name = entity.GetTableName(),
                    Holds = stored?.Holds ?? "",
                    Retention = stored?.Retention ?? "",
                    Global = stored?.Global ?? false,
                };
                table.Columns.AddRange(
                    entity
                        .GetProperties()
                        .Select(property =>
                        {
                            var declared =
                                property.PropertyInfo?.GetCustomAttribute<PurposeAttribute>();
                            return new MappedColumn
                            {
                                Name = property.GetColumnName(),
                                Purpose = Purpose(property) ?? "",
                                Encrypted = declared?.Encrypted ?? false,
                                Withheld = declared?.Withheld ?? "",
                            };
                        })
                );
                return table;
            })
            .OrderBy(table => table.Name, StringComparer.Ordinal);

    public static IEnumerable<MappedProvider> Of(IEnumerable<Provider> providers) =>
        providers
            .DistinctBy(provider => provider.Name)
            .Select(provider =>
            {
                var mapped = new MappedProvider
                {
                    Name = provider.Name,
                    Host = provider.Address.Host.EndsWith(".invalid", StringComparison.Ordinal)
                        ? "the address you gave"
                        : string.Join(", ", provider.Addresses.Select(address => address.Host)),
                    Keeps = provider.Keeps,
                };
                foreach (var purpose in provider.Purposes)
                {
                    var line = new MappedPurpose { Name = purpose.Name, Says = purpose.Says };
                    line.Categories.AddRange(purpose.Categories);
                    mapped.Purposes.Add(line);
                }

                return mapped;
            });

    /// <summary>Tables whose rows are deleted by their age: from which column, after how long.</summary>
    internal static IReadOnlyList<(string Table, string Column, TimeSpan Term)> Terms(
        AccountDbContext db
    ) =>
        [
            .. ChildrenFirst(db)
                .Select(entity =>
                    (entity, Stored: entity.ClrType.GetCustomAttribute<StoredAttribute>())
                )
                .Where(pair => pair.Stored?.After is not null)
                .Select(pair =>
                    (
                        pair.entity.GetTableName()!,
                        pair.entity.FindProperty(pair.Stored!.After!)!.GetColumnName(),
                        Kept.Term(pair.Stored.Retention)
                            ?? throw new InvalidOperationException(
                                $"{pair.entity.Name}: \"{pair.Stored.Retention}\" is no time."
                            )
                    )
                ),
        ];

    /// <summary>Owned tables, children before the parents they point at, so that a purge never meets a foreign key.</summary>
    internal static IReadOnlyList<IEntityType> ChildrenFirst(AccountDbContext db)
    {
        var left = db
            .Model.GetEntityTypes()
            .Where(entity => !Wall.IsGlobal(entity))
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .ToList();
        var ordered = new List<IEntityType>();
        while (left.Count > 0)
        {
            var free =
                left.FirstOrDefault(entity =>
                    !left.Any(other =>
                        other != entity
                        && other.GetForeignKeys().Any(key => key.PrincipalEntityType == entity)
                    )
                ) ?? left[0];
            ordered.Add(free);
            left.Remove(free);
        }

        return ordered;
    }

    private static string? Purpose(IReadOnlyProperty property) =>
        property.PropertyInfo?.GetCustomAttribute<PurposeAttribute>()?.Says
        ?? Everywhere.GetValueOrDefault(property.Name);
}
