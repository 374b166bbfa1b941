using Npgsql;

namespace LeadFuel.Outcomes;

/// <summary>Whether PostgreSQL refused a connection or broke one off: it starts, stops or is full. Nothing is wrong with what was asked, and waiting helps.</summary>
public static class DatabaseAway
{
    // A statement that takes too long is its own fault.
    public static bool In(Exception exception) =>
        exception switch
        {
            PostgresException sql => sql.SqlState
                is PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.TooManyConnections,
            NpgsqlException { InnerException: TimeoutException } => false,
            NpgsqlException lost => lost.IsTransient,
            { InnerException: { } inner } => In(inner),
            _ => false,
        };
}
