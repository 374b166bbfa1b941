using Grpc.Net.ClientFactory;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Impersonations;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using LeadFuel.Core.Rpc;
using Npgsql;

namespace LeadFuel.Admin.Accounts;

/// <summary>What there is about one account: states, counts and times. What its people wrote is seen in a viewing only.</summary>
internal static class AccountPage
{
    private static readonly string[] Categories = ["support", "billing", "security", "privacy"];

    public static void Map(WebApplication app)
    {
        app.MapGet("/accounts/{email}", Show).For(OperatorRole.Viewer, because: true);
        app.MapGet("/viewings/{id:guid}", Back).For(OperatorRole.Viewer);
        app.MapPost("/accounts/{email}/view", View).For(OperatorRole.Support, fresh: true);
        OnBehalfOf.Map(app);
        SuspendAccount.Map(app);
    }

    private static async Task<IResult> Show(
        string email,
        OperatorGate gate,
        NpgsqlDataSource doors,
        IServiceScopeFactory scopes,
        CancellationToken ct
    )
    {
        var who = gate.Who!;
        if (await doors.Account($"select account_known({email})", ct) is not { } key)
        {
            return Page.Refused(404, "There is no such account.", "Go back to the list.");
        }

        // Written down before anything is read.
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentAccount>().Enter(key, $"operator:{who.Email}");
        var db = services.GetRequiredService<AdminDb>();
        var log = services.GetRequiredService<OperatorLog>();
        await using (var work = await db.Begin(ct))
        {
            await log.Write(who.Email, "account.opened", email, who.Reason ?? "", ct);
            await work.Commit(ct);
        }

        var told = await services
            .GetRequiredService<AccountDirectory.AccountDirectoryClient>()
            .DescribeAsync(new DescribeAccountRequest(), cancellationToken: ct);
        var kept = await AccountFacts.Ask(services.GetRequiredService<GrpcClientFactory>(), ct);
        List<OperatorEntry> entries;
        List<Impersonation> visits;
        List<ImpersonatedRequest> requests;
        string? wrong;
        await using (await db.Begin(ct))
        {
            entries = await db
                .OperatorEntries.AsNoTracking()
                .OrderByDescending(e => e.At)
                .Take(50)
                .ToListAsync(ct);
            visits = await db
                .Impersonations.AsNoTracking()
                .OrderByDescending(i => i.StartedAt)
                .Take(20)
                .ToListAsync(ct);
            requests = await db
                .ImpersonatedRequests.AsNoTracking()
                .OrderByDescending(r => r.At)
                .Take(100)
                .ToListAsync(ct);
            wrong = await log.Wrong(ct);
        }

        return Page.Of(
            "Account",
            who,
            $"""
            <h1>{Page.E(email)}</h1>
            {AccountFacts.Head(told)}
            {AccountsPage.Working(who)}
            {ViewForm(email, told.State)}
            {OnBehalfOf.Forms(email, who)}
            {SuspendAccount.Forms(email, who, told)}
            {AccountFacts.Of(email, told, kept)}
            <h2>Viewings</h2>{Visits(visits)}
            <h2>What was opened in them</h2>{Requests(requests, visits)}
            <h2>What operators did</h2>{Page.Chain(wrong)}{Page.Entries(entries)}
            """
        );
    }

    private static string ViewForm(string email, string state) =>
        state != "active"
            ? "<h2>View as this account</h2><p>Only an account in use can be viewed.</p>"
            : $"""<h2>View as this account</h2><p>Read-only, for 30 minutes at most. The account's members read the reason in their own log before you see anything.</p><form method="post" action="{AccountsPage.Path(email)}/view"><label>Category <select name="category">{string.Concat(Categories.Select(one => $"<option>{one}</option>"))}</select></label><label>Ticket <input name="ticket" maxlength="40" required></label><label>Reason, 10 to 500 characters <input name="reason" minlength="10" maxlength="500" required></label><button>View</button></form>""";

    private static string Visits(IEnumerable<Impersonation> visits) =>
        Page.Table(
            ["From", "To", "Who", "Why", "Ended by"],
            visits.Select(i =>
                (IReadOnlyList<string>)
                    [
                        Page.At(i.StartedAt),
                        Page.At(i.EndedAt),
                        Page.E(i.Who),
                        Page.E(i.Reason),
                        Page.E(i.EndCause),
                    ]
            )
        );

    private static string Requests(
        IEnumerable<ImpersonatedRequest> requests,
        IEnumerable<Impersonation> visits
    )
    {
        var who = visits.ToDictionary(visit => visit.Id, visit => visit.Who);
        return Page.Table(
            ["When", "Who", "How", "Page or list", "Of"],
            requests.Select(r =>
                (IReadOnlyList<string>)
                    [
                        Page.At(r.At),
                        Page.E(who.GetValueOrDefault(r.ImpersonationId)),
                        Page.E(r.Method),
                        Page.E(r.Route),
                        Page.E(r.Subject),
                    ]
            )
        );
    }

    // Where the end of a viewing leads: the browser knows the viewing only.
    private static async Task<IResult> Back(
        Guid id,
        NpgsqlDataSource doors,
        CancellationToken ct
    ) =>
        Results.Redirect(
            await doors.Account($"select account_of_impersonation({id})", ct) is { } key
                ? AccountsPage.Path(key.Email)
                : "/"
        );

    // The code goes with the redirect's fragment, which no server sees, and is worth one press within 30 seconds.
    private static async Task<IResult> View(
        string email,
        HttpContext http,
        OperatorGate gate,
        IServiceScopeFactory scopes,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (category, ticket, reason) = (
            form["category"].ToString(),
            form["ticket"].ToString().Trim(),
            form["reason"].ToString().Trim()
        );
        if (
            !Categories.Contains(category)
            || ticket.Length is 0 or > 40
            || reason.Length is < 10 or > 500
        )
        {
            return Page.Refused(
                400,
                "Something is not right yet.",
                "Give a category, a ticket and a reason of 10 to 500 characters."
            );
        }

        await using var scope = scopes.CreateAsyncScope();
        var started = await scope
            .ServiceProvider.GetRequiredService<Visits>()
            .Start(
                email,
                gate.Who!.Email,
                gate.Who.Name,
                $"{category}, ticket {ticket}",
                reason,
                ct
            );
        return started.Refused is { } refused
            ? Page.Refused(Refusals.Table[refused.Kind].Http, refused.Title, refused.Detail)
            : Page.Go(
                $"{configuration["PUBLIC_ORIGIN"]?.TrimEnd('/')}/impersonation/enter#{started.Value.Code}"
            );
    }
}
