using System.Text.RegularExpressions;
using LeadFuel.Reach.Domains;

namespace LeadFuel.Reach.Contacts;

public static partial class ListContacts
{
    public sealed record Item(
        Guid Id,
        string Email,
        string FirstName,
        string LastName,
        string Company,
        string Title,
        string Country,
        DateTimeOffset CreatedAt,
        int Version
    );

    public sealed record View(IReadOnlyList<Item> Items, string? Next);

    public static void Map(RouteGroupBuilder contacts) =>
        contacts.MapGet(
            "",
            async (
                int? limit,
                string? after,
                string? q,
                Guid? importId,
                bool? deleted,
                ReachDb db,
                CancellationToken ct
            ) =>
                TypedResults.Ok(
                    await Handle(limit ?? 50, after ?? "", q, importId, deleted ?? false, db, ct)
                )
        );

    /// <summary>By address. `deleted`: those that can be taken back.</summary>
    public static async Task<View> Handle(
        int limit,
        string after,
        string? q,
        Guid? importId,
        bool deleted,
        ReachDb db,
        CancellationToken ct
    )
    {
        var take = Math.Clamp(limit, 1, 200);
        var words = (q ?? "").Trim();
        var like = $"%{Words().Replace(words, "\\$0")}%";
        var address = $"%{Words().Replace(DomainName.Forms(words)[0], "\\$0")}%";
        await using var work = await db.Begin(ct);
        var contacts = deleted
            ? db
                .Contacts.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                .Where(c => c.DeletedAt != null)
            : db.Contacts;
        var items = await contacts
            .AsNoTracking()
            .Where(c => string.Compare(c.Email, after) > 0)
            .Where(c => importId == null || c.ImportId == importId)
            .Where(c =>
                words == ""
                || EF.Functions.ILike(c.Email, like, "\\")
                || EF.Functions.ILike(c.Email, address, "\\")
                || EF.Functions.ILike(c.FirstName + " " + c.LastName, like, "\\")
                || EF.Functions.ILike(c.Company, like, "\\")
            )
            .OrderBy(c => c.Email)
            .Take(take + 1)
            .Select(c => new Item(
                c.Id,
                c.Email,
                c.FirstName,
                c.LastName,
                c.Company,
                c.Title,
                c.Country,
                c.CreatedAt,
                c.Version
            ))
            .ToListAsync(ct);
        return new([.. items.Take(take)], items.Count > take ? items[take - 1].Email : null);
    }

    // What has a meaning in a pattern is taken as it is written.
    [GeneratedRegex(@"[%_\\]")]
    private static partial Regex Words();
}
