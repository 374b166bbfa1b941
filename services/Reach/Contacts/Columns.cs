namespace LeadFuel.Reach.Contacts;

/// <summary>Which column of a file fills which field; what is not known becomes a merge field of its own.</summary>
internal static class Columns
{
    public const string Email = "email";
    public const string Name = "name";
    private static readonly string[] Own =
    [
        "",
        Email,
        Name,
        "first_name",
        "last_name",
        "company",
        "title",
        "country",
    ];

    private static readonly Dictionary<string, string> Known = Words(
        (Email, "email emailaddress mail emailadresse correo courriel"),
        ("first_name", "firstname vorname prenom nombre givenname"),
        ("last_name", "lastname nachname surname nom apellido familyname"),
        (Name, "name fullname contact"),
        (
            "company",
            "company companyname firma organisation organization account unternehmen entreprise empresa"
        ),
        ("title", "title jobtitle position role titel funktion"),
        ("country", "country land pays pais")
    );

    public static bool IsFurther(string field) => !Own.Contains(field);

    public static IReadOnlyList<ImportContacts.Column> Guess(
        IReadOnlyList<FileRow> rows,
        bool headed,
        Dictionary<string, string>? mapping
    )
    {
        var width = rows.Max(row => row.Cells.Length);
        var emailAt = Enumerable
            .Range(0, width)
            .FirstOrDefault(
                at =>
                    rows.Take(20)
                        .Any(row =>
                            at < row.Cells.Length && Address.TryRead(row.Cells[at], out _, out _)
                        ),
                -1
            );
        var columns = Enumerable
            .Range(0, width)
            .Select(at =>
            {
                var header =
                    headed && at < rows[0].Cells.Length ? rows[0].Cells[at] : $"Column {at + 1}";
                var field =
                    mapping?.GetValueOrDefault(header)
                    ?? (
                        headed ? Of(header)
                        : at == emailAt ? Email
                        : ""
                    );
                return new ImportContacts.Column(header, field);
            })
            .ToList();
        if (emailAt >= 0 && columns.TrueForAll(column => column.Field != Email))
        {
            columns[emailAt] = columns[emailAt] with { Field = Email };
        }

        return columns;
    }

    // Addresses pasted on one line are a row each.
    public static IEnumerable<FileRow> OneAddressEach(IEnumerable<FileRow> rows, bool headed) =>
        rows.SelectMany(row =>
            !headed
            && row.Cells.Where(cell => cell.Length > 0)
                .All(cell => Address.TryRead(cell, out _, out _))
                ? row
                    .Cells.Where(cell => cell.Length > 0)
                    .Select(cell => new FileRow(row.Line, [cell]))
                : [row]
        );

    private static string Of(string header)
    {
        var bare = string.Concat(header.ToLowerInvariant().Where(char.IsLetterOrDigit));
        return Known.TryGetValue(bare, out var field)
            ? field
            : string.Concat(
                    header.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : '_')
                )
                .Trim('_');
    }

    private static Dictionary<string, string> Words(params (string Field, string Words)[] fields) =>
        fields
            .SelectMany(field => field.Words.Split(' ').Select(word => (word, field.Field)))
            .ToDictionary(pair => pair.word, pair => pair.Field);
}
