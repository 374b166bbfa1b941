using Npgsql;

namespace LeadFuel.Admin.Operators;

/// <summary>After a change of SECRET_KEY: second factors are sealed anew as well. Each is sealed for its operator, and none belongs to an account that is walked.</summary>
internal sealed partial class ResealFactors(
    IServiceScopeFactory scopes,
    SecretKeys keys,
    IConfiguration configuration,
    ILogger<ResealFactors> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (configuration["SECRET_KEY_PREVIOUS"] is not { Length: > 0 })
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                LogDone(await Run(stoppingToken));
                return;
            }
            catch (Exception exception)
                when (exception
                        is NpgsqlException
                            or TimeoutException
                            or InvalidOperationException { InnerException: NpgsqlException }
                )
            {
                // The database is away: what was sealed stays so, and the rest is done again.
                LogLater(exception.GetType().Name);
                await Task.Delay(
                    TimeSpan.FromSeconds(5),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    /// <summary>How many were sealed anew.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(SwitchBoard.Suite, "service");
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        await using var work = await db.Begin(ct);
        var count = 0;
        foreach (var own in await db.Operators.AsNoTracking().ToListAsync(ct))
        {
            if (own.TotpFernet is { } kept && Anew(own.Email, kept) is { } anew)
            {
                // Only where it still is what was read: one that was set up meanwhile is not written over.
                count += await db
                    .Operators.Where(o => o.Email == own.Email && o.TotpFernet == kept)
                    .ExecuteUpdateAsync(set => set.SetProperty(o => o.TotpFernet, anew), ct);
            }
        }

        await work.Commit(ct);
        return count;
    }

    private string? Anew(string email, string kept)
    {
        try
        {
            return keys.Reseal(Operator.TotpPurpose, email, kept);
        }
        catch (FernetException)
        {
            // Sealed with a key that is gone already: no code of this operator is right any more.
            LogUnreadable();
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} second factors sealed anew")]
    private partial void LogDone(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing anew waits: {Error}")]
    private partial void LogLater(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A second factor opens with no key")]
    private partial void LogUnreadable();
}
