using Npgsql;

namespace LeadFuel.Signal.Connections;

/// <summary>After a change of SECRET_KEY: every stored token is sealed anew, so that the earlier key can be dropped.</summary>
internal sealed partial class ResealTokens(
    IServiceScopeFactory scopes,
    NpgsqlDataSource source,
    IConfiguration settings,
    ILogger<ResealTokens> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (settings["SECRET_KEY_PREVIOUS"] is not { Length: > 0 })
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
            catch (NpgsqlException exception)
            {
                // The database is away: what was sealed stays so, and the rest is done again.
                LogLater(exception.SqlState ?? exception.GetType().Name);
                await Task.Delay(
                    TimeSpan.FromSeconds(5),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    /// <summary>How many texts were sealed anew, in all accounts.</summary>
    internal async Task<int> Run(CancellationToken ct)
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
        var db = scope.ServiceProvider.GetRequiredService<SignalDb>();
        var keys = scope.ServiceProvider.GetRequiredService<SecretKeys>();
        await using var work = await db.Begin(ct);
        // Locked, so that a token renewed meanwhile is not written over by its predecessor.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from connection_tokens where account_email = {key.Email} for update",
            ct
        );
        var count = 0;
        foreach (var token in await db.ConnectionTokens.ToListAsync(ct))
        {
            try
            {
                count += token.Reseal(keys, key.Email) ? 1 : 0;
            }
            catch (FernetException)
            {
                // Sealed with a key that is gone already: its next use asks the person.
                LogUnreadable(token.ConnectionId);
            }
        }

        await work.Commit(ct);
        return count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} connections sealed anew")]
    private partial void LogDone(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing anew waits: {Error}")]
    private partial void LogLater(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {Id} opens with no key")]
    private partial void LogUnreadable(Guid id);
}
