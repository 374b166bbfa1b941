using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Core.Exports;

/// <summary>
/// Collects every table of every service into one JSON document. It goes on after the last finished table,
/// however often it is stopped, and holds one piece in memory.
/// </summary>
public sealed class BuildExport(
    CoreDb db,
    SharedDb shared,
    AccountRows own,
    GrpcClientFactory clients,
    SecretKeys keys,
    AuditLog audit,
    TimeProvider clock
) : JobHandler<BuildExport.Job>
{
    public static readonly string[] Services = ["core", .. OpenAccount.Services];

    private static readonly TimeSpan Away = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(6);

    /// <param name="Try">Which one of the export's tries it is: another one does nothing.</param>
    public sealed record Job(Guid ExportId, int Try = 0) : IJob
    {
        public static string Kind => "core.build-export";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        try
        {
            await Collect(job, lease, ct);
        }
        catch (RpcException away)
            when (away.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            // What is finished stays, and the rest is read when the service is back.
            var since = clock.GetUtcNow() - Patience;
            await using var work = await db.Begin(ct);
            if (await db.Exports.AnyAsync(e => e.Id == job.ExportId && e.CreatedAt > since, ct))
            {
                throw new JobDeferredException(Away);
            }

            throw;
        }
    }

    private async Task Collect(Job job, Lease lease, CancellationToken ct)
    {
        if (await Start(job, ct) is not { } tables)
        {
            return; // Stopped or done meanwhile.
        }

        using var file = new ExportFile(db, keys, job.ExportId, tables);
        await file.Begin(clock.GetUtcNow(), ct);
        foreach (var service in Services)
        {
            await foreach (var part in Parts(service, file.Done(service), ct))
            {
                if (!await file.Add(service, part, clock.GetUtcNow(), ct))
                {
                    return;
                }

                Fault.Point("export-page");
            }
        }

        await Finish(job.ExportId, file, lease, ct);
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        var export = await Mine(job, ct);
        if (export?.State == ExportState.Collecting)
        {
            export.Fail(clock.GetUtcNow());
            db.Enqueue(new ExpireExport.Job(export.Id), export.ExpiresAt);
        }
    }

    private async Task Finish(Guid id, ExportFile file, Lease lease, CancellationToken ct)
    {
        var owners = await RemindOfDeletion.Owners(shared, ct);
        await using var work = await db.Begin(ct);
        if (await db.Exports.SingleOrDefaultAsync(e => e.Id == id, ct) is not { } export)
        {
            return;
        }

        await file.End(ct);
        var now = clock.GetUtcNow();
        export.Ready(file.Bytes, now);
        await TakeEvent.Add(id, ExportReady.Name, id, now, db, now, ct);
        db.Enqueue(new ExpireExport.Job(id), export.ExpiresAt);
        // What an operator started is for the owners: nobody else gets its link.
        foreach (
            var owner in OnBehalfRpc.Started(export.RequestedBy) ? owners : [export.RequestedBy]
        )
        {
            var mail = new Mail
            {
                Kind = MailKind.ExportReady,
                Recipient = owner,
                SubjectId = id,
                CreatedAt = now,
            };
            db.Mails.Add(mail);
            db.Enqueue(new SendMail.Job(mail.Id));
        }

        await audit.Write("export.ready", id.ToString(), "A download of everything is ready.", ct);
        await work.Commit(lease, ct);
    }

    // What there is to do is counted once, so that progress is true and the order stays.
    private async Task<List<ExportedTable>?> Start(Job job, CancellationToken ct)
    {
        if (!await Goes(job, ct))
        {
            return null;
        }

        var id = job.ExportId;
        await using (await db.Begin(ct))
        {
            var known = await db
                .ExportedTables.AsNoTracking()
                .Where(t => t.ExportId == id)
                .ToListAsync(ct);
            if (known.Count > 0)
            {
                return known;
            }
        }

        var tables = new List<ExportedTable>();
        foreach (var service in Services)
        {
            foreach (var (name, rows) in await Count(service, ct))
            {
                tables.Add(
                    new ExportedTable
                    {
                        ExportId = id,
                        Service = service,
                        Name = name.Contains('.') ? name : $"{service}.{name}",
                        Expected = rows,
                        CreatedAt = clock.GetUtcNow(),
                    }
                );
            }
        }

        await using var work = await db.Begin(ct);
        db.ExportedTables.AddRange(tables);
        await work.Commit(ct);
        return tables;
    }

    private async Task<bool> Goes(Job job, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await RequestExport.StandInLine(db, ct);
        if (await Mine(job, ct) is not { } export)
        {
            return false;
        }

        if (export.StateAt(clock.GetUtcNow()) != ExportState.Failed)
        {
            return export.State == ExportState.Collecting;
        }

        // An operator put the job back.
        if (await db.Exports.AnyAsync(e => e.State == ExportState.Collecting, ct))
        {
            throw new JobDeferredException(Away);
        }

        export.GoOn();
        await RetryExport.Log(export, audit, ct);
        await work.Commit(ct);
        return true;
    }

    private Task<Export?> Mine(Job job, CancellationToken ct) =>
        db.Exports.SingleOrDefaultAsync(e => e.Id == job.ExportId && e.Tries == job.Try, ct);

    private async Task<IEnumerable<KeyValuePair<string, long>>> Count(
        string service,
        CancellationToken ct
    ) =>
        service == "core"
            ? await own.Count(ct)
            : (await Client(service).UsageAsync(new UsageRequest(), cancellationToken: ct)).Rows;

    private IAsyncEnumerable<ExportPart> Parts(
        string service,
        IReadOnlyCollection<string> done,
        CancellationToken ct
    ) => service == "core" ? own.Export(done, ct) : Ask(service, done, ct);

    private async IAsyncEnumerable<ExportPart> Ask(
        string service,
        IReadOnlyCollection<string> done,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var request = new ExportRequest();
        request.Done.AddRange(done);
        using var call = Client(service).Export(request, cancellationToken: ct);
        while (await call.ResponseStream.MoveNext(ct))
        {
            yield return call.ResponseStream.Current;
        }
    }

    private AccountData.AccountDataClient Client(string service) =>
        clients.CreateClient<AccountData.AccountDataClient>(service);
}
