using System.Text.Json;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Jobs;
using LeadFuel.Outcomes;
using LeadFuel.Providers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace LeadFuel.Accounts;

/// <summary>A service's own database: the wall, and the tables every service has (jobs, egress ledger, idempotency, accounts).</summary>
public abstract class ServiceDb(DbContextOptions options, ServiceScope scope)
    : AccountDbContext(options, scope.Account)
{
    private readonly List<PendingJob> pending = [];
    private bool claimedHere;

    public DbSet<KnownAccount> Accounts => Set<KnownAccount>();
    public DbSet<JobRow> Jobs => Set<JobRow>();
    public DbSet<JobLane> JobLanes => Set<JobLane>();
    public DbSet<EgressCall> EgressCalls => Set<EgressCall>();
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();
    public DbSet<ProviderSwitch> ProviderSwitches => Set<ProviderSwitch>();

    /// <summary>Adds a job to the open unit of work: it exists if and only if the unit commits. Same kind and dedupe key: one job.</summary>
    public Guid Enqueue<TJob>(TJob job, DateTimeOffset? due = null, string? dedupeKey = null)
        where TJob : IJob
    {
        var id = Guid.CreateVersion7();
        pending.Add(
            new PendingJob(
                id,
                TJob.Kind,
                JsonSerializer.Serialize(job, HouseJson.Options),
                due ?? scope.Clock.GetUtcNow(),
                dedupeKey,
                TJob.RunsInGrace
            )
        );
        return id;
    }

    protected override async Task OnBegun(CancellationToken ct)
    {
        pending.Clear();
        if (scope.Request is { Claimed: false } request && Account.MayWrite)
        {
            await request.Claim(this, scope.Clock.GetUtcNow(), ct);
            claimedHere = request.Claimed;
        }
    }

    protected internal override async Task BeforeCommit(string? answer, CancellationToken ct)
    {
        if (answer is not null && scope.Request is { Claimed: true } request)
        {
            await Database.ExecuteSqlAsync(
                $"update idempotency_keys set body = {answer} where account_email = {Account.Email} and key = {request.Key}",
                ct
            );
        }

        if (pending.Count > 0)
        {
            await InsertJobs(ct);
        }
    }

    /// <summary>The claim went with the unit of work that made it; the next one makes it anew.</summary>
    protected internal override void AfterRollback()
    {
        if (claimedHere)
        {
            claimedHere = false;
            scope.Request?.Unclaim();
        }
    }

    protected internal override void AfterCommit()
    {
        claimedHere = false;
        if (pending.Count > 0)
        {
            scope.Bell.Asked(pending.ConvertAll(job => job.Id));
            pending.Clear();
            scope.Bell.Ring();
        }
    }

    private async Task InsertJobs(CancellationToken ct)
    {
        var insert = $"""
            insert into jobs (account_email, id, kind, payload, state, attempts, run_at, dedupe_key, runs_in_grace, created_at)
            select $1, j.id, j.kind, j.payload::jsonb, 0, 0, j.run_at, j.dedupe_key, j.grace, $8
            from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bool[])
                as j (id, kind, payload, run_at, dedupe_key, grace)
            on conflict (account_email, kind, dedupe_key) do nothing
            """;
        var lane = $"""
            insert into job_lanes (account_email, served_at, next_at, held) values ($1, '-infinity', $2, false)
            on conflict (account_email) do update set next_at = least(job_lanes.next_at, excluded.next_at)
            """;
        await using var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection());
        batch.Transaction = (NpgsqlTransaction)
            Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(
                Database.CurrentTransaction!
            );
        var jobs = new NpgsqlBatchCommand(insert);
        jobs.Parameters.Add(new() { Value = Account.Email });
        jobs.Parameters.Add(new() { Value = pending.ConvertAll(j => j.Id).ToArray() });
        jobs.Parameters.Add(new() { Value = pending.ConvertAll(j => j.Kind).ToArray() });
        jobs.Parameters.Add(new() { Value = pending.ConvertAll(j => j.Payload).ToArray() });
        jobs.Parameters.Add(
            new()
            {
                Value = pending.ConvertAll(j => j.Due.UtcDateTime).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            }
        );
        jobs.Parameters.Add(
            new()
            {
                Value = pending.ConvertAll(j => j.DedupeKey).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            }
        );
        jobs.Parameters.Add(new() { Value = pending.ConvertAll(j => j.RunsInGrace).ToArray() });
        jobs.Parameters.Add(new() { Value = scope.Clock.GetUtcNow().UtcDateTime });
        var lanes = new NpgsqlBatchCommand(lane);
        lanes.Parameters.Add(new() { Value = Account.Email });
        lanes.Parameters.Add(
            new()
            {
                Value = pending.Min(j => j.Due).UtcDateTime,
                NpgsqlDbType = NpgsqlDbType.TimestampTz,
            }
        );
        batch.BatchCommands.Add(jobs);
        batch.BatchCommands.Add(lanes);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private sealed record PendingJob(
        Guid Id,
        string Kind,
        string Payload,
        DateTimeOffset Due,
        string? DedupeKey,
        bool RunsInGrace
    );
}

/// <summary>What a service's context needs from its scope.</summary>
public sealed class ServiceScope(
    CurrentAccount account,
    TimeProvider clock,
    JobBell bell,
    IdempotentRequest? request = null
)
{
    public CurrentAccount Account => account;
    public TimeProvider Clock => clock;
    public JobBell Bell => bell;
    public IdempotentRequest? Request => request is { Key: not null } ? request : null;

    /// <summary>For migrations and tools: no account, nothing to ring.</summary>
    public static ServiceScope None =>
        new(new CurrentAccount(), TimeProvider.System, new JobBell());
}

/// <summary>An account as this service knows it, fed by Core.</summary>
[Stored(
    "The accounts this service works for, so that suite-wide work can walk them.",
    Kept.WithAccount
)]
public sealed class KnownAccount : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("When Core told us of the account")]
    public DateTimeOffset CreatedAt { get; set; }

    [Purpose("Set while the account waits for its deletion")]
    public DateTimeOffset? LeavingAt { get; private set; }

    [Purpose("Set while operators have suspended the account")]
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>For either cause: nothing goes on but what may run in the grace period.</summary>
    public bool Held => LeavingAt is not null || SuspendedAt is not null;

    public bool HeldFor(HoldCause cause) =>
        (cause == HoldCause.Suspension ? SuspendedAt : LeavingAt) is not null;

    /// <summary>`since`: null lets this cause go and leaves the other one alone.</summary>
    public void Hold(HoldCause cause, DateTimeOffset? since)
    {
        if (cause == HoldCause.Suspension)
        {
            SuspendedAt = since;
        }
        else
        {
            LeavingAt = since;
        }
    }

    /// <summary>Whether the account of the open unit of work is held.</summary>
    public static Task<bool> IsHeld(ServiceDb db, CancellationToken ct) =>
        db.Accounts.AnyAsync(a => a.LeavingAt != null || a.SuspendedAt != null, ct);

    public sealed class Table : IEntityTypeConfiguration<KnownAccount>
    {
        public void Configure(
            Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<KnownAccount> builder
        )
        {
            builder.ToTable("accounts");
            builder.HasKey(a => a.AccountEmail);
        }
    }
}
