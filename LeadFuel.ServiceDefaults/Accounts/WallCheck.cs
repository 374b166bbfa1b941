using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace LeadFuel.Accounts;

/// <summary>Ready when the database answers, its schema is current and the catalogue says nothing against the wall.</summary>
internal sealed class WallCheck<TDb>(NpgsqlDataSource source, IServiceProvider services)
    : IHealthCheck
    where TDb : AccountDbContext
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<
        NpgsqlDataSource,
        object
    > Conforming = [];

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            if (Conforming.TryGetValue(source, out _))
            {
                await using var ping = source.CreateCommand("select 1");
                await ping.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }

            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDb>();
            await using var command = source.CreateCommand(
                "select migration_id from __ef_migrations_history"
            );
            var applied = new HashSet<string>();
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    applied.Add(reader.GetString(0));
                }
            }

            if (
                db
                    .Database.GetMigrations()
                    .FirstOrDefault(migration => !applied.Contains(migration)) is
                { } missing
            )
            {
                return HealthCheckResult.Unhealthy($"schema {db.Schema} lacks {missing}");
            }

            var faults = await Wall.Faults(source, db, cancellationToken);
            if (faults.Count > 0)
            {
                return HealthCheckResult.Unhealthy(string.Join("; ", faults));
            }

            Conforming.AddOrUpdate(source, source);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(
                $"database: {exception.SqlState ?? exception.GetType().Name}"
            );
        }
    }
}
