using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Pages;
using Microsoft.Extensions.Primitives;

namespace LeadFuel.Admin.Jobs;

/// <summary>Which jobs are meant, as the form on the page says it. The services themselves choose and count.</summary>
internal sealed record FindJobs(
    string Service,
    string State,
    string Kind,
    string Account,
    string Error,
    bool Held
)
{
    private const int MostShown = 200;

    public static readonly string[] States = ["dead", "ready", "leased", "done"];

    internal sealed record Line(string Service, JobLine Job)
    {
        /// <summary>What a form sends for this one: the service looks for it in this account only.</summary>
        public string Name => $"{Service}/{Job.Id}/{Job.AccountEmail}";
    }

    /// <summary>`Counts`: how many match, all of them and not only those shown. `Away`: who gave no answer.</summary>
    internal sealed record Found(
        IReadOnlyList<Line> Lines,
        IReadOnlyList<(string Service, string Account, long Jobs)> Counts,
        IReadOnlyList<string> Away
    )
    {
        public long Total => Counts.Sum(count => count.Jobs);
    }

    public static FindJobs Read(Func<string, StringValues> field)
    {
        var state = field("state").ToString();
        var service = field("service").ToString();
        return new FindJobs(
            JobsPage.Services.Contains(service) ? service : "",
            States.Contains(state) ? state : "dead",
            field("kind").ToString().Trim(),
            field("account").ToString().Trim().ToLowerInvariant(),
            field("error").ToString().Trim(),
            field("held") == "1"
        );
    }

    /// <summary>The same in words, for the log.</summary>
    public string Said =>
        OperatorLog.Search(
            ("state", State),
            ("service", Service),
            ("kind", Kind),
            ("account", Account),
            ("error", Error),
            ("lane", Held ? "held" : "")
        );

    /// <summary>The same again, for a form that asks or acts.</summary>
    public string Fields =>
        string.Concat(
            new (string Name, string Value)[]
            {
                ("service", Service),
                ("kind", Kind),
                ("account", Account),
                ("error", Error),
                ("held", Held ? "1" : ""),
            }.Select(part =>
                $"<input type=\"hidden\" name=\"{part.Name}\" value=\"{Page.E(part.Value)}\">"
            )
        );

    public async Task<Found> Ask(GrpcClientFactory clients, CancellationToken ct)
    {
        var replies = await Task.WhenAll(
            JobsPage
                .Services.Where(service => Service.Length == 0 || Service == service)
                .Select(async service => (Service: service, Reply: await Ask(clients, service, ct)))
        );
        return new Found(
            [
                .. replies
                    .SelectMany(one =>
                        one.Reply?.Jobs.Select(job => new Line(one.Service, job)) ?? []
                    )
                    .OrderByDescending(line => line.Job.RunAt.ToDateTimeOffset())
                    .Take(MostShown),
            ],
            [
                .. replies.SelectMany(one =>
                    one.Reply?.Counts.Select(count => (one.Service, count.Key, count.Value)) ?? []
                ),
            ],
            [.. replies.Where(one => one.Reply is null).Select(one => one.Service)]
        );
    }

    private async Task<JobsReply?> Ask(
        GrpcClientFactory clients,
        string service,
        CancellationToken ct
    )
    {
        try
        {
            return await clients
                .CreateClient<AccountData.AccountDataClient>(service)
                .JobsAsync(
                    new JobsRequest
                    {
                        State = State,
                        Kind = Kind,
                        AccountEmail = Account,
                        Error = Error,
                        Held = Held,
                        Limit = MostShown,
                        // What can be put back is counted; of the rest the newest are enough.
                        Counted = State == "dead",
                    },
                    cancellationToken: ct
                );
        }
        catch (RpcException gone)
            when (gone.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return null;
        }
    }
}
