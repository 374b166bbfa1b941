using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Jobs;
using LeadFuel.Outcomes;
using LeadFuel.Providers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadFuel.Accounts;

/// <summary>What a service answers about its events; the products register theirs.</summary>
public interface IEventSource
{
    string Type { get; }
    Task<RenderEventReply> Render(string subjectId, CancellationToken ct);
}

/// <summary>A further database of the same service, so that export, purge and the data map reach it.</summary>
public sealed record FurtherDatabase(Func<IServiceProvider, AccountDbContext> Context);

/// <summary>Answers account_data.proto from the model itself, so that a new table cannot be forgotten.</summary>
public sealed class AccountDataRpc(
    ServiceDb db,
    CurrentAccount account,
    TokenKeys keys,
    TimeProvider clock,
    NpgsqlDataSource source,
    SwitchBoard switches,
    IEnumerable<Provider> providers,
    IEnumerable<IEventSource> events,
    AccountRows rows,
    Archive archive
) : AccountData.AccountDataBase
{
    public override async Task Export(
        ExportRequest request,
        IServerStreamWriter<ExportPart> responseStream,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        await foreach (var part in rows.Export(request.Done, ct))
        {
            await responseStream.WriteAsync(part, ct);
        }
    }

    public override async Task<SuspendReply> Suspend(
        SuspendRequest request,
        ServerCallContext context
    )
    {
        await rows.Hold(request.Cause, true, context.CancellationToken);
        return new();
    }

    public override async Task<RestoreReply> Restore(
        RestoreRequest request,
        ServerCallContext context
    )
    {
        await rows.Hold(request.Cause, false, context.CancellationToken);
        return new();
    }

    public override async Task<PurgeReply> Purge(PurgeRequest request, ServerCallContext context)
    {
        var reply = new PurgeReply();
        reply.Rows.Add(
            (await rows.Purge([], context.CancellationToken)).ToDictionary(
                row => row.Key,
                row => row.Value
            )
        );
        return reply;
    }

    public override async Task<OpenReply> Open(OpenRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        await using var work = await db.Begin(ct);
        await db.Database.ExecuteSqlAsync(
            $"insert into accounts (account_email, created_at) values ({account.Email}, {clock.GetUtcNow()}) on conflict (account_email) do nothing",
            ct
        );
        await work.Commit(ct);
        return new();
    }

    [AccountFree]
    public override Task<InventoryReply> Inventory(
        InventoryRequest request,
        ServerCallContext context
    )
    {
        var reply = new InventoryReply { Service = keys.Service };
        foreach (var database in rows.Databases)
        {
            reply.Tables.AddRange(DataMap.Tables(database));
        }

        reply.Providers.AddRange(DataMap.Of(providers));
        // A table or column changes by a migration only, and a migration's name begins with its day.
        var changed = rows
            .Databases.SelectMany(database => database.Database.GetMigrations())
            .Max()!;
        reply.Updated = $"{changed[..4]}-{changed[4..6]}-{changed[6..8]}";
        return Task.FromResult(reply);
    }

    public override async Task<UsageReply> Usage(UsageRequest request, ServerCallContext context)
    {
        var reply = new UsageReply();
        reply.Rows.Add(
            (await rows.Count(context.CancellationToken)).ToDictionary(
                row => row.Key,
                row => row.Value
            )
        );
        if (request.States)
        {
            reply.States.Add(await rows.States(context.CancellationToken));
        }

        return reply;
    }

    public override async Task<RenderEventReply> RenderEvent(
        RenderEventRequest request,
        ServerCallContext context
    ) =>
        events.FirstOrDefault(candidate => candidate.Type == request.Type) is { } known
            ? await known.Render(request.SubjectId, context.CancellationToken)
            : new RenderEventReply { Gone = true };

    public override async Task<EgressCallsReply> EgressCalls(
        EgressCallsRequest request,
        ServerCallContext context
    )
    {
        var before = request.Before?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue;
        var since = request.Since?.ToDateTimeOffset() ?? DateTimeOffset.MinValue;
        await using var work = await db.Begin(context.CancellationToken);
        var calls = await db
            .EgressCalls.AsNoTracking()
            .Where(call => call.At < before && call.At >= since)
            .OrderByDescending(call => call.At)
            .Take(Math.Clamp(request.Limit, 1, 1000))
            .ToListAsync(context.CancellationToken);
        var reply = new EgressCallsReply();
        foreach (var call in calls)
        {
            var row = new EgressCallRow
            {
                Id = call.Id.ToString(),
                At = call.At.ToTimestamp(),
                Provider = call.Provider,
                Host = call.Host,
                Purpose = call.Purpose,
                BytesOut = call.BytesOut,
                BytesIn = call.BytesIn,
                Status = call.Status,
                DurationMs = call.DurationMs,
            };
            row.Categories.AddRange(call.Categories);
            reply.Calls.Add(row);
        }

        return reply;
    }

    [AccountFree]
    public override async Task<JobsReply> Jobs(JobsRequest request, ServerCallContext context)
    {
        object state = System.Enum.TryParse<JobState>(
            request.State,
            ignoreCase: true,
            out var wanted
        )
            ? (int)wanted
            : DBNull.Value;
        await using var list = Matching(
            "select account_email, id, kind, state, attempts, run_at, created_at, last_error, held from find_jobs($1::int, $2, $3, $4, $5, $6)",
            state,
            request
        );
        list.Parameters.Add(new() { Value = Math.Clamp(request.Limit, 1, 1000) });
        var reply = new JobsReply();
        await using (var reader = await list.ExecuteReaderAsync(context.CancellationToken))
        {
            while (await reader.ReadAsync(context.CancellationToken))
            {
                reply.Jobs.Add(Line(reader));
            }
        }

        if (request.Counted)
        {
            await using var count = Matching(
                "select account_email, jobs from count_jobs($1::int, $2, $3, $4, $5)",
                state,
                request
            );
            await using var reader = await count.ExecuteReaderAsync(context.CancellationToken);
            while (await reader.ReadAsync(context.CancellationToken))
            {
                reply.Counts.Add(reader.GetString(0), reader.GetInt64(1));
            }
        }

        return reply;
    }

    private NpgsqlCommand Matching(string sql, object state, JobsRequest request)
    {
#pragma warning disable CA2100 // The two texts stand above.
        var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = request.Kind });
        command.Parameters.Add(new() { Value = request.AccountEmail });
        command.Parameters.Add(new() { Value = request.Error });
        command.Parameters.Add(new() { Value = request.Held });
        return command;
    }

    private static JobLine Line(NpgsqlDataReader reader) =>
        new()
        {
            AccountEmail = reader.GetString(0),
            Id = reader.GetGuid(1).ToString(),
            Kind = reader.GetString(2),
            State = ((JobState)reader.GetInt16(3)).ToString().ToLowerInvariant(),
            Attempts = reader.GetInt32(4),
            RunAt = new DateTimeOffset(reader.GetDateTime(5), TimeSpan.Zero).ToTimestamp(),
            CreatedAt = new DateTimeOffset(reader.GetDateTime(6), TimeSpan.Zero).ToTimestamp(),
            LastError = reader.IsDBNull(7) ? "" : reader.GetString(7),
            Held = reader.GetBoolean(8),
        };

    public override async Task<RetryJobsReply> RetryJobs(
        RetryJobsRequest request,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        var ids = request
            .Ids.Select(id => Guid.TryParse(id, out var parsed) ? parsed : Guid.Empty)
            .ToArray();
        await using var work = await db.Begin(ct);
        var now = clock.GetUtcNow();
        var moved = request.All
            ? await db.Database.ExecuteSqlAsync(
                $"update jobs set state = 0, attempts = 0, run_at = {now}, done_at = null where account_email = {account.Email} and state = 3 and ({request.Kind} = '' or kind = {request.Kind}) and ({request.Error} = '' or position(lower({request.Error}) in lower(last_error)) > 0)",
                ct
            )
            : await db.Database.ExecuteSqlAsync(
                $"update jobs set state = 0, attempts = 0, run_at = {now}, done_at = null where account_email = {account.Email} and state = 3 and id = any ({ids})",
                ct
            );
        await db.Database.ExecuteSqlAsync(
            $"insert into job_lanes (account_email, served_at, next_at, held) values ({account.Email}, '-infinity', {now}, false) on conflict (account_email) do update set next_at = least(job_lanes.next_at, excluded.next_at)",
            ct
        );
        await work.Commit(ct);
        return new RetryJobsReply { Moved = moved, Skipped = Math.Max(0, ids.Length - moved) };
    }

    public override async Task<SwitchReply> Switch(SwitchRequest request, ServerCallContext context)
    {
        if (request.State is not ("on" or "drain" or "off"))
        {
            throw new RefusedException(
                Refuse.Invalid("state", "A provider is switched on, drain or off.")
            );
        }

        var ct = context.CancellationToken;
        await using (var work = await db.Begin(ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"insert into provider_switches (account_email, provider, state, says) values ({account.Email}, {request.Provider}, {request.State}, {request.Message}) on conflict (account_email, provider) do update set state = excluded.state, says = excluded.says",
                ct
            );
            await work.Commit(ct);
        }

        await switches.Read(ct);
        return new();
    }

    /// <summary>The weekly run at once; it answers when the disk is rid of what was deleted.</summary>
    [AccountFree]
    public override Task<ArchiveReply> Archive(ArchiveRequest request, ServerCallContext context) =>
        archive.Run(request.OnlyAccount, context.CancellationToken);
}
