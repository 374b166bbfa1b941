namespace LeadFuel.Hosting.Running;

/// <summary>Where an ephemeral run keeps its state.</summary>
internal static class RunFolder
{
    /// <summary>Others may pass through it, since under root PostgreSQL runs as another user; they may not list it.</summary>
    public static string Temporary()
    {
        var folder = Directory.CreateTempSubdirectory("leadfuel-run-");
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }

        return folder.FullName;
    }
}
