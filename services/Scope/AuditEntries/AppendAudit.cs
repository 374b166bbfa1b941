using Google.Protobuf.WellKnownTypes;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Scope.AuditEntries;

/// <summary>Carries an act into the account's own log at Core. The act and this job commit together.</summary>
internal sealed class AppendAudit(Audit.AuditClient audit) : JobHandler<AppendAudit.Job>
{
    public sealed record Job(
        DateTimeOffset At,
        string Actor,
        string Via,
        string Action,
        Guid Subject,
        string Detail
    ) : IJob
    {
        public static string Kind => "scope.append-audit";

        public static bool RunsInGrace => true;

        public static bool UntilDone => true;

        public static Job Of(
            CurrentAccount account,
            DateTimeOffset at,
            string action,
            Guid subject,
            string detail
        ) =>
            account.Viewing is { } viewing
                ? new(
                    at,
                    viewing.Operator,
                    $"impersonation:{viewing.ImpersonationId}",
                    action,
                    subject,
                    detail
                )
                : new(at, account.Member, "scope", action, subject, detail);
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct) =>
        await audit.AppendAsync(
            new AppendAuditRequest
            {
                Id = lease.JobId.ToString(),
                At = job.At.ToTimestamp(),
                Actor = job.Actor,
                Via = job.Via,
                Action = job.Action,
                Subject = job.Subject.ToString(),
                Detail = job.Detail,
            },
            cancellationToken: ct
        );
}
