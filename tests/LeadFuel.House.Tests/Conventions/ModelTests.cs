using System.Text.RegularExpressions;
using LeadFuel.Accounts;
using LeadFuel.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace LeadFuel.House.Tests.Conventions;

/// <summary>Every entity stands behind the application's own wall, and is stored as agreed.</summary>
public sealed partial class ModelTests
{
    public static TheoryData<string> Names =>
        [.. Catalog.Databases.Select(database => database.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_entity_is_filtered_and_keyed_by_its_account(string name)
    {
        using var context = Catalog.Databases.Single(d => d.Name == name).Context();
        var faults = new List<string>();
        foreach (var entity in context.Model.GetEntityTypes().Where(e => !Wall.IsGlobal(e)))
        {
            var table = entity.GetTableName();
            if (entity.FindDeclaredQueryFilter(AccountDbContext.AccountFilter) is null)
            {
                faults.Add($"{table} is not filtered by account");
            }

            if (
                typeof(IDeletable).IsAssignableFrom(entity.ClrType)
                && entity.FindDeclaredQueryFilter(AccountDbContext.KeptFilter) is null
            )
            {
                faults.Add($"{table} shows what is deleted");
            }

            faults.AddRange(
                entity
                    .GetKeys()
                    .Select(key => key.Properties)
                    .Concat(entity.GetIndexes().Select(index => index.Properties))
                    .Concat(entity.GetForeignKeys().Select(key => key.Properties))
                    .Where(columns => columns[0].Name != nameof(IOwned.AccountEmail))
                    .Select(columns =>
                        $"{table} ({string.Join(", ", columns.Select(c => c.Name))}) is not led by the account"
                    )
            );
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory, MemberData(nameof(Names))]
    public void Columns_have_the_types_that_reach_an_index_behind_the_wall(string name)
    {
        using var context = Catalog.Databases.Single(d => d.Name == name).Context();
        var faults = new List<string>();
        foreach (var entity in context.Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            // A pace has no plural.
            if (!SnakeCase().IsMatch(table) || (!table.EndsWith('s') && table != "send_pace"))
            {
                faults.Add($"{table}: a table is a plural in snake_case");
            }

            foreach (var property in entity.GetProperties())
            {
                var type = property.GetRelationalTypeMapping().StoreType;
                var clr = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                var wrong =
                    clr.IsEnum
                    && type is not ("smallint" or "integer" or "text")
                    && !type.StartsWith("character", StringComparison.Ordinal)
                        ? "an enum is a smallint"
                    : type.StartsWith("numeric", StringComparison.Ordinal)
                        ? "money is in minor units"
                    : clr == typeof(DateTimeOffset) && type != "timestamp with time zone"
                        ? "an instant is a timestamptz"
                    : clr == typeof(DateTime) ? "an instant is a DateTimeOffset"
                    : clr == typeof(DateTimeOffset) && !Instant().IsMatch(property.Name)
                        ? "an instant is called …At"
                    : null;
                if (wrong is not null)
                {
                    faults.Add($"{table}.{property.Name} is {type}: {wrong}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_migrations_make_what_the_code_says(string name)
    {
        using var context = Catalog.Databases.Single(d => d.Name == name).Context();

        var code = context.GetService<IDesignTimeModel>().Model;
        var snapshot = context.GetService<IMigrationsAssembly>().ModelSnapshot!.Model;
        var made = context
            .GetService<IModelRuntimeInitializer>()
            .Initialize(((IMutableModel)snapshot).FinalizeModel());
        var missing = context
            .GetService<IMigrationsModelDiffer>()
            .GetDifferences(made.GetRelationalModel(), code.GetRelationalModel());

        Assert.True(
            missing.Count == 0,
            $"dotnet ef migrations add … for {context.GetType().Name}: "
                + string.Join(", ", missing.Select(Describe))
        );
    }

    private static string Describe(MigrationOperation operation) =>
        operation switch
        {
            AlterColumnOperation altered =>
                $"{altered.Table}.{altered.Name} {altered.OldColumn.ColumnType} {altered.OldColumn.Collation} → {altered.ColumnType} {altered.Collation}",
            ITableMigrationOperation of => $"{operation.GetType().Name} {of.Table}",
            _ => operation.GetType().Name,
        };

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex SnakeCase();

    [GeneratedRegex("^At$|At$|Until$|^Since$")]
    private static partial Regex Instant();
}
