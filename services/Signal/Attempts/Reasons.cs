namespace LeadFuel.Signal.Attempts;

/// <summary>Why a post waits, failed or is unknown: names that stay; the words for them are the page's.</summary>
internal static class Reasons
{
    public const string Reauth = "connection-reauth-required";
    public const string NoAccess = "no-access";
    public const string Throttled = "linkedin-limit";
    public const string Away = "linkedin-away";
    public const string SwitchedOff = "linkedin-switched-off";
    public const string OldVersion = "linkedin-version";
    public const string Duplicate = "duplicate";
    public const string Refused = "linkedin-refused";
    public const string NoAnswer = "no-answer";
    public const string Interrupted = "interrupted";
    public const string NotFound = "not-found-at-linkedin";
    public const string GaveUp = "gave-up";
}
