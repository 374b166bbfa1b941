using Grpc.Core;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using Npgsql;

namespace LeadFuel.Admin.Accounts;

/// <summary>What an operator has Core do to an account.</summary>
internal sealed class AccountAct(
    OperatorGate gate,
    NpgsqlDataSource doors,
    IServiceScopeFactory scopes
)
{
    /// <summary>Back to the account's page, or why not.</summary>
    public async Task<IResult> Do(
        string email,
        string action,
        string reason,
        Func<IServiceProvider, Task> act,
        CancellationToken ct
    )
    {
        var who = gate.Who!;
        if (await doors.Account($"select account_known({email})", ct) is not { } key)
        {
            return Page.Refused(404, "There is no such account.", "Go back to the list.");
        }

        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentAccount>().Enter(key, $"operator:{who.Email}");
        var db = services.GetRequiredService<AdminDb>();
        // Written down first: what happens after it at Core may not go unlogged here.
        await using (var work = await db.Begin(ct))
        {
            await services
                .GetRequiredService<OperatorLog>()
                .Write(who.Email, action, email, reason, ct);
            await work.Commit(ct);
        }

        try
        {
            await act(services);
        }
        catch (RpcException refused)
            when (refused.StatusCode is StatusCode.AlreadyExists or StatusCode.ResourceExhausted)
        {
            var why = Refusals.FromRpc(refused);
            return Page.Refused(Refusals.Table[why.Kind].Http, why.Title, why.Detail);
        }

        return Page.Go(AccountsPage.Path(email));
    }
}
