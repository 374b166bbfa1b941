using System.Globalization;
using System.Text;

namespace LeadFuel.Reach.Sends;

/// <summary>For each person and step: sent, or why not. As a list and as a file of all rows.</summary>
public static class ListDecisions
{
    public sealed record Item(
        Guid EnrolmentId,
        Guid ContactId,
        string Email,
        string Name,
        int StepNumber,
        Verdict Verdict,
        string Reason,
        string Why,
        string Evidence,
        DateTimeOffset Since,
        DateTimeOffset? Until,
        Guid? MessageId,
        MessageState? MessageState,
        string KnownTo
    );

    public sealed record View(IReadOnlyList<Item> Items, string? Next);

    public static void Map(RouteGroupBuilder campaigns)
    {
        campaigns.MapGet(
            "/{id:guid}/decisions",
            async (
                Guid id,
                string? reason,
                int? step,
                string? q,
                Guid? enrolment,
                int? limit,
                string? after,
                ReachDb db,
                CancellationToken ct
            ) => (await Handle(id, reason, step, q, enrolment, limit ?? 50, after, db, ct)).ToOk()
        );
        campaigns.MapGet("/{id:guid}/decisions.csv", Csv);
    }

    public static async Task<Outcome<View>> Handle(
        Guid id,
        string? reason,
        int? step,
        string? q,
        Guid? enrolment,
        int limit,
        string? after,
        ReachDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit, 1, 200);
        await using var work = await db.Begin(ct);
        if (!await db.Campaigns.AnyAsync(c => c.Id == id, ct))
        {
            return Refuse.NotFound("campaign");
        }

        var items = await Page(db, id, reason, step, q, enrolment, after, take + 1, ct);
        return new View(
            [.. items.Take(take)],
            items.Count > take
                ? $"{items[take - 1].EnrolmentId}_{items[take - 1].StepNumber}"
                : null
        );
    }

    private static async Task<List<Item>> Page(
        ReachDb db,
        Guid campaign,
        string? reason,
        int? step,
        string? q,
        Guid? enrolment,
        string? after,
        int take,
        CancellationToken ct
    )
    {
        var (afterId, afterStep) = Cursor(after);
        var like =
            $"%{(q ?? "").Trim().ToLowerInvariant().Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        var rows = await (
            from d in db.Decisions.AsNoTracking()
            join e in db.Enrolments on d.EnrolmentId equals e.Id
            from c in db.Contacts.Where(c => c.Id == e.ContactId).DefaultIfEmpty()
            from m in db
                .Messages.Where(m => m.EnrolmentId == d.EnrolmentId && m.StepId == d.StepId)
                .DefaultIfEmpty()
            where
                d.CampaignId == campaign
                && (reason == null || d.Reason == reason)
                && (step == null || d.StepNumber == step)
                && (enrolment == null || d.EnrolmentId == enrolment)
                && (
                    EF.Functions.Like(e.Email, like, "\\")
                    || EF.Functions.ILike(c.FirstName + " " + c.LastName, like, "\\")
                )
                && (
                    d.EnrolmentId.CompareTo(afterId) > 0
                    || (d.EnrolmentId == afterId && d.StepNumber > afterStep)
                )
            orderby d.EnrolmentId, d.StepNumber
            select new
            {
                Decision = d,
                e.ContactId,
                e.Email,
                e.KnownTo,
                First = c == null ? "" : c.FirstName,
                Last = c == null ? "" : c.LastName,
                MessageId = m == null ? (Guid?)null : m.Id,
                State = m == null ? (MessageState?)null : m.State,
            }
        )
            .Take(take)
            .ToListAsync(ct);
        return rows.ConvertAll(row => new Item(
            row.Decision.EnrolmentId,
            row.ContactId,
            row.Email,
            $"{row.First} {row.Last}".Trim(),
            row.Decision.StepNumber,
            row.Decision.Verdict,
            row.Decision.Reason,
            row.Decision.Reason == Gates.PlanEnded
                ? row.Decision.Evidence
                : Gates.Says(row.Decision.Reason),
            row.Decision.Evidence,
            row.Decision.Since,
            row.Decision.Until,
            row.MessageId,
            row.State,
            row.KnownTo
        ));
    }

    private static (Guid Id, int Step) Cursor(string? after) =>
        after?.Split('_') is [var id, var step]
        && Guid.TryParse(id, out var enrolment)
        && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (enrolment, number)
            : (Guid.Empty, 0);

    private static async Task<IResult> Csv(Guid id, ReachDb db, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        if (!await db.Campaigns.AnyAsync(c => c.Id == id, ct))
        {
            return new RefusedResult(Refuse.NotFound("campaign"));
        }

        var file = new StringBuilder("email,name,step,verdict,reason,why,evidence,since,until\r\n");
        string? after = null;
        while (true)
        {
            var items = await Page(db, id, null, null, null, null, after, 1000, ct);
            foreach (var item in items)
            {
                file.AppendJoin(
                        ',',
                        Cell(item.Email),
                        Cell(item.Name),
                        item.StepNumber.ToString(CultureInfo.InvariantCulture),
                        Cell(item.Verdict.ToString().ToLowerInvariant()),
                        Cell(item.Reason),
                        Cell(item.Why),
                        Cell(item.Evidence),
                        item.Since.ToString("O", CultureInfo.InvariantCulture),
                        item.Until?.ToString("O", CultureInfo.InvariantCulture) ?? ""
                    )
                    .Append("\r\n");
            }

            if (items.Count < 1000)
            {
                return TypedResults.File(
                    Encoding.UTF8.GetBytes(file.ToString()),
                    "text/csv; charset=utf-8",
                    "decisions.csv"
                );
            }

            after = $"{items[^1].EnrolmentId}_{items[^1].StepNumber}";
        }
    }

    // A cell that begins like a formula would run in a spreadsheet.
    private static string Cell(string text)
    {
        var safe =
            text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)
                ? $"'{text}"
                : text;
        return safe.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }
}
