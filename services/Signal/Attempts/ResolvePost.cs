using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Notices;
using LeadFuel.Signal.Posts;
using LeadFuel.Signal.Providers.LinkedIn;

namespace LeadFuel.Signal.Attempts;

/// <summary>A person says what became of a post: it is there, with its link, or it is not there. Only then can it go again.</summary>
public static partial class ResolvePost
{
    public sealed record Request(
        [StringLength(2_000, ErrorMessage = "A link has at most 2,000 characters.")] string? Url,
        bool NotFound
    );

    public static void Map(RouteGroupBuilder posts) =>
        posts
            .MapPost(
                "/{id:guid}/resolution",
                async (
                    Guid id,
                    Request request,
                    SignalDb db,
                    LinkedInClient linkedIn,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Handle(id, request, db, linkedIn, clock, ct)).ToOk()
            )
            .WithoutPlan()
            .ByMembersOnly();

    public static async Task<Outcome<GetPost.View>> Handle(
        Guid id,
        Request request,
        SignalDb db,
        LinkedInClient linkedIn,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        if (await GetPost.Locked(id, db, ct) is not { } post)
        {
            return Refuse.NotFound("post");
        }

        if (post.State != PostState.Unknown)
        {
            return Refuse.Conflict(
                "What became of this post is known. Look at its state.",
                "post-not-unknown"
            );
        }

        var attempt = await db.Attempts.SingleAsync(
            a => a.PostId == id && a.State == AttemptState.Unknown,
            ct
        );
        var now = clock.GetUtcNow();
        if (request.NotFound)
        {
            attempt.End(AttemptState.Absent, "said-not-there", now);
            post.PutBack();
        }
        else
        {
            var url = request.Url?.Trim() ?? "";
            if (Urn(url) is not { } urn)
            {
                return Refuse.Invalid(
                    "url",
                    "This is no link to a post. Open the post at LinkedIn, choose Copy link, and paste it here."
                );
            }

            if (
                await db
                    .Posts.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                    .AnyAsync(p => p.Urn == urn, ct)
            )
            {
                return Refuse.Invalid("url", "This link belongs to another post of yours.");
            }

            attempt.End(AttemptState.Bound, "said-there", now);
            // The pasted address may be anybody's; what it names is shown by our own.
            post.Publish(urn, linkedIn.Permalink(urn), attempt.SentAt);
            post.Edited(now);
            TellEvent.Published(db, post);
        }

        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "post.resolved",
                id,
                request.NotFound
                    ? "Said that a post did not go out; it is a draft again."
                    : "Said that a post went out."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await GetPost.Read(post, db, ct), ct);
    }

    // feed/update/urn:li:share:1, the same percent-encoded, or posts/maria-kern_words-activity-1-AbC.
    internal static string? Urn(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && Named().Match(Uri.UnescapeDataString(url)) is { Success: true } named
            ? $"urn:li:{named.Groups["kind"].Value}:{named.Groups["number"].Value}"
            : null;

    [GeneratedRegex(@"(?:urn:li:|-)(?<kind>share|ugcPost|activity)[:-](?<number>\d{6,20})")]
    private static partial Regex Named();
}
