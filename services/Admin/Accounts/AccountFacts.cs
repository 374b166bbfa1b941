using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Admin.Jobs;
using LeadFuel.Admin.Pages;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Admin.Accounts;

/// <summary>What the services say of one account: who belongs to it, what it may use, how its connections, jobs, deliveries and mails stand.</summary>
internal static class AccountFacts
{
    // Tables whose rows are connections, as people call them.
    private static readonly (string Service, string Table, string Says)[] Connected =
    [
        ("orbit", "mailboxes", "mailbox"),
        ("signal", "connections", "linkedin_profile"),
        ("reach", "domains", "sending_domain"),
    ];

    private static readonly string[] JobStates = ["ready", "leased", "done", "dead"];

    /// <summary>A service's own numbers; none when it does not answer.</summary>
    public sealed record Counted(string Service, UsageReply? Usage)
    {
        /// <summary>States and counts of one table.</summary>
        public IEnumerable<(string State, long Rows)> Of(string table) =>
            Usage is null
                ? []
                : Usage
                    .States.Where(one => one.Key.StartsWith(table + " ", StringComparison.Ordinal))
                    .OrderBy(one => one.Key, StringComparer.Ordinal)
                    .Select(one => (one.Key[(table.Length + 1)..], one.Value));
    }

    public static async Task<IReadOnlyList<Counted>> Ask(
        GrpcClientFactory clients,
        CancellationToken ct
    ) =>
        await Task.WhenAll(
            JobsPage.Services.Select(async service =>
            {
                try
                {
                    return new Counted(
                        service,
                        await clients
                            .CreateClient<AccountData.AccountDataClient>(service)
                            .UsageAsync(new UsageRequest { States = true }, cancellationToken: ct)
                    );
                }
                catch (RpcException away)
                    when (away.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
                {
                    return new Counted(service, null);
                }
            })
        );

    public static string Head(DescribeAccountReply told)
    {
        var due = told.DeletionDueAt is { } at
            ? $", deleted on {Page.At(at.ToDateTimeOffset())}"
            : "";
        var suspended = told.Suspension is { } suspension
            ? $"""<p class="warn">Suspended since {Page.At(
                suspension.Since.ToDateTimeOffset()
            )} by {Page.E(suspension.SuspendedBy)}: {Page.E(suspension.Reason)}</p>"""
            : "";
        return $"""
            <p>{Page.E(told.Name)}, {Page.E(told.State)}{due}, time zone {Page.E(
                told.TimeZone
            )}, since {Page.At(told.CreatedAt.ToDateTimeOffset())}.</p>
            {suspended}
            """;
    }

    public static string Of(string email, DescribeAccountReply told, IReadOnlyList<Counted> kept) =>
        $"""
            <h2>Members</h2>{Page.Table(
                ["Address", "Role", "Since"],
                told.Members.Select(m =>
                    (IReadOnlyList<string>)
                        [Page.E(m.Email), Page.E(m.Role), Page.At(m.Since.ToDateTimeOffset())]
                )
            )}
            <h2>What it may use</h2>{Page.Table(
                ["Product", "State", "Plan", "Source", "Quotas", "Why"],
                told.Entitlements.Select(e =>
                    (IReadOnlyList<string>)
                        [
                            Page.E(e.Product),
                            Page.E(e.State),
                            Page.E(e.Plan),
                            Page.E(e.Source),
                            Page.E(e.Quotas.Count == 0 ? "none yet" : string.Join(", ", e.Quotas)),
                            Page.E(e.Why),
                        ]
                )
            )}
            <h2>Sessions</h2><p>{told.Sessions} signed in{(
                told.LastSeenAt is null
                    ? ""
                    : $", last seen {Page.At(told.LastSeenAt.ToDateTimeOffset())}"
            )}.</p>
            <h2>Connections</h2>{Connections(told, kept)}
            <h2>Jobs</h2>{Jobs(kept)}
            <p><a href="/jobs?account={Uri.EscapeDataString(
                email
            )}">Dead jobs of this account</a></p>
            <h2>Deliveries of the last 30 days</h2>{Deliveries(kept)}
            <h2>Mails of the suite</h2>{Page.Table(
                ["Kind", "State", "When"],
                told.Mails.Select(m =>
                    (IReadOnlyList<string>)
                        [Page.E(m.Kind), Page.E(m.State), Page.At(m.At.ToDateTimeOffset())]
                )
            )}
            <h2>Rows by service, and their states</h2>{Rows(kept)}
            """;

    // Core names each of its own with the time; of the products' there is a number for each state.
    private static string Connections(DescribeAccountReply told, IReadOnlyList<Counted> kept) =>
        Page.Table(
            ["Kind", "Health", "How many", "Since"],
            told.Connections.Select(c =>
                    (IReadOnlyList<string>)
                        [Page.E(c.Kind), Page.E(c.Health), "1", Page.At(c.Since.ToDateTimeOffset())]
                )
                .Concat(
                    Connected.SelectMany(one =>
                        kept.Where(service => service.Service == one.Service)
                            .SelectMany(service => service.Of(one.Table))
                            .Select(state =>
                                (IReadOnlyList<string>)
                                    [one.Says, Page.E(state.State), $"{state.Rows}", ""]
                            )
                    )
                )
        );

    private static string Jobs(IReadOnlyList<Counted> kept) =>
        Page.Table(
            ["Service", .. JobStates],
            kept.Where(service => service.Usage is not null)
                .Select(service =>
                {
                    var states = service.Of("jobs").ToDictionary(one => one.State, one => one.Rows);
                    return (IReadOnlyList<string>)
                        [
                            service.Service,
                            .. JobStates.Select(state => $"{states.GetValueOrDefault(state)}"),
                        ];
                })
        );

    private static string Deliveries(IReadOnlyList<Counted> kept) =>
        Page.Table(
            ["State", "How many"],
            kept.Where(service => service.Service == "core")
                .SelectMany(service => service.Of("deliveries"))
                .Select(state => (IReadOnlyList<string>)[Page.E(state.State), $"{state.Rows}"])
        );

    private static string Rows(IReadOnlyList<Counted> kept)
    {
        return Page.Table(
            ["Service", "Rows", "States"],
            kept.Select(service =>
                service.Usage is { } usage
                    ? (IReadOnlyList<string>)
                        [service.Service, Counts(usage.Rows), Counts(usage.States)]
                    : [service.Service, "<span class=\"warn\">does not answer</span>", ""]
            )
        );

        static string Counts(IEnumerable<KeyValuePair<string, long>> counts) =>
            Page.E(
                string.Join(
                    ", ",
                    counts
                        .Where(row => row.Value > 0)
                        .OrderBy(row => row.Key, StringComparer.Ordinal)
                        .Select(row => $"{row.Key} {row.Value}")
                )
            );
    }
}
