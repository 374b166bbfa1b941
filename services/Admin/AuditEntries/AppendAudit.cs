using Google.Protobuf.WellKnownTypes;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Admin.AuditEntries;

/// <summary>Carries what an operator did into the account's own log at Core. The act and this job commit together.</summary>
internal sealed class AppendAudit(Audit.AuditClient audit) : JobHandler<AppendAudit.Job>
{
    public sealed record Job(
        DateTimeOffset At,
        string Operator,
        Guid Visit,
        string Action,
        string Subject,
        string Detail
    ) : IJob
    {
        public static string Kind => "admin.append-audit";

        public static bool RunsInGrace => true;

        public static bool UntilDone => true;
    }

    public override Task Handle(Job job, Lease lease, CancellationToken ct) =>
        Append(audit, lease.JobId, job, ct);

    public static async Task Append(
        Audit.AuditClient audit,
        Guid id,
        Job job,
        CancellationToken ct
    ) =>
        await audit.AppendAsync(
            new AppendAuditRequest
            {
                Id = id.ToString(),
                At = job.At.ToTimestamp(),
                Actor = $"operator:{job.Operator}",
                Via = $"impersonation:{job.Visit}",
                Action = job.Action,
                Subject = job.Subject,
                Detail = job.Detail,
            },
            cancellationToken: ct
        );
}
