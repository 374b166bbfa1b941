namespace LeadFuel.Reach.WarmPaths;

/// <summary>What becomes of a first mail to somebody whom a member knows already.</summary>
public enum WarmPolicy : short
{
    /// <summary>It goes out, and the list says who knows them.</summary>
    Note = 0,

    /// <summary>It waits until a member has looked.</summary>
    Hold = 1,

    /// <summary>It goes to nobody who is in conversation with a member.</summary>
    Skip = 2,

    /// <summary>Orbit is not asked.</summary>
    Ignore = 3,
}

/// <summary>What the gates hear of a person before their first mail.</summary>
public enum Acquaintance : short
{
    /// <summary>Nothing stands against the mail.</summary>
    Clear = 0,

    /// <summary>Orbit did not say.</summary>
    NotTold = 1,

    /// <summary>A member knows them, and the plan wants somebody to look first.</summary>
    Held = 2,

    /// <summary>A member is in conversation with them, and the plan leaves such people out.</summary>
    Talking = 3,
}

/// <summary>What Orbit said of one person: who knows them, and for how many days a conversation has rested.</summary>
public sealed record FirstTouch(bool Told, string KnownTo, int? TalkedDaysAgo)
{
    /// <summary>So long after the last turn people are still in conversation.</summary>
    public const int StillTalking = 14;

    public static readonly FirstTouch NotTold = new(false, "", null);

    public Acquaintance Under(WarmPolicy policy) =>
        policy switch
        {
            WarmPolicy.Ignore => Acquaintance.Clear,
            _ when !Told => Acquaintance.NotTold,
            WarmPolicy.Hold when KnownTo.Length > 0 => Acquaintance.Held,
            WarmPolicy.Skip when TalkedDaysAgo <= StillTalking => Acquaintance.Talking,
            _ => Acquaintance.Clear,
        };
}
