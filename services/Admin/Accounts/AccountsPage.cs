using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Admin.Accounts;

/// <summary>The list of accounts, by Core's directory. What an operator works on is said here and stands in the log beside each list and each account that is opened.</summary>
internal static class AccountsPage
{
    public static void MapAccounts(this WebApplication app)
    {
        app.MapGet("/", List).For(OperatorRole.Viewer, because: true);
        app.MapPost("/reason", SetReason).For(OperatorRole.Viewer);
        AccountPage.Map(app);
    }

    private static async Task<IResult> List(
        HttpContext http,
        AccountDirectory.AccountDirectoryClient directory,
        AdminDb db,
        OperatorLog log,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        var which = FindAccounts.Read(name => http.Request.Query[name]);
        // Written down before anything is read.
        await using (var work = await db.Begin(ct))
        {
            await log.Write(
                gate.Who!.Email,
                "accounts.listed",
                which.Said,
                gate.Who.Reason ?? "",
                ct
            );
            await work.Commit(ct);
        }

        var reply = await directory.ListAsync(which.Request, cancellationToken: ct);
        var rows = reply.Accounts.Select(account =>
            (IReadOnlyList<string>)
                [
                    $"<a href=\"{Path(account.Email)}\">{Page.E(account.Email)}</a>",
                    Page.E(account.Name),
                    Page.E(account.State),
                    Page.E(account.Plans),
                    Page.At(account.DeletionDueAt?.ToDateTimeOffset()),
                    Page.At(account.CreatedAt.ToDateTimeOffset()),
                ]
        );
        var more =
            reply.Accounts.Count == FindAccounts.PerPage
                ? $"<p><a href=\"{Page.E(which.Next(reply.Accounts[^1].Email))}\">Next page</a></p>"
                : "";
        return Page.Of(
            "Accounts",
            gate.Who,
            $"""
            <h1>Accounts</h1>
            {Working(gate.Who!)}
            {which.Form(reply.Plans)}
            {Page.Table(["Address", "Name", "State", "Plan", "Deletion due", "Since"], rows)}
            {more}
            """
        );
    }

    public static string Path(string email) => $"/accounts/{Uri.EscapeDataString(email)}";

    /// <summary>The form that says what the operator works on.</summary>
    public static string Working(SignedIn who) =>
        $"""<form method="post" action="/reason"><label>Reason or ticket <input name="reason" value="{Page.E(who.Reason)}" minlength="{Reason.Min}" maxlength="{Reason.Max}" required></label><button>{(who.Reason is null ? "Say it" : "Change")}</button></form>""";

    private static async Task<IResult> SetReason(
        HttpContext http,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        var reason = (await http.Request.ReadFormAsync(ct))["reason"].ToString().Trim();
        if (!Reason.Fits(reason))
        {
            return Page.Refused(Reason.Wrong.Status, Reason.Wrong.Title, Reason.Wrong.Detail);
        }

        await gate.Say(reason, ct);
        var back = http.Request.Headers.Referer.ToString();
        return Page.Go(
            Uri.TryCreate(back, UriKind.Absolute, out var page)
            && page.Authority == gate.Origin.Authority
                ? page.PathAndQuery
                : "/"
        );
    }
}
