using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Sends;

public enum Gate
{
    Send,
    Defer,
    Never,
}

/// <summary>What the gates say, with the row that made them say it.</summary>
public readonly record struct Judgement(
    Gate Gate,
    string Reason,
    string Evidence,
    DateTimeOffset? Until
);

/// <summary>A suppression as the gates see it.</summary>
public sealed record Block(SuppressionKind Kind, SuppressionReason Reason, Guid Id);

/// <summary>All that a decision may depend on.</summary>
public sealed record Snapshot
{
    public bool AccountSuspended { get; init; }
    public required CampaignState Campaign { get; init; }
    public bool ContactErased { get; init; }
    public bool AddressValid { get; init; } = true;
    public IReadOnlyList<Block> Blocks { get; init; } = [];
    public required EnrolmentState Enrolment { get; init; }
    public string? StopReason { get; init; }
    public string? StopEvidence { get; init; }
    public DateTimeOffset? HoldUntil { get; init; }
    public string? HoldEvidence { get; init; }
    public Guid? DraftId { get; init; }
    public Guid? DomainId { get; init; }
    public bool DraftWritten { get; init; }
    public bool DraftApproved { get; init; }
    public bool DraftUnchanged { get; init; }
    public IReadOnlyList<string> MissingFields { get; init; } = [];
    public bool DomainVerified { get; init; }
    public required DateTimeOffset? DueAt { get; init; }
    public Acquaintance Acquaintance { get; init; }
    public string KnownTo { get; init; } = "";

    /// <summary>Why the plan lets nothing go; null when it does.</summary>
    public string? PlanSays { get; init; }
}

/// <summary>Whether a mail may go: a pure function of the snapshot. The first rule that speaks decides.</summary>
public static class Gates
{
    public const int Version = 3;
    public const string Sent = "sent";
    public const string AccountSuspended = "account_suspended";
    public const string CampaignNotRunning = "campaign_not_running";
    public const string CampaignCancelled = "campaign_cancelled";
    public const string ContactErased = "contact_erased";
    public const string SuppressedComplaint = "suppressed_complaint";
    public const string SuppressedBounce = "suppressed_bounce";
    public const string Unsubscribed = "unsubscribed";
    public const string SuppressedManual = "suppressed_manual";
    public const string SuppressedDomain = "suppressed_domain";
    public const string InvalidAddress = "invalid_address";
    public const string StoppedReply = "stopped_reply";
    public const string StoppedManual = "stopped_manual";
    public const string StoppedDeal = "stopped_deal";
    public const string SequenceEnded = "sequence_ended";
    public const string HoldOutOfOffice = "hold_out_of_office";
    public const string WarmPathHold = "warm_path_hold";
    public const string WarmPathTalking = "warm_path_talking";
    public const string WarmPathUnknown = "warm_path_unknown";
    public const string DraftMissing = "draft_missing";
    public const string DraftNotApproved = "draft_not_approved";
    public const string DraftChanged = "draft_changed";
    public const string RenderMissingField = "render_missing_field";
    public const string DomainUnverified = "domain_unverified";
    public const string PlanEnded = "plan_ended";
    public const string DelayNotElapsed = "delay_not_elapsed";
    public const string Throttled = "throttled";
    public const string QuotaReached = "quota_reached";
    public const string Submitting = "submitting";
    public const string ProviderAway = "provider_away";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string Refused = "refused";

    public static Judgement Decide(Snapshot s, DateTimeOffset now)
    {
        if (s.AccountSuspended)
        {
            return Defer(AccountSuspended);
        }

        // Final answers about the person come before every wait, so that none of them is hidden by one.
        if (Final(s) is { } final)
        {
            return final;
        }

        if (s.Campaign != CampaignState.Running)
        {
            return Defer(CampaignNotRunning);
        }

        if (s.HoldUntil is { } hold && hold > now)
        {
            return Defer(HoldOutOfOffice, hold, s.HoldEvidence ?? "");
        }

        if (s.Acquaintance == Acquaintance.Held)
        {
            return new(Gate.Defer, WarmPathHold, $"member:{s.KnownTo}", null);
        }

        if (s.Acquaintance == Acquaintance.NotTold)
        {
            return Defer(WarmPathUnknown);
        }

        if (!s.DraftWritten)
        {
            return Defer(DraftMissing, evidence: Row("draft", s.DraftId));
        }

        if (!s.DraftApproved)
        {
            return Defer(DraftNotApproved, evidence: Row("draft", s.DraftId));
        }

        if (!s.DraftUnchanged)
        {
            return Defer(DraftChanged, evidence: Row("draft", s.DraftId));
        }

        if (!s.DomainVerified)
        {
            return Defer(DomainUnverified, evidence: Row("domain", s.DomainId));
        }

        if (!(s.DueAt <= now))
        {
            return Defer(DelayNotElapsed, s.DueAt);
        }

        return s.PlanSays is { } why
            ? new(Gate.Defer, PlanEnded, why, null)
            : new(Gate.Send, Sent, "", null);
    }

