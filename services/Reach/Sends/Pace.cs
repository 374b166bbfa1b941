using System.Net;
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

    // More than mails ever queue up, so that answers and people come before them.
    private static readonly TimeSpan LongestForOthers = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WhenTooMany = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WhileRefused = TimeSpan.FromMinutes(5);

    public double PerSecond => configuration.GetValue("Reach:MailsPerSecond", 2.0);

    /// <summary>A call that is no mail, in its turn. Refused like by Resend itself when no turn is near, and who is told there are too many says so to all.</summary>
    public async Task<T> InTurn<T>(Func<Task<T>> call, CancellationToken ct)
    {
        if (await Take(mail: false, ct) is not { } turn)
        {
            throw new ProviderRefusedException(
                ResendClient.Provider.Name,
                HttpStatusCode.TooManyRequests,
                ResendClient.NotCalled,
                await Busy(ct) + TimeSpan.FromSeconds(1)
            );
        }

        await Task.Delay(turn, TimeProvider.System, ct);
        try
        {
            return await call();
        }
        catch (ProviderRefusedException many) when (many.Status == HttpStatusCode.TooManyRequests)
        {
            await Hold(many.RetryAfter ?? WhenTooMany, Gates.Throttled, ct);
            throw;
        }
    }

    /// <summary>Whether a job waits after this refusal, for as long as <see cref="Later"/> says, and has not failed.</summary>
    public static bool Waits(ProviderRefusedException refused) =>
        refused.Status == HttpStatusCode.TooManyRequests || ResendClient.KeyRefused(refused);

    public async Task<JobDeferredException> Later(
        ProviderRefusedException refused,
        CancellationToken ct
    ) =>
        new(
            refused.Status == HttpStatusCode.TooManyRequests
                ? refused.RetryAfter ?? WhenTooMany
                : await KeyRefused(refused, sends: false, ct)
        );

    /// <summary>To a person, who asks again.</summary>
    public static Refused TooMany(ProviderRefusedException refused) =>
        Refuse.TooMany(
            "Resend takes only so many requests a second, and too many wait just now. Nothing is lost; try again in a moment.",
            refused.RetryAfter ?? WhenTooMany
        );

    /// <summary>How long a mail waits for the next free moment, which is then its own; null when none is near, or while Resend takes none.</summary>
    public Task<TimeSpan?> TakeForMail(CancellationToken ct) => Take(mail: true, ct);

    private async Task<TimeSpan?> Take(bool mail, CancellationToken ct)
    {
        var gap = TimeSpan.FromSeconds(1 / PerSecond);
        // The database's clock: it is the one that all replicas share.
        var wait = await Ask<double?>(
            """
            insert into send_pace as p (account_email, free_at, held_because) values ($1, clock_timestamp() + $2, '')
            on conflict (account_email) do update set free_at = greatest(p.free_at, clock_timestamp()) + $2, held_because = ''
              where p.free_at <= clock_timestamp() + $3 and (not $4 or coalesce(p.mails_free_at, '-infinity') <= clock_timestamp())
            returning extract(epoch from free_at - $2 - clock_timestamp())::float8
            """,
            ct,
            gap,
            mail ? Longest : LongestForOthers,
            mail
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

    /// <summary>As many mails as Resend takes are sent: none leaves until then, and all other calls go on. An answer must not wait for it.</summary>
    public Task HoldMails(TimeSpan wait, CancellationToken ct) =>
        Ask<double?>(
            """
            insert into send_pace as p (account_email, free_at, held_because, mails_free_at) values ($1, clock_timestamp(), '', clock_timestamp() + $2)
            on conflict (account_email) do update set mails_free_at = greatest(p.mails_free_at, clock_timestamp() + $2)
            returning 0::float8
            """,
            ct,
            wait
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

    /// <summary>Why no mail gets a moment now: the reason of the pause, or that there are many.</summary>
    public async Task<string> Because(CancellationToken ct) =>
        await Ask<string>(
            """
            select case when free_at > clock_timestamp() and held_because <> '' then held_because
                        when mails_free_at > clock_timestamp() then $2 else '' end
              from send_pace where account_email = $1
            """,
            ct,
            Gates.QuotaReached
        )
            is { Length: > 0 } held
            ? held
            : Gates.Throttled;

    /// <summary>How long until somebody may ask again.</summary>
    private Task<TimeSpan> Busy(CancellationToken ct) => Busy(mail: false, ct);

    /// <summary>How long until a mail may leave.</summary>
    public Task<TimeSpan> BusyForMail(CancellationToken ct) => Busy(mail: true, ct);

    private async Task<TimeSpan> Busy(bool mail, CancellationToken ct) =>
        TimeSpan.FromSeconds(
            Math.Max(
                0,
                await Ask<double?>(
                    """
                    select extract(epoch from greatest(free_at, case when $2 then mails_free_at end) - clock_timestamp())::float8
                      from send_pace where account_email = $1
                    """,
                    ct,
                    mail
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
