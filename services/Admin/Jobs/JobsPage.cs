using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using Npgsql;

namespace LeadFuel.Admin.Jobs;

/// <summary>Jobs of all services in one list, and the way back for dead ones. What a job carries is not shown.</summary>
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
    private static readonly string[] States = ["dead", "ready", "leased", "done"];
    private const int Most = 1000;

    internal sealed record Line(string Service, JobLine Job);

    private sealed record Filter(
        string? Service,
        string State,
        string? Kind,
        string? Account,
        string? Error
    )
    {
        public string Fields =>
            string.Concat(
                new (string Name, string? Value)[]
                {
                    ("service", Service),
                    ("kind", Kind),
                    ("account", Account),
                    ("error", Error),
                }.Select(part =>
                    $"<input type=\"hidden\" name=\"{part.Name}\" value=\"{Page.E(part.Value)}\">"
                )
            );
    }

    public static void MapJobs(this WebApplication app)
    {
        app.MapGet("/jobs", List).For(OperatorRole.Viewer);
        app.MapPost("/jobs/ask", Ask).For(OperatorRole.Support);
        app.MapPost("/jobs/retry", Retry).For(OperatorRole.Support);
        RunArchive.Map(app);
    }

    private static async Task<IResult> List(
        HttpContext http,
        GrpcClientFactory clients,
        OperatorGate gate,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var filter = Read(name => http.Request.Query[name]);
        var (lines, away) = await Find(clients, filter, ct);
        var now = clock.GetUtcNow();
        var dead = filter.State == "dead";
        var rows = lines.Select(line =>
            (IReadOnlyList<string>)
                [
                    line.Service,
                    Page.E(line.Job.Kind),
                    Page.E(line.Job.AccountEmail),
                    Page.E(line.Job.State),
                    $"{line.Job.Attempts}",
                    Age(now - line.Job.RunAt.ToDateTimeOffset()),
                    Page.E(line.Job.LastError),
                    dead
                        ? $"""<form method="post" action="/jobs/retry"><input type="hidden" name="job" value="{line.Service}/{line.Job.Id}"><button>Retry</button></form>"""
                        : "",
                ]
        );
        var all =
            dead && lines.Count > 0
                ? $"""<form method="post" action="/jobs/ask">{filter.Fields}<button>Retry all {lines.Count} that match</button></form>"""
                : "";
        var missing =
            away.Count == 0
                ? ""
                : $"<p class=\"warn\">Without {Page.E(string.Join(", ", away))}: no answer.</p>";
        return Page.Of(
            "Jobs",
            gate.Who,
            $"""
            <h1>Jobs</h1>
            <form method="get" action="/jobs" role="search"><label>State {Select(
                "state",
                States,
                filter.State
            )}</label><label>Service {Select(
                "service",
                ["", .. Services],
                filter.Service ?? ""
            )}</label><label>Kind <input name="kind" value="{Page.E(
                filter.Kind
            )}"></label><label>Account <input name="account" value="{Page.E(
                filter.Account
            )}"></label><label>Error <input name="error" value="{Page.E(
                filter.Error
            )}"></label><button>Filter</button></form>
            {missing}{all}
            {Page.Table(
                ["Service", "Kind", "Account", "State", "Tries", "Due", "Last error", ""],
                rows
            )}
            {(gate.Who!.Role == OperatorRole.Lead ? RunArchive.Form : "")}
            """
        );
    }

    private static async Task<IResult> Ask(
        HttpContext http,
        GrpcClientFactory clients,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var filter = Read(name => form[name]);
        var (lines, _) = await Find(clients, filter, ct);
        return Page.Of(
            "Jobs",
            gate.Who,
            $"""<h1>Retry {lines.Count} dead jobs?</h1><p>Each keeps its own key, so that what was done is not done twice. What is no longer dead is left alone.</p><form method="post" action="/jobs/retry">{filter.Fields}<input type="hidden" name="all" value="1"><button>Retry {lines.Count}</button></form><p><a href="/jobs">Leave them</a></p>"""
        );
    }

    private static async Task<IResult> Retry(
        HttpContext http,
        GrpcClientFactory clients,
        IServiceScopeFactory scopes,
        NpgsqlDataSource doors,
        AdminDb db,
        OperatorGate gate,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var one = form["job"].ToString();
        var (lines, _) = await Find(
            clients,
            form["all"] == "1" ? Read(name => form[name]) : Read(_ => default),
            ct
        );
        var chosen =
            form["all"] == "1"
                ? lines
                : lines.Where(line => $"{line.Service}/{line.Job.Id}" == one).ToList();
        var (moved, skipped) = (0L, form["all"] == "1" ? 0L : 1L - chosen.Count);
        foreach (var group in chosen.GroupBy(line => (line.Service, line.Job.AccountEmail)))
        {
            if (await Key(doors, group.Key.AccountEmail, ct) is not { } key)
            {
                skipped += group.Count();
                continue;
            }

            await using var scope = scopes.CreateAsyncScope();
            scope
                .ServiceProvider.GetRequiredService<CurrentAccount>()
                .Enter(key, $"operator:{gate.Who!.Email}");
            var request = new RetryJobsRequest();
            request.Ids.AddRange(group.Select(line => line.Job.Id));
            var reply = await scope
                .ServiceProvider.GetRequiredService<GrpcClientFactory>()
                .CreateClient<AccountData.AccountDataClient>(group.Key.Service)
                .RetryJobsAsync(request, cancellationToken: ct);
            (moved, skipped) = (moved + reply.Moved, skipped + reply.Skipped);
        }

        await using (var work = await db.Begin(ct))
        {
            OperatorsPage.Note(
                db,
                clock.GetUtcNow(),
                gate.Who!,
                "jobs.retried",
                one.Length > 0 ? one : "all that matched",
                $"{moved} moved, {skipped} skipped"
            );
            await work.Commit(ct);
        }

        return Page.Of(
            "Jobs",
            gate.Who,
            $"<h1>{moved} moved, {skipped} skipped</h1><p><a href=\"/jobs\">Back to the list</a></p>"
        );
    }

    private static async Task<AccountKey?> Key(
        NpgsqlDataSource doors,
        string email,
        CancellationToken ct
    ) =>
        email == SwitchBoard.Suite.Email
            ? SwitchBoard.Suite
            : await doors.Account($"select account_known({email})", ct);

    private static async Task<(List<Line> Lines, List<string> Away)> Find(
        GrpcClientFactory clients,
        Filter filter,
        CancellationToken ct
    )
    {
        var away = new List<string>();
        var found = await Task.WhenAll(
            Services
                .Where(service => filter.Service is null or "" || filter.Service == service)
                .Select(async service =>
                {
                    try
                    {
                        var reply = await clients
                            .CreateClient<AccountData.AccountDataClient>(service)
                            .JobsAsync(
                                new JobsRequest
                                {
                                    State = filter.State,
                                    Kind = filter.Kind ?? "",
                                    Limit = Most,
                                },
                                cancellationToken: ct
                            );
                        return reply.Jobs.Select(job => new Line(service, job));
                    }
                    catch (RpcException gone)
                        when (gone.StatusCode
                                is StatusCode.Unavailable
                                    or StatusCode.DeadlineExceeded
                        )
                    {
                        lock (away)
                        {
                            away.Add(service);
                        }

                        return [];
                    }
                })
        );
        return (
            [
                .. found
                    .SelectMany(lines => lines)
                    .Where(line =>
                        Has(line.Job.AccountEmail, filter.Account)
                        && Has(line.Job.LastError, filter.Error)
                    )
                    .OrderByDescending(line => line.Job.RunAt.ToDateTimeOffset()),
            ],
            away
        );
    }

    private static bool Has(string text, string? part) =>
        string.IsNullOrEmpty(part) || text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static Filter Read(Func<string, Microsoft.Extensions.Primitives.StringValues> field)
    {
        var state = field("state").ToString();
        return new Filter(
            field("service"),
            States.Contains(state) ? state : "dead",
            field("kind").ToString().Trim(),
            field("account").ToString().Trim(),
            field("error").ToString().Trim()
        );
    }

    private static string Select(string name, IEnumerable<string> options, string chosen) =>
        $"<select name=\"{name}\">{string.Concat(options.Select(one => $"<option value=\"{one}\"{(one == chosen ? " selected" : "")}>{(one.Length == 0 ? "all" : one)}</option>"))}</select>";

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{age.TotalDays:0} d ago"
        : age.TotalHours >= 1 ? $"{age.TotalHours:0} h ago"
        : age.TotalMinutes >= 0 ? $"{age.TotalMinutes:0} min ago"
        : $"in {-age.TotalMinutes:0} min";
}
