using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Suppressions;

/// <summary>
/// Takes a list of people and domains that get no mail, such as the one kept elsewhere until now. It goes in by parts, each whole;
/// the same list again changes nothing.
/// </summary>
public static class ImportSuppressions
{
    private const int Largest = 1024 * 1024;

    // Each key holds a lock until its part is in.
    private const int Part = 500;

    public sealed record Request(
        string? Text,
        string? Base64,
        [EnumDataType(typeof(SuppressionReason), ErrorMessage = "Say why they get no mail.")]
            SuppressionReason Reason = SuppressionReason.Manual,
        [StringLength(300, ErrorMessage = "A note has at most 300 characters.")] string? Note = null
    );

    public sealed record Rejection(int Line, string Reason);

    /// <param name="Known">On the list already for this reason.</param>
    public sealed record View(
        int Rows,
        int Added,
        int Known,
        int Rejected,
        IReadOnlyList<Rejection> Rejections
    );

    private sealed record Entry(SuppressionKind Kind, string Key);

    private sealed record Hit(Guid EnrolmentId, Guid SuppressionId, short Kind);

    public static void Map(RouteGroupBuilder suppressions) =>
        suppressions
            .MapPost(
                "/import",
                async (Request request, ReachDb db, TimeProvider clock, CancellationToken ct) =>
                    (await Handle(request, db, clock, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<View>> Handle(
        Request request,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var file = ContactFile.Read(request.Text, request.Base64, Largest);
        if (file.Refused is { } refused)
        {
            return refused;
        }

        var (rows, _) = ContactFile.Read(file.Value.Text);
        var rejections = new List<Rejection>();
        var entries = new Dictionary<Entry, Entry>();
        var read = 0;
        foreach (var row in rows)
        {
            // One a row, or many on one line as people paste them.
            var cells = row.Cells.Where(cell => cell.Length > 0).ToList();
            var many = cells.Count > 1 && cells.TrueForAll(cell => Of(cell) is not null);
            foreach (var cell in many ? cells : cells.Take(1))
            {
                if (Of(cell) is { } entry)
                {
                    read++;
                    entries.TryAdd(entry, entry);
                }
                else if (row != rows[0])
                {
                    read++;
                    rejections.Add(new(row.Line, "This is neither an address nor a domain."));
                }
            }
        }

        if (entries.Count == 0)
        {
            return Refuse.Invalid(
                "text",
                "There is no address and no domain in it. Give one a line, in the first column."
            );
        }

        var (added, now) = (0, clock.GetUtcNow());
        foreach (var part in entries.Keys.Chunk(Part))
        {
            await using var work = await db.Begin(ct);
            added += await Take(part, request, now, db, ct);
            await work.Commit(ct);
        }

        await using var last = await db.Begin(ct);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "suppressions.imported",
                Guid.Empty,
                $"{added} addresses and domains get no more mail."
            )
        );
        return await last.Commit(
            new View(
                read,
                added,
                entries.Count - added,
                rejections.Count,
                [.. rejections.Take(200)]
            ),
            ct
        );
    }

    private static Entry? Of(string cell)
    {
        if (Address.TryRead(cell, out var address, out _))
        {
            return new(SuppressionKind.Address, address);
        }

        return
            !cell.TrimStart().TrimStart('@').Contains('@', StringComparison.Ordinal)
            && DomainName.TryRead(cell.Trim().TrimStart('@'), out var domain)
            ? new(SuppressionKind.Domain, domain)
            : null;
    }

    // As SuppressAddress does for one: whoever claims a mail to one of them waits, or is waited for.
    private static async Task<int> Take(
        Entry[] part,
        Request request,
        DateTimeOffset now,
        ReachDb db,
        CancellationToken ct
    )
    {
        var account = db.Account.Email;
        var locks = part.Select(e => SuppressionCheck.LockKey(account, e.Kind, e.Key)).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended(k.k, 0)) from (select k from unnest({locks}) k order by k) k",
            ct
        );
        var kinds = part.Select(e => (short)e.Kind).ToArray();
        var keys = part.Select(e => e.Key).ToArray();
        var ids = part.Select(_ => Guid.CreateVersion7()).ToArray();
        var forms = part.SelectMany(e => DomainName.Forms(e.Key).Select(form => (e.Key, form)))
            .Distinct()
            .ToList();
        var (of, written) = (
            forms.ConvertAll(form => form.Key).ToArray(),
            forms.ConvertAll(form => form.form).ToArray()
        );
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into suppressions (account_email, id, kind, key, reason, note, source, created_at, version)
            select {account}, e.id, e.kind, e.key, {(short)request.Reason}, {request.Note?.Trim()
                ?? ""}, {"member:" + db.Account.Member}, {now}, 1
              from unnest({ids}, {kinds}, {keys}) as e (id, kind, key)
            on conflict (account_email, kind, key, reason) where lifted_at is null do nothing
            """,
            ct
        );
        var hits = await db
            .Database.SqlQuery<Hit>(
                $"""
                select e.id as enrolment_id, s.id as suppression_id, s.kind
                  from suppressions s
                  join unnest({of}, {written}) as f (key, form) on f.key = s.key
                  join enrolments e on e.account_email = s.account_email and e.state = {(short)
                    EnrolmentState.Active}
                   and ((s.kind = {(short)
                    SuppressionKind.Address} and e.email = f.form)
                     or (s.kind = {(short)
                    SuppressionKind.Domain} and substring(e.email from '[^@]*$') = f.form))
                 where s.account_email = {account} and s.lifted_at is null and s.reason = {(short)
                    request.Reason}
                """
            )
            .ToListAsync(ct);
        // All of them before the first stop, which ends at its campaigns: those come last in the order.
        await StopEnrolments.Hold(db, [.. hits.Select(hit => hit.EnrolmentId).Distinct()], ct);
        foreach (var by in hits.GroupBy(hit => (hit.SuppressionId, hit.Kind)))
        {
            await StopEnrolments.Stop(
                db,
                [.. by.Select(hit => hit.EnrolmentId)],
                Gates.ReasonOf((SuppressionKind)by.Key.Kind, request.Reason),
                $"suppression:{by.Key.SuppressionId}",
                now,
                ct
            );
        }

        return added;
    }
}
