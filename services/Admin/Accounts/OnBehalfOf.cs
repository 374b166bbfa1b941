using Grpc.Core;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using LeadFuel.Core.Rpc;
using Npgsql;

namespace LeadFuel.Admin.Accounts;

/// <summary>T69, T70: somebody wrote to us and wants their data, or to leave. What is made goes to the account's owners, never to the operator.</summary>
internal static class OnBehalfOf
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/accounts/{email}/export", Export).For(OperatorRole.Privacy, fresh: true);
        app.MapPost("/accounts/{email}/delete", Delete).For(OperatorRole.Privacy, fresh: true);
    }

    public static string Forms(string email, SignedIn who) =>
        who.Role is not (OperatorRole.Lead or OperatorRole.Privacy)
            ? ""
            : $"""
                <h2>On their behalf</h2>
                <p>Only when an owner wrote from their own address. The reason stands in the account's own log.</p>
                <form method="post" action="{AccountsPage.Path(
                    email
                )}/export"><label>Ticket <input name="ticket" maxlength="40" required></label><label>Why <input name="reason" minlength="10" maxlength="400" required></label><button>Make a download for the owners</button></form>
                <form method="post" action="{AccountsPage.Path(
                    email
                )}/delete"><label>Type the account's address <input name="account" required></label><label>Ticket <input name="ticket" maxlength="40" required></label><label>Why <input name="reason" minlength="10" maxlength="400" required></label><button>Request the deletion</button></form>
                """;

    private static Task<IResult> Export(
        string email,
        HttpContext http,
        OperatorGate gate,
        NpgsqlDataSource doors,
        IServiceScopeFactory scopes,
        CancellationToken ct
    ) =>
        Start(
            email,
            "export.started",
            http,
            gate,
            doors,
            scopes,
            async (core, request) => await core.ExportAsync(request, cancellationToken: ct),
            ct
        );

    private static async Task<IResult> Delete(
        string email,
        HttpContext http,
        OperatorGate gate,
        NpgsqlDataSource doors,
        IServiceScopeFactory scopes,
        CancellationToken ct
    )
    {
        var typed = (await http.Request.ReadFormAsync(ct))["account"].ToString().Trim();
        return string.Equals(typed, email, StringComparison.OrdinalIgnoreCase)
            ? await Start(
                email,
                "deletion.asked",
                http,
                gate,
                doors,
                scopes,
                async (core, request) => await core.DeleteAsync(request, cancellationToken: ct),
                ct
            )
            : Page.Refused(
                400,
                "This is not the account's address.",
                "Type it as it stands above: nobody is deleted by accident."
            );
    }

    private static async Task<IResult> Start(
        string email,
        string action,
        HttpContext http,
        OperatorGate gate,
        NpgsqlDataSource doors,
        IServiceScopeFactory scopes,
        Func<OnBehalf.OnBehalfClient, OnBehalfRequest, Task> act,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (ticket, why) = (form["ticket"].ToString().Trim(), form["reason"].ToString().Trim());
        if (
            ticket.Length is 0 or > 40
            || why.Length is < 10 or > 400
            || (ticket + why).Any(char.IsControl)
        )
        {
            return Page.Refused(
                400,
                "Something is not right yet.",
                "Give a ticket and a reason of 10 to 400 characters in one line."
            );
        }

        if (await doors.Account($"select account_known({email})", ct) is not { } key)
        {
            return Page.Refused(404, "There is no such account.", "Go back to the list.");
        }

        var who = gate.Who!;
        var reason = $"ticket {ticket}: {why}";
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
            await act(
                services.GetRequiredService<OnBehalf.OnBehalfClient>(),
                new OnBehalfRequest { Reason = reason }
            );
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.AlreadyExists)
        {
            return Page.Refused(
                409,
                "It was asked for already.",
                "Look at the account: its owners were told by mail."
            );
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.ResourceExhausted)
        {
            return Page.Refused(
                429,
                "This account has had its three downloads of a day.",
                refused.Status.Detail
            );
        }

        return Page.Go(AccountsPage.Path(email));
    }
}
