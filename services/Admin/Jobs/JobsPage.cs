using Grpc.Net.ClientFactory;
using LeadFuel.Admin.Accounts;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using Npgsql;

namespace LeadFuel.Admin.Jobs;

/// <summary>Jobs of all services in one list. What a job carries is not shown.</summary>
internal static class JobsPage
{
    public static readonly string[] Services =
    [
        "core",
        "scope",
        "reach",
        "signal",
        "orbit",
        "admin",
    ];

    public static void MapJobs(this WebApplication app)
    {
        app.MapGet("/jobs", List).For(OperatorRole.Viewer, because: true);
        RetryJobs.Map(app);
        RunArchive.Map(app);
    }

    private static async Task<IResult> List(
        HttpContext http,
        GrpcClientFactory clients,
        OperatorGate gate,
        NpgsqlDataSource doors,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var which = FindJobs.Read(name => http.Request.Query[name]);
        await Note(which, gate.Who!, doors, scopes, ct);
        var found = await which.Ask(clients, ct);
        var now = clock.GetUtcNow();
        var may =
            which.State == "dead" && gate.Who!.Role is OperatorRole.Support or OperatorRole.Lead;
        var rows = found.Lines.Select(line =>
            (IReadOnlyList<string>)
                [
                    may
                        ? $"""<input type="checkbox" name="job" value="{Page.E(line.Name)}" form="chosen" aria-label="Choose this job">"""
                        : "",
                    line.Service,
                    Page.E(line.Job.Kind),
                    Page.E(line.Job.AccountEmail),
                    Page.E(line.Job.State) + (line.Job.Held ? ", held" : ""),
                    $"{line.Job.Attempts}",
                    Age(now - line.Job.CreatedAt.ToDateTimeOffset()),
                    Age(now - line.Job.RunAt.ToDateTimeOffset()),
                    Page.E(line.Job.LastError),
                    may
                        ? $"""<form method="post" action="/jobs/retry"><input type="hidden" name="job" value="{Page.E(line.Name)}"><button>Retry</button></form>"""
                        : "",
                ]
        );
        var all =
            may && found.Total > 0
                ? $"""{AccountsPage.Working(gate.Who!)}<form method="post" action="/jobs/ask">{which.Fields}<button>Retry all {found.Total} that match</button></form><form method="post" action="/jobs/retry" id="chosen"><button>Retry those that are ticked</button></form>"""
                : "";
        var missing =
            found.Away.Count == 0
                ? ""
                : $"<p class=\"warn\">Without {Page.E(string.Join(", ", found.Away))}: no answer.</p>";
        return Page.Of(
            "Jobs",
            gate.Who,
            $"""
            <h1>Jobs</h1>
            <form method="get" action="/jobs" role="search"><label>State {Select(
                "state",
                FindJobs.States,
                which.State
            )}</label><label>Service {Select(
                "service",
                ["", .. Services],
                which.Service
            )}</label><label>Kind <input name="kind" value="{Page.E(
                which.Kind
            )}"></label><label>Account <input name="account" value="{Page.E(
                which.Account
            )}"></label><label>Error <input name="error" value="{Page.E(
                which.Error
            )}"></label><label>Lane <select name="held"><option value="">all</option><option value="1"{(
                which.Held ? " selected" : ""
            )}>held</option></select></label><button>Filter</button></form>
            {missing}{all}
            {Page.Table(
                [
                    "",
                    "Service",
                    "Kind",
                    "Account",
                    "State",
                    "Tries",
                    "Asked for",
                    "Due",
                    "Last error",
                    "",
                ],
                rows
            )}
            {(gate.Who!.Role == OperatorRole.Lead ? RunArchive.Form : "")}
            """
        );
    }

    // Written down before anything is read: under the account that was asked for, else under the suite.
    private static async Task Note(
        FindJobs which,
        SignedIn who,
        NpgsqlDataSource doors,
        IServiceScopeFactory scopes,
        CancellationToken ct
    )
    {
        var key =
            await doors.Account($"select account_known({which.Account})", ct) ?? SwitchBoard.Suite;
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentAccount>().Enter(key, $"operator:{who.Email}");
        await using var work = await services.GetRequiredService<AdminDb>().Begin(ct);
        await services
            .GetRequiredService<OperatorLog>()
            .Write(who.Email, "jobs.listed", which.Said, who.Reason ?? "", ct);
        await work.Commit(ct);
    }

    private static string Select(string name, IEnumerable<string> options, string chosen) =>
        $"<select name=\"{name}\">{string.Concat(options.Select(one => $"<option value=\"{one}\"{(one == chosen ? " selected" : "")}>{(one.Length == 0 ? "all" : one)}</option>"))}</select>";

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{age.TotalDays:0} d ago"
        : age.TotalHours >= 1 ? $"{age.TotalHours:0} h ago"
        : age.TotalMinutes >= 0 ? $"{age.TotalMinutes:0} min ago"
        : $"in {-age.TotalMinutes:0} min";
}
