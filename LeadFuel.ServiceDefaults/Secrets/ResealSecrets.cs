using System.Reflection;
using LeadFuel.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Secrets;

/// <summary>After a change of SECRET_KEY: every column with a purpose that it is sealed for is sealed anew, so that the earlier key can be dropped.</summary>
public sealed partial class ResealSecrets(
    IServiceScopeFactory scopes,
    NpgsqlDataSource source,
    IConfiguration settings,
    ILogger<ResealSecrets> logger
) : SealAnew(settings, logger)
{
    protected override string What => "secrets";

    /// <summary>How many texts were sealed anew, in all accounts.</summary>
    public override async Task<int> Run(CancellationToken ct)
    {
        var (after, count) = ("", 0);
        while (
            await source.Accounts($"select account_email from all_accounts({after})", ct)
                is { Count: > 0 } page
        )
        {
            foreach (var (key, _) in page)
            {
                after = key.Email;
                count += await One(key, ct);
            }
        }

        return count;
    }

    private async Task<int> One(AccountKey key, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(key, "service");
        var db = scope.ServiceProvider.GetRequiredService<ServiceDb>();
        var keys = scope.ServiceProvider.GetRequiredService<SecretKeys>();
        await using var work = await db.Begin(ct);
        var count = 0;
        foreach (var column in Columns(db.Model))
        {
            foreach (var text in await Read(db, column, key, ct))
            {
                try
                {
                    if (keys.Reseal(column.Purpose, key.Email, text) is { } anew)
                    {
                        count += await Write(db, column, key, text, anew, ct);
                    }
                }
                catch (FernetException)
                {
                    // Sealed with a key that is gone already: its next use asks the person.
                    LogUnreadable(Logger, column.Table, column.Name);
                }
            }
        }

        await work.Commit(ct);
        return count;
    }

    private sealed record Column(string Table, string Name, string Purpose);

    private static IEnumerable<Column> Columns(IModel model) =>
        from entity in model.GetEntityTypes()
        from property in entity.GetProperties()
        let purpose = property.PropertyInfo?.GetCustomAttribute<PurposeAttribute>()?.SealedFor
        where purpose is not null
        select new Column(entity.GetTableName()!, property.GetColumnName(), purpose);

    private static async Task<IReadOnlyList<string>> Read(
        ServiceDb db,
        Column column,
        AccountKey key,
        CancellationToken ct
    )
    {
        await using var command = Command(
            db,
            $"select {column.Name} from {column.Table} where account_email = $1 and {column.Name} is not null and {column.Name} <> ''",
            key.Email
        );
        await using var rows = await command.ExecuteReaderAsync(ct);
        var texts = new List<string>();
        while (await rows.ReadAsync(ct))
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }

    // Only where it still is what was read: a secret that was renewed meanwhile is not written over by its predecessor.
    private static async Task<int> Write(
        ServiceDb db,
        Column column,
        AccountKey key,
        string before,
        string anew,
        CancellationToken ct
    )
    {
        await using var command = Command(
            db,
            $"update {column.Table} set {column.Name} = $3 where account_email = $1 and {column.Name} = $2",
            key.Email,
            before,
            anew
        );
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Command(ServiceDb db, string sql, params string[] values)
    {
        var command = ((NpgsqlConnection)db.Database.GetDbConnection()).CreateCommand();
#pragma warning disable CA2100 // Names come from the model.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A text of {Table}.{Column} opens with no key"
    )]
    private static partial void LogUnreadable(ILogger logger, string table, string column);
}
