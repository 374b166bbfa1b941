namespace LeadFuel.Core.Sessions;

/// <summary>Two words a person recognises; the text itself is not kept.</summary>
public static class UserAgent
{
    private static readonly (string Sign, string Name)[] Devices =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ];

    // In this order: later names appear in the text of earlier ones.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    public static (string Device, string Browser) Read(string text) =>
        text.Length == 0
            ? ("", "")
            : (Find(Devices, text) ?? "Other device", Find(Browsers, text) ?? "Other browser");

    private static string? Find((string Sign, string Name)[] known, string text) =>
        Array.Find(known, pair => text.Contains(pair.Sign, StringComparison.Ordinal)).Name;
}
