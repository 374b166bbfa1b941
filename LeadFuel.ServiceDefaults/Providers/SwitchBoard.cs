using System.Collections.Frozen;
using LeadFuel.Accounts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Providers;

/// <summary>What operators have switched off, read anew every five seconds so that a switch reaches every replica.</summary>
public sealed partial class SwitchBoard(NpgsqlDataSource source, ILogger<SwitchBoard> logger)
    : BackgroundService
{
    /// <summary>The account of calls that belong to no customer, and of switches that hold for all.</summary>
    public static AccountKey Suite { get; } = new("suite@leadfuel.invalid");

    private FrozenDictionary<(string Provider, string Account), (string State, string Says)> off =
        FrozenDictionary<(string, string), (string, string)>.Empty;

    /// <summary>What the operator told people, when no call to the provider may begin for this account; null when it is on.</summary>
    public string? Refuses(string provider, string account) =>
        off.TryGetValue((provider, Suite.Email), out var all) ? all.Says
        : off.TryGetValue((provider, account), out var own) ? own.Says
        : null;

    /// <summary>The same when what runs must end too: the provider is off. While it drains, what runs may finish.</summary>
    public string? Ends(string provider, string account) =>
        off.TryGetValue((provider, Suite.Email), out var all) && all.State == "off" ? all.Says
        : off.TryGetValue((provider, account), out var own) && own.State == "off" ? own.Says
        : null;

    /// <summary>Throws when the provider is off: nothing is begun that would only wait.</summary>
    public void Demand(string provider, string account)
    {
        if (Refuses(provider, account) is { } says)
        {
            throw new ProviderSwitchedOffException(provider, says);
        }
    }

    public async Task Read(CancellationToken ct)
    {
        var rows = await source.Accounts(
            $"select account_email, provider, state, says from provider_switches_off()",
            ct
        );
        off = rows.ToFrozenDictionary(
            row => ((string)row.More[0]!, row.Account.Email),
            row => ((string)row.More[1]!, (string)row.More[2]!)
        );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Read(stoppingToken);
                await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                LogUnread((exception as NpgsqlException)?.SqlState ?? exception.GetType().Name);
                await Task.Delay(
                    TimeSpan.FromSeconds(1),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Provider switches could not be read: {Error}"
    )]
    private partial void LogUnread(string error);
}
