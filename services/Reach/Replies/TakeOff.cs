using LeadFuel.Reach.AuditEntries;
using LeadFuel.Reach.Suppressions;

namespace LeadFuel.Reach.Replies;

/// <summary>Who asks for no more mail gets none, from no campaign. A guess may be about somebody else: a person says first whose it is.</summary>
internal static class TakeOff
{
    public static bool Asked(Reply reply) =>
        reply
            is {
                Automatic: false,
                EnrolmentId: not null,
                Match: MatchKind.Token or MatchKind.Reference or MatchKind.Person
            }
        && RemovalRequest.In(reply.Text);

    /// <summary>The row that says in a suppression which answer it comes from.</summary>
    public static string Source(Guid replyId) => $"reply:{replyId}";

    /// <summary>Locks the address, and answers whose sequences run to it: before anybody's sequence is locked.</summary>
    public static async Task<Guid[]> Lock(ReachDb db, Reply reply, CancellationToken ct) =>
        await SuppressAddress.Lock(db, SuppressionKind.Address, await Whose(db, reply, ct), ct);

    public static async Task Apply(
        ReachDb db,
        Reply reply,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        await SuppressAddress.Suppress(
            db,
            await Whose(db, reply, ct),
            SuppressionReason.Unsubscribed,
            Source(reply.Id),
            now,
            ct
        );

    /// <summary>The answer turned out to be somebody else's, who never asked for it.</summary>
    public static async Task Undo(
        ReachDb db,
        Guid replyId,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var source = Source(replyId);
        var wrong = await db
            .Suppressions.Where(s => s.Source == source && s.LiftedAt == null)
            .ToListAsync(ct);
        foreach (var suppression in wrong)
        {
            suppression.Lift(db.Account.Member, "The answer was somebody else's.", now);
            db.Enqueue(
                AppendAudit.Job.Of(
                    db.Account,
                    now,
                    "suppression.lifted",
                    suppression.Id,
                    "Mail is allowed again (address): the answer that asked for none was somebody else's."
                )
            );
        }
    }

    /// <summary>The address that gets no more mail, by the source that names the answer.</summary>
    public static async Task<Dictionary<string, string>> By(
        ReachDb db,
        IEnumerable<Reply> replies,
        CancellationToken ct
    )
    {
        var sources = replies.Select(r => Source(r.Id)).ToArray();
        return await db
            .Suppressions.Where(s => s.LiftedAt == null && sources.Contains(s.Source))
            .ToDictionaryAsync(s => s.Source, s => s.Key, ct);
    }

    private static Task<string> Whose(ReachDb db, Reply reply, CancellationToken ct) =>
        db.Enrolments.Where(e => e.Id == reply.EnrolmentId).Select(e => e.Email).SingleAsync(ct);
}
