using System.Text.RegularExpressions;

namespace LeadFuel.Browser.Tests;

/// <summary>The pages of the app, as its own table of routes has them; a new page is walked by being in it.</summary>
internal static partial class RouteTable
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. PathInTable()
            .Matches(
                File.ReadAllText(Path.Combine(Site.Root, "gateway", "web", "src", "routes.tsx"))
            )
            .Select(match => match.Groups[1].Value)
            .Where(path => !path.StartsWith("/dev/", StringComparison.Ordinal)),
    ];

    /// <summary>`/reach/inbox/:id` is of the area `reach`; pages of no area are of ``.</summary>
    public static string Area(string path) =>
        path.Split('/') is { Length: > 2 } parts ? parts[1] : "";

    public static TheoryData<string> Areas => [.. All.Select(Area).Distinct()];

    public static IEnumerable<string> Of(string area) => All.Where(path => Area(path) == area);

    [GeneratedRegex("""\bpath: "([^"]+)",""")]
    private static partial Regex PathInTable();
}
