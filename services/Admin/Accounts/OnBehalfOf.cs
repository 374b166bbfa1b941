using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using LeadFuel.Core.Rpc;

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
        AccountAct account,
        CancellationToken ct
    ) =>
        Start(
            email,
            "export.started",
            http,
            account,
            async (core, request) => await core.ExportAsync(request, cancellationToken: ct),
            ct
        );

    private static async Task<IResult> Delete(
        string email,
        HttpContext http,
        AccountAct account,
        CancellationToken ct
    )
    {
        var typed = (await http.Request.ReadFormAsync(ct))["account"].ToString().Trim();
        return string.Equals(typed, email, StringComparison.OrdinalIgnoreCase)
            ? await Start(
                email,
                "deletion.asked",
                http,
                account,
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
        AccountAct account,
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

        var reason = $"ticket {ticket}: {why}";
        return await account.Do(
            email,
            action,
            reason,
            services =>
                act(
                    services.GetRequiredService<OnBehalf.OnBehalfClient>(),
                    new OnBehalfRequest { Reason = reason }
                ),
            ct
        );
    }
}
