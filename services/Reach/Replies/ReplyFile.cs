using System.Globalization;
using System.Text;
using LeadFuel.Reach.Providers.Resend;
using Microsoft.Net.Http.Headers;

namespace LeadFuel.Reach.Replies;

/// <summary>What came attached to an answer. Its bytes stay at Resend: nothing of them is stored, opened or looked at here.</summary>
[Stored(
    "Files that came with answers through Resend: name, type and size. The files themselves stay there, and pass through while you download one.",
    Kept.UntilDeleted
)]
public sealed class ReplyFile : IOwned
{
    /// <summary>What passes through at most, in bytes.</summary>
    public const long Largest = 25 * 1024 * 1024;

    /// <summary>Of one answer so many are named; the answer itself knows how many there were.</summary>
    public const int Most = 100;
    public const int LongestName = 150;
    private const int LongestEnding = 20;
    private const string SomeType = "application/octet-stream";

    // What no name on Windows may hold.
    private const string Reserved = "<>:\"|?*";

    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public string AccountEmail { get; private set; } = "";

    [Purpose("Which answer it came with")]
    public required Guid ReplyId { get; init; }

    [Purpose("Its place among the files of the answer")]
    public required int Number { get; init; }

    [Purpose("Names the file at Resend, where its bytes stay")]
    public required string ResendId { get; init; }

    [Purpose("What the writer called it")]
    public required string Name { get; init; }

    [Purpose("What kind of file the writer's mail said it is")]
    public required string ContentType { get; init; }

    [Purpose("Its size in bytes, where Resend says it")]
    public long? Size { get; init; }

    public bool TooLarge => Size > Largest;

    public static IEnumerable<ReplyFile> Of(Guid replyId, IEnumerable<ReceivedFile> files) =>
        files
            .Where(file => file.Id.Length is > 0 and <= 100)
            .Take(Most)
            .Select(
                (file, n) =>
                    new ReplyFile
                    {
                        ReplyId = replyId,
                        Number = n,
                        ResendId = file.Id,
                        Name = CleanName(file.Name),
                        ContentType = CleanType(file.ContentType),
                        Size = file.Size,
                    }
            );

    /// <summary>
    /// A name that is one on any computer: no path, nothing that steers a terminal, a header or the direction of writing, and
    /// with its ending, by which people and programs know what it is.
    /// </summary>
    public static string CleanName(string given)
    {
        var clean = new StringBuilder();
        var last = given[(given.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        foreach (var rune in last.EnumerateRunes().Where(rune => !Steers(rune)))
        {
            var sign = rune.ToString();
            clean.Append(Reserved.Contains(sign, StringComparison.Ordinal) ? "_" : sign);
        }

        var name = clean.ToString().Trim(' ', '.');
        if (name.Length > LongestName)
        {
            var ending = Path.GetExtension(name);
            ending = ending.Length <= LongestEnding ? ending : "";
            name = Beginning.Within(name, LongestName - ending.Length).TrimEnd(' ', '.') + ending;
        }

        return name.Length > 0 ? name : "attachment";
    }

    private static bool Steers(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    private static string CleanType(string given) =>
        MediaTypeHeaderValue.TryParse(given, out var type)
        && type.MediaType.ToString() is { Length: > 0 and <= 100 } name
            ? name.ToLowerInvariant()
            : SomeType;

    public sealed class Table : IEntityTypeConfiguration<ReplyFile>
    {
        public void Configure(EntityTypeBuilder<ReplyFile> files)
        {
            files.HasKey(f => new { f.AccountEmail, f.Id });
            files.Ignore(f => f.TooLarge);
            files
                .HasOne<Reply>()
                .WithMany()
                .HasForeignKey(f => new { f.AccountEmail, f.ReplyId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
