using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Suppressions;

namespace LeadFuel.Reach.Contacts;

/// <summary>Takes pasted text or a file of up to 1 MiB. A bad row is told with its line and never stops the rest.</summary>
public static class ImportContacts
{
    private const int Largest = 1024 * 1024;

    public sealed record Request(
        string? Text,
        string? Base64,
        [MaxLength(200)] string? FileName,
        Dictionary<string, string>? Mapping,
        bool DryRun = false
    );

    public sealed record Column(string Header, string Field);

    public sealed record Rejection(int Line, string Column, string Reason);

    public sealed record View(
        Guid? Id,
        string Encoding,
        string Delimiter,
        IReadOnlyList<Column> Columns,
        int Rows,
        int Added,
        int Changed,
        int Duplicates,
        int Suppressed,
        int Rejected,
        IReadOnlyList<Rejection> Rejections
    );

    private sealed record Person(
        string Email,
        string First,
        string Last,
        string Company,
        string Title,
        string Country,
        Dictionary<string, string> More
    );

    public static void Map(RouteGroupBuilder imports) =>
        imports.MapPost(
            "",
            async (
                Request request,
                ReachDb db,
                CurrentAccount account,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, db, account, clock, ct)).ToOk()
        );

    public static async Task<Outcome<View>> Handle(
        Request request,
        ReachDb db,
        CurrentAccount account,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var file = ContactFile.Read(request.Text, request.Base64, Largest);
        if (file.Refused is { } refused)
        {
            return refused;
        }

        var (text, encoding) = file.Value;
        var (rows, delimiter) = ContactFile.Read(text);
        if (rows.Count == 0)
        {
            return Refuse.Invalid(
                "text",
                "There is nothing to import. Paste addresses, or choose a file with an address column."
            );
        }

        var headed = !rows[0].Cells.Any(cell => Address.TryRead(cell, out _, out _));
        var columns = Columns.Guess(rows, headed, request.Mapping);
        if (!columns.Any(column => column.Field == Columns.Email))
        {
            return Refuse.Invalid(
                "mapping",
                "No column holds addresses. Name the column that does."
            );
        }

        var people = new Dictionary<string, Person>();
        var rejections = new List<Rejection>();
        var (duplicates, total) = (0, 0);
        foreach (var row in Columns.OneAddressEach(headed ? rows.Skip(1) : rows, headed))
        {
            total++;
            if (Take(row, columns, out var person) is { } rejected)
            {
                rejections.Add(rejected);
            }
            else if (!people.TryAdd(person!.Email, person))
            {
                duplicates++;
            }
        }

        await using var work = await db.Begin(ct);
        if (!request.DryRun)
        {
            // One import of an account after the other, so that each counts what the one before has done.
            await db.Database.ExecuteSqlAsync(
                $"select pg_advisory_xact_lock(hashtextextended({"reach.import/" + db.Account.Email}, 0))",
                ct
            );
        }

        var emails = people.Keys.ToArray();
        var written = emails.SelectMany(DomainName.Forms).Distinct().ToArray();
        var domains = written.Select(Address.Domain).Distinct().ToArray();
        var known = (
            await db
                .Contacts.AsNoTracking()
                .Where(c => written.Contains(c.Email))
                .OrderBy(c => c.Email)
                .ToListAsync(ct)
        )
            .GroupBy(c => DomainName.Forms(c.Email)[0])
            .ToDictionary(same => same.Key, same => same.First());
        var blocked = await db
            .Suppressions.AsNoTracking()
            .Where(s => s.LiftedAt == null && (written.Contains(s.Key) || domains.Contains(s.Key)))
            .Select(s => s.Key)
            .ToListAsync(ct);
        var isBlocked = blocked.Select(key => DomainName.Forms(key)[0]).ToHashSet();
        var added = people.Values.Count(p => !known.ContainsKey(p.Email));
        var changed = people.Values.Count(p =>
            known.TryGetValue(p.Email, out var contact) && Changes(p, contact)
        );
        var suppressed = emails.Count(email =>
            isBlocked.Contains(email) || isBlocked.Contains(Address.Domain(email))
        );
        var import = new Import
        {
            Name = request.FileName is { Length: > 0 } name ? name : "Pasted",
            Added = added,
            Changed = changed,
            Duplicates = duplicates + people.Count - added - changed,
            Suppressed = suppressed,
            Rejected = rejections.Count,
            By = account.Member,
            CreatedAt = clock.GetUtcNow(),
        };
        var view = new View(
            request.DryRun ? null : import.Id,
            encoding,
            delimiter.ToString(),
            columns,
            total,
            added,
            changed,
            import.Duplicates,
            suppressed,
            rejections.Count,
            [.. rejections.Take(200)]
        );
        if (request.DryRun)
        {
            return view;
        }

        db.Imports.Add(import);
        db.ImportRejections.AddRange(
            rejections
                .Select(r => new ImportRejection
                {
                    ImportId = import.Id,
                    Line = r.Line,
                    Column = r.Column,
                    Reason = r.Reason,
                })
                .DistinctBy(r => r.Line)
        );
        await work.Flush(ct);
        await Contact.OneForm(db, written, ct);
        await Merge(
            db,
            [
                .. people.Values.Where(p =>
                    !known.TryGetValue(p.Email, out var contact) || Changes(p, contact)
                ),
            ],
            import.Id,
            clock.GetUtcNow(),
            ct
        );
        return await work.Commit(view, ct);
    }

    private static Rejection? Take(FileRow row, IReadOnlyList<Column> columns, out Person? person)
    {
        person = null;
        var values = columns
            .Select((column, at) => (column, Value: at < row.Cells.Length ? row.Cells[at] : ""))
            .ToList();
        var (column, cell) = values.First(pair => pair.column.Field == Columns.Email);
        if (!Address.TryRead(cell, out var email, out var name))
        {
            return new(
                row.Line,
                column.Header,
                cell.Length == 0 ? "The address is missing." : "This is not a mail address."
            );
        }

        if (values.FirstOrDefault(pair => pair.Value.Length > 1000).column is { } long_)
        {
            return new(row.Line, long_.Header, "This holds more than 1,000 characters.");
        }

        string Of(string field) =>
            values.FirstOrDefault(pair => pair.column.Field == field).Value ?? "";
        var full = Of(Columns.Name) is { Length: > 0 } given ? given : name;
        var space = full.IndexOf(' ', StringComparison.Ordinal);
        person = new(
            email,
            Of("first_name") is { Length: > 0 } first ? first
                : space > 0 ? full[..space]
                : full,
            Of("last_name") is { Length: > 0 } last ? last
                : space > 0 ? full[(space + 1)..].Trim()
                : "",
            Of("company"),
            Of("title"),
            Of("country"),
            values
                .Where(pair => pair.Value.Length > 0 && Columns.IsFurther(pair.column.Field))
                .DistinctBy(pair => pair.column.Field)
                .ToDictionary(pair => pair.column.Field, pair => pair.Value)
        );
        return null;
    }

    private static bool Changes(Person person, Contact contact) =>
        contact.DeletedAt is not null
        || Differs(person.First, contact.FirstName)
        || Differs(person.Last, contact.LastName)
        || Differs(person.Company, contact.Company)
        || Differs(person.Title, contact.Title)
        || Differs(person.Country, contact.Country)
        || person.More.Any(more => contact.Attributes.GetValueOrDefault(more.Key) != more.Value);

    private static bool Differs(string given, string known) => given.Length > 0 && given != known;

    // An empty cell says nothing; what is known stays.
    private static Task<int> Merge(
        ReachDb db,
        Person[] people,
        Guid import,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into contacts (account_email, id, email, first_name, last_name, company, title, country, attributes, import_id, created_at, updated_at, version)
            select {db.Account.Email}, p.id, p.email, p.first, p.last, p.company, p.title, p.country, p.more::jsonb, {import}, {now}, {now}, 1
              from unnest({people.Select(_ => Guid.CreateVersion7()).ToArray()}, {people.Select(p =>
                p.Email
            ).ToArray()}, {people.Select(p => p.First).ToArray()},
                {people.Select(p => p.Last).ToArray()}, {people.Select(p =>
                p.Company
            ).ToArray()}, {people.Select(p => p.Title).ToArray()},
                {people.Select(p => p.Country).ToArray()}, {people.Select(p =>
                JsonSerializer.Serialize(p.More, HouseJson.Options)
            ).ToArray()})
                as p (id, email, first, last, company, title, country, more)
             order by p.email collate "C"
            on conflict (account_email, email) do update set
              first_name = coalesce(nullif(excluded.first_name, ''), contacts.first_name), last_name = coalesce(nullif(excluded.last_name, ''), contacts.last_name),
              company = coalesce(nullif(excluded.company, ''), contacts.company), title = coalesce(nullif(excluded.title, ''), contacts.title),
              country = coalesce(nullif(excluded.country, ''), contacts.country), attributes = contacts.attributes || excluded.attributes,
              import_id = excluded.import_id, updated_at = excluded.updated_at, deleted_at = null, version = contacts.version + 1
            """,
            ct
        );
}
