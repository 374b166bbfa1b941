namespace LeadFuel.Admin.Operators;

/// <summary>After a change of SECRET_KEY: second factors are sealed anew as well. Each is sealed for its operator, and none belongs to an account that is walked.</summary>
internal sealed partial class ResealFactors(
    IServiceScopeFactory scopes,
    SecretKeys keys,
    IConfiguration configuration,
    ILogger<ResealFactors> logger
) : SealAnew(configuration, logger)
{
    protected override string What => "second factors";

    public override async Task<int> Run(CancellationToken ct)
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
            LogUnreadable(Logger);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A second factor opens with no key")]
    private static partial void LogUnreadable(ILogger logger);
}
