namespace LeadFuel.Core.Integrations;

/// <summary>What follows from one try.</summary>
public enum Verdict
{
    Delivered,

    /// <summary>Not taken: it is tried again.</summary>
    Later,

    /// <summary>Whether it was taken, nobody knows: it is not tried again by itself.</summary>
    Unknown,

    /// <summary>Not taken, and the same would not be taken later either.</summary>
    Never,

    /// <summary>The other side wants nothing more at all.</summary>
    Stop,
}

/// <summary>The end of one try. `Error` is a word of ours; nothing of the answer's body.</summary>
public sealed record Answer(Verdict Verdict, int Status, string Error)
{
    /// <summary>How long the other side wants to be left alone.</summary>
    public TimeSpan? Pause { get; init; }

    public int Bytes { get; init; }
    public byte[] BodySha256 { get; init; } = [];
    public int DurationMs { get; init; }
}
