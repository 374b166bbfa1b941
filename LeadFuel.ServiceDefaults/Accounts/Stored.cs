namespace LeadFuel.Accounts;

/// <summary>How long rows of a table stay, in the words of the trust page.</summary>
public static class Kept
{
    public const string UntilDeleted =
        "Until you delete it; gone from disk on the next archive run.";
    public const string WithAccount = "As long as the account exists.";
    public const string Days7 = "7 days after it is done.";
    public const string Days30 = "30 days.";
    public const string Days90 = "90 days.";
    public const string OneDay = "24 hours.";

    /// <summary>The time that these words mean; null: no time, an act ends it.</summary>
    public static TimeSpan? Term(string words) =>
        words switch
        {
            OneDay => TimeSpan.FromHours(24),
            Days7 => TimeSpan.FromDays(7),
            Days30 => TimeSpan.FromDays(30),
            Days90 => TimeSpan.FromDays(90),
            _ => null,
        };
}

/// <summary>Declares a table in the data map: what it holds and how long. A table without it fails the build's tests.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StoredAttribute(string holds, string retention) : Attribute
{
    public string Holds => holds;

    public string Retention => retention;

    /// <summary>The rows belong to no customer; the reason stands in Holds.</summary>
    public bool Global { get; init; }

    /// <summary>The property from which a retention of hours or days counts; the rows are deleted by it.</summary>
    public string? After { get; init; }

    /// <summary>A sweep of the service's own deletes the rows, since it is about more than their age.</summary>
    public bool Apart { get; init; }
}

/// <summary>Declares why a column exists. A column without it fails the build's tests.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PurposeAttribute(string says) : Attribute
{
    public string Says => says;

    /// <summary>The column holds Fernet text.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The purpose it is sealed for, by which it is sealed anew after a change of SECRET_KEY; null: it is gone soon by itself.</summary>
    public string? SealedFor { get; init; }

    /// <summary>Why the column is left out of an export; null: it is exported.</summary>
    public string? Withheld { get; init; }
}
