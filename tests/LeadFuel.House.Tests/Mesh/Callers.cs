using LeadFuel.Accounts;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>Who may call which gRPC method, as services/callers.txt says.</summary>
internal static class Callers
{
    public static IReadOnlyDictionary<string, string[]> Read()
    {
        using var reader = new StreamReader(
            typeof(Wall).Assembly.GetManifestResourceStream("callers.txt")!
        );
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => words[1..]);
    }

    /// <summary>Null: nobody thought of this method.</summary>
    public static string[]? Of(IReadOnlyDictionary<string, string[]> listed, string method) =>
        listed.GetValueOrDefault(method)
        ?? listed.GetValueOrDefault(method[..method.LastIndexOf('/')] + "/*");
}
