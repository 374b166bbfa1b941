using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>The queries that units of work send, with their values, to be explained later.</summary>
internal sealed class SeenCommands : DbCommandInterceptor
{
    public sealed record Seen(
        string Unit,
        string Database,
        string Text,
        IReadOnlyList<NpgsqlParameter> Parameters
    );

    private readonly List<Seen> commands = [];
    private string? unit;

    public IReadOnlyList<Seen> Commands => commands;

    public void Begin(string name) => unit = name;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (
            unit is not null
            && command.CommandText.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase)
        )
        {
            commands.Add(
                new(
                    unit,
                    command.Connection!.Database,
                    command.CommandText,
                    [.. command.Parameters.Cast<NpgsqlParameter>().Select(p => p.Clone())]
                )
            );
        }

        return new(result);
    }
}
