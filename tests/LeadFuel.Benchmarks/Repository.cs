namespace LeadFuel.Benchmarks;

/// <summary>Where this was built from, and how: the programs measured lie beside it, built alike.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The built program of a project, such as `LeadFuel.AppHost`.</summary>
    public static string Program(string project)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(
            Root,
            project,
            "bin",
            built.Parent!.Name,
            built.Name,
            $"{Path.GetFileName(project)}.dll"
        );
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LeadFuel.slnx")))
        {
            folder =
                folder.Parent
                ?? throw new InvalidOperationException("LeadFuel.slnx is in no folder above.");
        }

        return folder.FullName;
    }
}
