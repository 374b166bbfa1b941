using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using Npgsql;

namespace LeadFuel.Admin.Jobs;

/// <summary>The way back for dead jobs: one, the ticked ones, or all that match. Filed under each account that is touched, before it is.</summary>
internal static class RetryJobs
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/jobs/ask", Ask).For(OperatorRole.Support, because: true);
        app.MapPost("/jobs/retry", Retry).For(OperatorRole.Support, because: true);
    }

    private static async Task<IResult> Ask(
        HttpContext http,
        GrpcClientFactory clients,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var which = FindJobs.Read(name => form[name]);
        var total = (await which.Ask(clients, ct)).Total;
        return Page.Of(
            "Jobs",
            gate.Who,
            $"""<h1>Retry {total} dead jobs?</h1><p>Each keeps its own key, so that what was done is not done twice. What is no longer dead is left alone.</p><form method="post" action="/jobs/retry">{which.Fields}<input type="hidden" name="all" value="1"><button>Retry {total}</button></form><p><a href="/jobs">Leave them</a></p>"""
        );
    }

    private static async Task<IResult> Retry(
        HttpContext http,
        GrpcClientFactory clients,
        IServiceScopeFactory scopes,
        NpgsqlDataSource doors,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (moved, skipped) = (0L, 0L);
        if (form["all"] == "1")
        {
            var which = FindJobs.Read(name => form[name]);
            foreach (var (service, account, jobs) in (await which.Ask(clients, ct)).Counts)
            {
                var request = new RetryJobsRequest
                {
                    All = true,
                    Kind = which.Kind,
                    Error = which.Error,
                };
                await Put(service, account, jobs, "all that match", request);
            }
        }
        else
        {
            var chosen = form["job"].Select(Named).ToList();
            skipped += chosen.Count(one => one is null);
            foreach (
                var group in chosen.OfType<Chosen>().GroupBy(one => (one.Service, one.Account))
            )
            {
                var request = new RetryJobsRequest();
                request.Ids.AddRange(group.Select(one => one.Id));
                await Put(
                    group.Key.Service,
                    group.Key.Account,
                    request.Ids.Count,
                    request.Ids.Count == 1 ? request.Ids[0] : $"{request.Ids.Count} chosen ones",
                    request
                );
            }
        }

        return Page.Of(
            "Jobs",
            gate.Who,
            $"<h1>{moved} moved, {skipped} skipped</h1><p><a href=\"/jobs\">Back to the list</a></p>"
        );

        async Task Put(
            string service,
            string account,
            long jobs,
            string what,
            RetryJobsRequest request
        )
        {
            if (await Key(doors, account, ct) is not { } key)
            {
                skipped += jobs;
                return;
            }

            var who = gate.Who!;
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            services.GetRequiredService<CurrentAccount>().Enter(key, $"operator:{who.Email}");
            await using (var work = await services.GetRequiredService<AdminDb>().Begin(ct))
            {
                await services
                    .GetRequiredService<OperatorLog>()
                    .Write(
                        who.Email,
                        "jobs.retried",
                        $"{service}: {what}",
                        $"{jobs} dead jobs. Reason: {who.Reason}",
                        ct
                    );
                await work.Commit(ct);
            }

            try
            {
                var reply = await services
                    .GetRequiredService<GrpcClientFactory>()
                    .CreateClient<AccountData.AccountDataClient>(service)
                    .RetryJobsAsync(request, cancellationToken: ct);
                moved += reply.Moved;
                skipped += Math.Max(0, jobs - reply.Moved);
            }
            catch (RpcException gone)
                when (gone.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
            {
                skipped += jobs;
            }
        }
    }

    private sealed record Chosen(string Service, string Id, string Account);

    private static Chosen? Named(string? job) =>
        job?.Split('/', 3) is [var service, var id, var account]
        && JobsPage.Services.Contains(service)
        && Guid.TryParse(id, out _)
            ? new(service, id, account)
            : null;

    private static async Task<AccountKey?> Key(
        NpgsqlDataSource doors,
        string email,
        CancellationToken ct
    ) =>
        email == SwitchBoard.Suite.Email
            ? SwitchBoard.Suite
            : await doors.Account($"select account_known({email})", ct);
}
