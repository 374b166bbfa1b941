using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Reach.Unsubscribes;
using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Sends;

/// <summary>The claim on a mail: bytes to hand to Resend now, or how long to wait, or nothing more to do.</summary>
internal sealed record Claim(byte[]? Body = null, TimeSpan? Wait = null)
{
    public string Key { get; init; } = "";
    public string Purpose { get; init; } = ResendClient.Campaign;

    /// <summary>An earlier try with an unknown outcome stands open, so no refusal of this one can be final.</summary>
    public bool Repeat { get; init; }

    public static readonly Claim Done = new();
}

/// <summary>Decides over a mail and freezes its bytes, in one transaction with the check of all that could forbid it.</summary>
internal sealed class ClaimMessage(
    ReachDb db,
    UnsubscribeToken unsubscribes,
    IConfiguration configuration,
    TimeProvider clock
)
{
    private static readonly TimeSpan WhileOrbitIsAway = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhilePlanEnded = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WhileSuspended = TimeSpan.FromHours(1);

    private sealed record Rows(
        Message Message,
        Enrolment Enrolment,
        PlanVersion Plan,
        Draft? Draft,
        Contact? Contact,
        string? ReplyInbox,
        Snapshot Snapshot
    );

    /// <summary>Whether the mail would go if it were its turn, so that none takes a turn for nothing. Locks and changes nothing.</summary>
    public async Task<bool> WouldSend(
        Guid id,
        FirstTouch touch,
        string? planSays,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var message = await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct);
        return message is { Open: true, State: not MessageState.Uncertain }
            && (
                message.EnrolmentId is null
                || Gates
                    .Decide(
                        (await Read(message, [], touch, planSays, ct)).Snapshot,
                        clock.GetUtcNow()
                    )
                    .Gate == Gate.Send
            );
    }

    public async Task<Claim> Take(Guid id, FirstTouch touch, string? planSays, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var address = await db
            .Messages.Where(m => m.Id == id)
            .Join(db.Enrolments, m => m.EnrolmentId, e => e.Id, (_, e) => e.Email)
            .SingleOrDefaultAsync(ct);
        // A stop of this address waits until this transaction ends, or is seen by it.
        var blocks = address is null ? [] : await SuppressionCheck.Find(db, address, ct);
        var message = await AcceptMessage.Locked(db, id, ct);
        if (message?.State is not (MessageState.Planned or MessageState.Submitting))
        {
            return Claim.Done;
        }

        var claim = message.EnrolmentId is null
            ? Test(message)
            : await Judge(await Read(message, blocks, touch, planSays, ct), touch, ct);
        await work.Commit(ct);
        return claim;
    }

    // A member's own mail to themselves: its bytes were frozen when it was asked for.
    private Claim Test(Message message)
    {
        var now = clock.GetUtcNow();
        if (now - message.FirstAttemptAt >= Message.RepeatableFor)
        {
            message.Uncertain("no answer for 23 hours");
            return Claim.Done;
        }

        message.TryAgain(now);
        return Again(message);
    }

    private async Task<Claim> Judge(Rows rows, FirstTouch touch, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (message, enrolment) = (rows.Message, rows.Enrolment);
        var judged = Gates.Decide(rows.Snapshot, now);
        var ledger = await db.Decisions.SingleAsync(
            d => d.EnrolmentId == enrolment.Id && d.StepId == message.StepId,
            ct
        );
        if (touch.Told)
        {
            enrolment.Told(touch.KnownTo, now);
        }

        if (message.State == MessageState.Submitting)
        {
            var tooLate = now - message.FirstAttemptAt >= Message.RepeatableFor;
            if (tooLate || judged.Gate == Gate.Never)
            {
                // Repeating could reach a person who may get nothing any more; a webhook or a member settles it.
                message.Uncertain(tooLate ? "no answer for 23 hours" : judged.Reason);
                ledger.Decide(
                    Verdict.Waiting,
                    Gates.OutcomeUnknown,
                    $"message:{message.Id}",
                    null,
                    now
                );
                return Claim.Done;
            }

            if (judged.Gate == Gate.Send)
            {
                message.TryAgain(now);
                return Again(message);
            }
        }

        switch (judged.Gate)
        {
            case Gate.Never:
                await StopEnrolments.Stop(
                    db,
                    [enrolment.Id],
                    judged.Reason,
                    judged.Evidence,
                    now,
                    ct
                );
                return Claim.Done;
            case Gate.Defer:
                ledger.Decide(Verdict.Waiting, judged.Reason, judged.Evidence, judged.Until, now);
                // Bytes of an earlier version may go by a sender that the campaign has no more.
                if (judged.Reason == Gates.DomainUnverified && message.Payload is null)
                {
                    await PauseCampaign.Unverified(db, message.CampaignId, now, ct);
                }

                return new Claim(Wait: WaitFor(judged, message, now));
            default:
                message.Freeze(
                    enrolment.Email,
                    message.Payload ?? await Render(rows, ct),
                    now,
                    rows.Plan.Number
                );
                ledger.Decide(
                    Verdict.Waiting,
                    Gates.Submitting,
                    $"message:{message.Id}",
                    null,
                    now
                );
                return Again(message) with { Repeat = false };
        }
    }

    // Whatever has an end is waited for. A pause is ended by a person, and that wakes its mails.
    private static TimeSpan? WaitFor(Judgement judged, Message message, DateTimeOffset now) =>
        judged.Until is { } until ? until - now
        : judged.Reason == Gates.AccountSuspended ? WhileSuspended
        : message.State == MessageState.Submitting ? TimeSpan.FromMinutes(5)
        : judged.Reason is Gates.CampaignNotRunning or Gates.DomainUnverified or Gates.WarmPathHold
            ? null
        : judged.Reason == Gates.WarmPathUnknown ? WhileOrbitIsAway
        : judged.Reason == Gates.PlanEnded ? WhilePlanEnded
        : TimeSpan.FromMinutes(15);

    private static Claim Again(Message message) =>
        new(message.Payload)
        {
            Key = message.IdempotencyKey,
            Purpose =
                message.IsProbe ? ResendClient.Probe
                : message.IsTest ? ResendClient.Test
                : ResendClient.Campaign,
            Repeat = true,
        };

    private async Task<byte[]> Render(Rows rows, CancellationToken ct)
    {
        var (plan, draft, contact) = (rows.Plan, rows.Draft!, rows.Contact!);
        return new MailBody
        {
            MessageId = rows.Message.Id,
            EnrolmentId = rows.Enrolment.Id,
            StepNumber = rows.Message.StepNumber,
            FromName = plan.FromName,
            FromAddress = plan.FromAddress,
            To = rows.Enrolment.Email,
            Subject = Merge.Fill(draft.Subject, contact, plan.FromName).Text,
            Text = Merge.Fill(draft.Body, contact, plan.FromName).Text,
            PostalAddress = plan.PostalAddress,
            Unsubscribe = unsubscribes.Address(
                await LinkOf.Address(db, rows.Enrolment.Email, plan.FromName, clock.GetUtcNow(), ct)
            ),
            ReplyToken = rows.Message.ReplyToken,
            InboundDomain = configuration["Reach:InboundDomain"] ?? "",
            ReplyInbox = rows.ReplyInbox,
        }.ToBytes();
    }

    private async Task<Rows> Read(
        Message message,
        IReadOnlyList<Block> blocks,
        FirstTouch touch,
        string? planSays,
        CancellationToken ct
    )
    {
        var enrolment = await db.Enrolments.SingleAsync(e => e.Id == message.EnrolmentId, ct);
        // The newest, but for bytes that are there already: they go by the plan that they were made under.
        var plan = await db
            .PlanVersions.AsNoTracking()
            .Where(p =>
                p.CampaignId == message.CampaignId
                && (message.PlanNumber == null || p.Number == message.PlanNumber)
            )
            .OrderByDescending(p => p.Number)
            .FirstAsync(ct);
        var draft = await db
            .Drafts.AsNoTracking()
            .SingleOrDefaultAsync(d => d.StepId == message.StepId, ct);
        var contact = await db
            .Contacts.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == enrolment.ContactId, ct);
        var campaign = await db
            .Campaigns.IgnoreQueryFilters([AccountDbContext.KeptFilter])
            .Where(c => c.Id == message.CampaignId)
            .Select(c => new
            {
                State = c.DeletedAt == null ? c.State : CampaignState.Cancelled,
                c.WarmPolicy,
                ReplyInbox = db
                    .ReplyAddresses.Where(a => a.SenderId == c.SenderId && a.SeenAt != null)
                    .Select(a => a.Address)
                    .FirstOrDefault(),
            })
            .SingleAsync(ct);
        return new Rows(
            message,
            enrolment,
            plan,
            draft,
            contact,
            campaign.ReplyInbox,
            new Snapshot
            {
                AccountSuspended = await KnownAccount.IsHeld(db, ct),
                Campaign = campaign.State,
                ContactErased = contact is null,
                AddressValid = Address.TryRead(enrolment.Email, out _, out _),
                Blocks = blocks,
                Enrolment = enrolment.State,
                StopReason = enrolment.StopReason,
                StopEvidence = enrolment.StopEvidence,
                HoldUntil = enrolment.HoldUntil,
                HoldEvidence = enrolment.HoldEvidence,
                DraftId = draft?.Id,
                DomainId = plan.DomainId,
                DraftWritten = draft is { Written: true },
                DraftApproved = draft is { State: DraftState.Approved },
                DraftUnchanged = draft is not null && draft.ApprovedHash == draft.ContentHash,
                MissingFields =
                    draft is null || contact is null
                        ? []
                        :
                        [
                            .. Merge
                                .Fill(draft.Subject, contact, plan.FromName)
                                .Missing.Concat(
                                    Merge.Fill(draft.Body, contact, plan.FromName).Missing
                                )
                                .Distinct(),
                        ],
                DomainVerified = await SendingDomain
                    .AllVerified(db)
                    .AnyAsync(d => d.Id == plan.DomainId, ct),
                DueAt = message.DueAt,
                // Only a first mail can be too much for somebody known, and bytes that may be out cannot be held.
                Acquaintance =
                    message is { StepNumber: 1, State: MessageState.Planned }
                    && enrolment.WarmWrittenAt is null
                        ? touch.Under(campaign.WarmPolicy)
                        : Acquaintance.Clear,
                KnownTo = touch.KnownTo,
                // Bytes that may be out are asked after, whatever the plan.
                PlanSays = message.State == MessageState.Planned ? planSays : null,
            }
        );
    }
}
