namespace LeadFuel.Testing;

/// <summary>The sources that this run was built from.</summary>
public static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "wwwroot", "dist"];

    public static string Root { get; } = Find();

    /// <summary>Files below a folder with this ending, without what builds and generators made; names from the root.</summary>
    public static IEnumerable<string> Files(string folder, string ending) =>
        Directory
            .EnumerateFiles(
                Path.Combine(Root, folder),
                "*" + ending,
                new EnumerationOptions { RecurseSubdirectories = true }
            )
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(NotOurs.Contains))
            .Order(StringComparer.Ordinal);

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

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
