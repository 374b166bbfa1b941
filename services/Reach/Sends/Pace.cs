using System.Security.Cryptography;
using LeadFuel.Reach.Providers.Resend;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LeadFuel.Reach.Sends;

/// <summary>Gives out moments at which a call to Resend may leave: one row of the suite's own account, shared by all replicas and customers.</summary>
public sealed partial class Pace(
    IServiceScopeFactory scopes,
    IConfiguration configuration,
    ILogger<Pace> logger
)
{
    // Longer than this nobody waits in a runner's place; the job is parked instead.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WhileRefused = TimeSpan.FromMinutes(5);

    public double PerSecond => configuration.GetValue("Reach:MailsPerSecond", 2.0);

    /// <summary>How long to wait for the next free moment, which is then the caller's; null when none is near.</summary>
    public async Task<TimeSpan?> Take(CancellationToken ct)
    {
        var gap = TimeSpan.FromSeconds(1 / PerSecond);
        // The database's clock: it is the one that all replicas share.
        var wait = await Ask<double?>(
            """
            insert into send_pace as p (account_email, free_at, held_because) values ($1, clock_timestamp() + $2, '')
            on conflict (account_email) do update set free_at = greatest(p.free_at, clock_timestamp()) + $2, held_because = ''
              where p.free_at <= clock_timestamp() + $3
            returning extract(epoch from free_at - $2 - clock_timestamp())::float8
            """,
            ct,
            gap,
            Longest
        );
        return wait is { } seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
    }

    /// <summary>Resend has asked for a pause, or takes nothing from us: until then nobody gets a moment. The longest pause says why.</summary>
    public Task Hold(TimeSpan wait, string because, CancellationToken ct) =>
        Ask<double?>(
            """
            insert into send_pace as p (account_email, free_at, held_because) values ($1, clock_timestamp() + $2, $3)
            on conflict (account_email) do update set free_at = greatest(p.free_at, clock_timestamp() + $2),
              held_because = case when p.free_at > clock_timestamp() + $2 then p.held_because else $3 end
            returning 0::float8
            """,
            ct,
            wait,
            because
        );

    /// <summary>Resend refuses our key: nobody's call can succeed until somebody has seen to it. Answers when to look again.</summary>
    /// <param name="sends">Whether a mail was refused. A key for sending only is refused everything else, and holds no mail.</param>
    public async Task<TimeSpan> KeyRefused(
        ProviderRefusedException refused,
        bool sends,
        CancellationToken ct
    )
    {
        LogKey((int)refused.Status, refused.Code);
        if (sends || refused.Code != ResendClient.SendingOnly)
        {
            await Hold(WhileRefused, Gates.ProviderAway, ct);
        }

        return WhileRefused * (1 + RandomNumberGenerator.GetInt32(0, 500) / 1000.0);
    }

    /// <summary>Why nobody gets a moment now: the reason of the pause, or that there are many.</summary>
    public async Task<string> Because(CancellationToken ct) =>
        await Ask<string>(
            "select held_because from send_pace where account_email = $1 and free_at > clock_timestamp()",
            ct
        )
            is { Length: > 0 } held
            ? held
            : Gates.Throttled;

    /// <summary>How long until somebody may ask again.</summary>
    public async Task<TimeSpan> Busy(CancellationToken ct) =>
        TimeSpan.FromSeconds(
            Math.Max(
                0,
                await Ask<double?>(
                    "select extract(epoch from free_at - clock_timestamp())::float8 from send_pace where account_email = $1",
                    ct
                ) ?? 0
            )
        );

    private async Task<T?> Ask<T>(string sql, CancellationToken ct, params object[] values)
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
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        var answer = await command.ExecuteScalarAsync(ct);
        await work.Commit(ct);
        return answer is T told ? told : default;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Resend refuses our key: {Status} {Name}")]
    private partial void LogKey(int status, string name);
}
