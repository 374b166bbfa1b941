using System.ComponentModel.DataAnnotations;
using LeadFuel.Orbit.People;

namespace LeadFuel.Orbit.Exclusions;

/// <summary>What a rule would remove from one's own mailboxes, before it is made. What it removes from others' is theirs to know.</summary>
public static class PreviewExclusion
{
    public sealed record Request(ExclusionKind Kind, [MaxLength(254)] string Value);

    public sealed record View(string Value, int Messages, int People);

    public static void Map(RouteGroupBuilder exclusions) =>
        exclusions
            .MapPost(
                "/preview",
                async (Request request, OrbitDb db, CurrentAccount account, CancellationToken ct) =>
                    (await Handle(request, db, account, ct)).ToOk()
            )
            .WithoutPlan();

    public static async Task<Outcome<View>> Handle(
        Request request,
        OrbitDb db,
        CurrentAccount account,
        CancellationToken ct
    )
    {
        if (Normal(request.Kind, request.Value) is not { } value)
        {
            return Refuse.Invalid(
                "value",
                "This is no address, domain or name that a rule could look for."
            );
        }

        await using var work = await db.Begin(ct);
        var mails = await Excluded.By(db, account.Member, request.Kind, value, ct);
        var (messages, people) = await Excluded.Count(db, account.Member, mails, ct);
        return new View(value, messages, people);
    }

    /// <summary>Null when nothing can match it.</summary>
    public static string? Normal(ExclusionKind kind, string value)
    {
        var bare = value.Trim().ToLowerInvariant();
        return kind switch
        {
            ExclusionKind.Address => EmailAddress.Normal(bare),
            ExclusionKind.Domain => EmailAddress.Normal("x@" + bare.TrimStart('@')) is { } email
                ? EmailAddress.Domain(email)
                : null,
            ExclusionKind.Folder or ExclusionKind.Category => bare.Length > 0 ? bare : null,
            _ => "",
        };
    }
}
