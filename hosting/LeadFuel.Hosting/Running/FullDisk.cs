namespace LeadFuel.Hosting.Running;

/// <summary>Tells a full disk from other trouble with files.</summary>
internal static class FullDisk
{
    private const int NoSpace = 28; // ENOSPC
    private const int OverQuota = 122; // EDQUOT on Linux
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Null when it is something else.</summary>
    public static string? Explain(Exception failed, string folder) =>
        failed is IOException { HResult: NoSpace or OverQuota or WindowsDiskFull }
            ? $"The disk of {folder} is full. Free some space and start again; nothing that was committed is lost."
            : null;
}
