using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace LeadFuel.Accounts;

/// <summary>Sets the account at the start of each transaction and refuses every command outside one.</summary>
public sealed class AccountGate : DbCommandInterceptor, IDbTransactionInterceptor
{
    public static readonly AccountGate Instance = new();

    private AccountGate() { }

    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        await using var claim = Claim(result, eventData.Context);
        await claim.ExecuteNonQueryAsync(cancellationToken);
        return result;
    }

    public DbTransaction TransactionStarted(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result
    )
    {
        using var claim = Claim(result, eventData.Context);
        claim.ExecuteNonQuery();
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    ) => Refuse(command, eventData, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => new(Refuse(command, eventData, result));

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result
    ) => Refuse(command, eventData, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    ) => new(Refuse(command, eventData, result));

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result
    ) => Refuse(command, eventData, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => new(Refuse(command, eventData, result));

    private static T Refuse<T>(DbCommand command, CommandEventData eventData, T result) =>
        // Migrations run as the owner, before there is any account.
        command.Transaction
            is not null
        || eventData.CommandSource == CommandSource.Migrations
            ? result
            : throw new InvalidOperationException(
                "A command ran outside a unit of work. Begin one with db.Begin."
            );

    private static DbCommand Claim(DbTransaction transaction, DbContext? context)
    {
        if (context is not AccountDbContext db)
        {
            throw new InvalidOperationException("Only an AccountDbContext may use this gate.");
        }

        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "select set_config('transaction_read_only', $2, true), set_config('app.account', $1, true)";
        command.Parameters.Add(new NpgsqlParameter { Value = db.Account.Email });
        command.Parameters.Add(new NpgsqlParameter { Value = db.Account.MayWrite ? "off" : "on" });
        return command;
    }
}
