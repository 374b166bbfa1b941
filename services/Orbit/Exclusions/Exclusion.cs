using System.Text.RegularExpressions;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;
using LeadFuel.Orbit.Providers.MicrosoftGraph;

namespace LeadFuel.Orbit.Exclusions;

/// <summary>The rules that hold for one folder of one mailbox, asked before anything of a mail is stored.</summary>
public sealed partial class Exclusion
{
    private static readonly string[] Marks = ["private", "personal", "company-confidential"];

    private readonly Mailbox mailbox;
    private readonly HashSet<string> addresses;
    private readonly HashSet<string> domains;
    private readonly HashSet<string> categories;
    private readonly HashSet<ExclusionKind> kinds;
    private readonly HashSet<string> own;
    private readonly bool wholeFolder;
    private readonly bool sent;

    public Exclusion(Mailbox mailbox, Folder folder, IReadOnlyCollection<ExclusionRule> rules)
    {
        this.mailbox = mailbox;
        HashSet<string> Of(ExclusionKind kind) =>
            [.. rules.Where(rule => rule.Kind == kind).Select(rule => rule.Value)];
        addresses = Of(ExclusionKind.Address);
        domains = Of(ExclusionKind.Domain);
        categories = Of(ExclusionKind.Category);
        wholeFolder = Of(ExclusionKind.Folder).Contains(folder.Name.ToLowerInvariant());
        kinds = [.. rules.Select(rule => rule.Kind)];
        own = [.. mailbox.OwnAddresses];
        sent = folder.Known == "sentitems";
    }

    public bool Outgoing(GraphLetter letter) =>
        sent || (letter.From is { } from && own.Contains(from.Email));

    /// <summary>Headers cost a request for each mail: only what comes from others, is not left out anyway, and matters.</summary>
    public bool NeedsHeaders(GraphLetter letter) =>
        letter is { Removed: false, Whole: true, Draft: not true }
        && !Outgoing(letter)
        && !TooOld(letter)
        && !Leaves(letter)
        && (
            kinds.Contains(ExclusionKind.Marked)
            || kinds.Contains(ExclusionKind.Robots)
            || (mailbox.RepliesAt is { } since && letter.SentAt >= since.AddMinutes(-10))
        );

    public bool TooOld(GraphLetter letter) => letter.SentAt < mailbox.OldestAt;

    /// <summary>Whether the mail is left out; only a keyed hash of its id stays.</summary>
    public bool Leaves(GraphLetter letter, IReadOnlyDictionary<string, string>? headers = null)
    {
        var all = Everybody(letter).ToList();
        var others = all.Where(email => !own.Contains(email)).ToList();
        var home = EmailAddress.Domain(mailbox.Address);
        return wholeFolder
            || all.Exists(email =>
                addresses.Contains(email) || Covered(EmailAddress.Domain(email), domains)
            )
            || (
                categories.Count > 0
                && (letter.Categories ?? []).Any(one => categories.Contains(one.ToLowerInvariant()))
            )
            || (
                kinds.Contains(ExclusionKind.Internal)
                && others.Count > 0
                && others.TrueForAll(email => EmailAddress.Domain(email) == home)
            )
            || (
                kinds.Contains(ExclusionKind.FreeMail)
                && others.Exists(email => EmailAddress.IsFree(EmailAddress.Domain(email)))
            )
            || (kinds.Contains(ExclusionKind.Robots) && !Outgoing(letter) && Robot(letter, headers))
            || (
                kinds.Contains(ExclusionKind.Marked)
                && headers?.GetValueOrDefault("Sensitivity") is { } mark
                && Marks.Contains(mark.Trim().ToLowerInvariant())
            );
    }

    public static bool Robot(GraphLetter letter, IReadOnlyDictionary<string, string>? headers) =>
        (letter.From is { } from && RobotAddress().IsMatch(from.Email))
        || headers?.ContainsKey("List-Unsubscribe") == true
        || headers?.ContainsKey("List-Id") == true
        || headers?.GetValueOrDefault("Precedence")?.Trim().ToLowerInvariant()
            is "bulk"
                or "list"
                or "junk";

    public static IEnumerable<string> Everybody(GraphLetter letter) =>
        (letter.From is { } from ? [from.Email] : Array.Empty<string>())
            .Concat((letter.To ?? []).Select(one => one.Email))
            .Concat((letter.Cc ?? []).Select(one => one.Email))
            .Distinct();

    // A rule for fjordline.no covers mail.fjordline.no.
    private static bool Covered(string domain, HashSet<string> rules) =>
        rules.Count > 0
        && rules.Any(rule =>
            domain == rule || domain.EndsWith("." + rule, StringComparison.Ordinal)
        );

    [GeneratedRegex(
        @"^(no-?reply|do-?not-?reply|noreply|mailer-daemon|postmaster|bounces?|notifications?|newsletter|news|updates|alerts?|automated|billing-noreply)([+._-][^@]*)?@"
    )]
    public static partial Regex RobotAddress();
}
