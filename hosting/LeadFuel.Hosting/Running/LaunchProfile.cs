using System.Net.Sockets;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace LeadFuel.Hosting.Running;

/// <summary>The profile of Properties/launchSettings.json with which `dotnet run` would start the project.</summary>
internal sealed record LaunchProfile(
    string Name,
    string? ApplicationUrl,
    IReadOnlyDictionary<string, string> Variables
)
{
    public static LaunchProfile? Read(string projectFolder, string? name)
    {
        var file = Path.Combine(projectFolder, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using var settings = JsonDocument.Parse(
            File.ReadAllText(file),
            new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        foreach (var profile in settings.RootElement.GetProperty("profiles").EnumerateObject())
        {
            if (
                name is null
                    ? Text(profile.Value, "commandName") == "Project"
                    : profile.Name == name
            )
            {
                var variables = profile.Value.TryGetProperty("environmentVariables", out var all)
                    ? all.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!)
                    : [];
                return new(profile.Name, Text(profile.Value, "applicationUrl"), variables);
            }
        }

        return null;
    }

    public IEnumerable<EndpointAnnotation> Endpoints() =>
        from url in (ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        let address = new Uri(url)
        select new EndpointAnnotation(ProtocolType.Tcp, address.Scheme, null, null, address.Port);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
