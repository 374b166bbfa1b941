namespace LeadFuel.Testing;

/// <summary>What runs in a suite and how.</summary>
public sealed record SuiteOptions
{
    /// <summary>Which services start; the Sandbox always does.</summary>
    public string[] Services { get; init; } =
    ["core", "scope", "reach", "signal", "orbit", "admin", "gateway"];

    /// <summary>Which services the test starts itself, as processes that may die. Only their databases are made.</summary>
    public string[] Apart { get; init; } = [];

    /// <summary>In place of the machine's time.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Settings of one service: `("reach", "Reach:MailsPerSecond", "1")`. They win over all others.</summary>
    public (string Service, string Key, string Value)[] Settings { get; init; } = [];

    internal bool OnlyDatabases { get; init; }
}