    public static string ReasonOf(SuppressionKind kind, SuppressionReason reason) =>
        (kind, reason) switch
        {
            (_, SuppressionReason.Complaint) => SuppressedComplaint,
            (_, SuppressionReason.HardBounce or SuppressionReason.SoftBounces) => SuppressedBounce,
            (_, SuppressionReason.Unsubscribed) => Unsubscribed,
            (SuppressionKind.Domain, _) => SuppressedDomain,
            _ => SuppressedManual,
        };

    /// <summary>Of all that stands against an address, what is told; null when nothing does.</summary>
    public static Block? First(IReadOnlyList<Block> blocks) =>
        blocks.MinBy(b => (Rank(ReasonOf(b.Kind, b.Reason)), b.Id));

    /// <summary>The reason in one sentence for people.</summary>
    public static string Says(string reason) =>
        reason switch
        {
            Sent => "The mail was sent.",
            AccountSuspended => "The account is suspended; nothing is sent.",
            CampaignNotRunning => "The campaign is paused. Resume it to go on.",
            CampaignCancelled => "The campaign was cancelled.",
            ContactErased => "The contact was deleted.",
            SuppressedComplaint => "This person reported a mail as spam.",
            SuppressedBounce => "Mail to this address comes back.",
            Unsubscribed => "This person asked for no more mail.",
            SuppressedManual => "The address is on your list of people who get no mail.",
            SuppressedDomain => "The domain is on your list of domains that get no mail.",
            InvalidAddress => "This is not an address that mail can reach.",
            StoppedReply => "This person has answered.",
            StoppedManual => "Somebody stopped the mails to this person.",
            StoppedDeal => "A deal with this company was closed in your CRM.",
            SequenceEnded => "This person had got all mails before this one was added.",
            HoldOutOfOffice =>
                "This person is out of office; the next mail waits for their return.",
            WarmPathHold =>
                "Somebody of you knows this person. Look first, then write or leave them out.",
            WarmPathTalking => "Somebody of you is in conversation with this person.",
            WarmPathUnknown =>
                "Orbit does not say whether somebody of you knows this person; it is asked again.",
            DraftMissing => "The step has no text yet. Write it and approve it.",
            DraftNotApproved => "The text is not approved. Approve it to go on.",
            DraftChanged => "The text has changed since it was approved. Approve it again.",
            RenderMissingField =>
                "A merge field has no value for this person, so the mail would have a gap.",
            DomainUnverified => "The sender's domain is not verified at Resend.",
            PlanEnded => "Your plan does not cover Reach now. It goes on by itself once it does.",
            DelayNotElapsed => "It is not due yet.",
            Throttled => "Resend takes only so many mails a second; this one has its turn later.",
            QuotaReached =>
                "As many mails as Resend takes from us in a day or a month are sent; it is tried again each half hour.",
            Submitting => "It is being handed to Resend.",
            ProviderAway => "Resend takes no mail from us at the moment; it is tried again.",
            OutcomeUnknown => "Resend did not say whether it took the mail.",
            Refused => "Resend refused the mail.",
            _ => "It waits.",
        };

    private static Judgement? Final(Snapshot s)
    {
        if (s.Campaign == CampaignState.Cancelled)
        {
            return Never(CampaignCancelled);
        }

        if (s.ContactErased)
        {
            return Never(ContactErased);
        }

        if (First(s.Blocks) is { } block)
        {
            return Never(ReasonOf(block.Kind, block.Reason), $"suppression:{block.Id}");
        }

        if (!s.AddressValid)
        {
            return Never(InvalidAddress);
        }

        if (s.Enrolment != EnrolmentState.Active)
        {
            return Never(s.StopReason ?? StoppedManual, s.StopEvidence ?? "");
        }

        if (s.Acquaintance == Acquaintance.Talking)
        {
            return Never(WarmPathTalking, $"member:{s.KnownTo}");
        }

        return s.MissingFields.Count > 0 && s is { DraftWritten: true, DraftApproved: true }
            ? Never(RenderMissingField, string.Join(", ", s.MissingFields))
            : null;
    }

    private static int Rank(string reason) =>
        reason switch
        {
            SuppressedComplaint => 0,
            SuppressedBounce => 1,
            Unsubscribed => 2,
            SuppressedManual => 3,
            _ => 4,
        };

    private static string Row(string noun, Guid? id) => id is { } row ? $"{noun}:{row}" : "";

    private static Judgement Defer(
        string reason,
        DateTimeOffset? until = null,
        string evidence = ""
    ) => new(Gate.Defer, reason, evidence, until);

    private static Judgement Never(string reason, string evidence = "") =>
        new(Gate.Never, reason, evidence, null);
}
