using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LeadFuel.Reach.Sends;

/// <summary>Gives out moments at which a call to Resend may leave: one row of the suite's own account, shared by all replicas and customers.</summary>
public sealed class Pace(IServiceScopeFactory scopes, IConfiguration configuration)
{
    // Longer than this nobody waits in a runner's place; the job is parked instead.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    public double PerSecond => configuration.GetValue("Reach:MailsPerSecond", 2.0);

    /// <summary>How long to wait for the next free moment, which is then the caller's; null when none is near.</summary>
    public async Task<TimeSpan?> Take(CancellationToken ct)
    {
        var gap = TimeSpan.FromSeconds(1 / PerSecond);
        // The database's clock: it is the one that all replicas share.
        var wait = await Ask(
            """
            insert into send_pace as p (account_email, free_at) values ($1, clock_timestamp() + $2)
            on conflict (account_email) do update set free_at = greatest(p.free_at, clock_timestamp()) + $2
              where p.free_at <= clock_timestamp() + $3
            returning extract(epoch from free_at - $2 - clock_timestamp())::float8
            """,
            ct,
            gap,
            Longest
        );
        return wait is { } seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
    }

    /// <summary>Resend has asked for a pause: until then nobody gets a moment.</summary>
    public Task Hold(TimeSpan wait, CancellationToken ct) =>
        Ask(
            """
            insert into send_pace as p (account_email, free_at) values ($1, clock_timestamp() + $2)
            on conflict (account_email) do update set free_at = greatest(p.free_at, clock_timestamp() + $2)
            returning 0::float8
            """,
            ct,
            wait
        );

    /// <summary>How long until somebody may ask again.</summary>
    public async Task<TimeSpan> Busy(CancellationToken ct) =>
        TimeSpan.FromSeconds(
            Math.Max(
                0,
                await Ask(
                    "select extract(epoch from free_at - clock_timestamp())::float8 from send_pace where account_email = $1",
                    ct
                ) ?? 0
            )
        );

    private async Task<double?> Ask(string sql, CancellationToken ct, params TimeSpan[] spans)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(SwitchBoard.Suite, "service");
        var db = scope.ServiceProvider.GetRequiredService<ReachDb>();
        await using var work = await db.Begin(ct);
        await using var command = ((NpgsqlConnection)db.Database.GetDbConnection()).CreateCommand();
        command.Transaction = (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = sql;
        command.Parameters.Add(new() { Value = SwitchBoard.Suite.Email });
        foreach (var span in spans)
        {
            command.Parameters.Add(new() { Value = span });
        }

        var answer = await command.ExecuteScalarAsync(ct);
        await work.Commit(ct);
        return answer is null or DBNull
            ? null
            : Convert.ToDouble(answer, CultureInfo.InvariantCulture);
    }
}
