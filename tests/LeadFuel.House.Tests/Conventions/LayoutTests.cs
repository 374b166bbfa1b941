using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeadFuel.Testing;

namespace LeadFuel.House.Tests.Conventions;

/// <summary>What lies where: the root's list, how a program starts, what a settings file may say.</summary>
public sealed partial class LayoutTests
{
    [Fact]
    public void The_root_holds_what_is_agreed_and_nothing_else()
    {
        string[] agreed =
        [
            ".ci",
            ".config",
            ".editorconfig",
            ".gitignore",
            "BannedSymbols.txt",
            "Directory.Build.props",
            "Directory.Packages.props",
            "LeadFuel.AppHost",
            "LeadFuel.ServiceDefaults",
            "LeadFuel.slnx",
            "README.md",
            "docs",
            "gateway",
            "global.json",
            "hosting",
            "services",
            "tests",
        ];
        var ignored = Repository
            .Text(".gitignore")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('/'))
            .ToList();
        var there = Directory
            .EnumerateFileSystemEntries(Repository.Root)
            .Select(Path.GetFileName)
            .OfType<string>()
            .Where(name =>
                name != ".git"
                && !ignored.Any(pattern =>
                    System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name)
                )
            );

        Assert.Equal(agreed, there.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_program_starts_in_development_by_one_profile_called_http()
    {
        var faults = Repository
            .Files("services", ".csproj")
            .Append("gateway/LeadFuel.Gateway.csproj")
            .Select(project => $"{Path.GetDirectoryName(project)}/Properties/launchSettings.json")
            .Where(file =>
                !File.Exists(Path.Combine(Repository.Root, file))
                || JsonNode.Parse(Repository.Text(file))!["profiles"]!.AsObject()
                    is not { Count: 1 } profiles
                || (string?)profiles["http"]?["environmentVariables"]?["ASPNETCORE_ENVIRONMENT"]
                    != "Development"
            );

        Assert.Empty(faults);
    }

    [Fact]
    public void No_secret_stands_in_a_settings_file()
    {
        var faults = new List<string>();
        foreach (
            var file in ((string[])["LeadFuel.AppHost", "gateway", "hosting", "services", "tests"])
                .SelectMany(folder => Repository.Files(folder, ".json"))
                .Where(file => SettingsFile().IsMatch(file))
                // Its keys open nothing but itself.
                .Where(file => !file.StartsWith("services/Sandbox/", StringComparison.Ordinal))
        )
        {
            foreach (var (path, value) in Values(JsonNode.Parse(Repository.Text(file)), ""))
            {
                if (value.Length > 0 && (SecretName().IsMatch(path) || SecretText().IsMatch(value)))
                {
                    faults.Add($"{file} {path}");
                }
            }
        }

        Assert.Empty(faults);
    }

    private static IEnumerable<(string Path, string Value)> Values(JsonNode? node, string path) =>
        node switch
        {
            JsonObject branch => branch.SelectMany(part =>
                Values(part.Value, $"{path}:{part.Key}")
            ),
            JsonArray list => list.SelectMany(item => Values(item, path)),
            _ => [(path, node?.ToString() ?? "")],
        };

    [GeneratedRegex(@"/appsettings[\w.]*\.json$")]
    private static partial Regex SettingsFile();

    [GeneratedRegex("(?i)(key|secret|password|token|login)s?$")]
    private static partial Regex SecretName();

    [GeneratedRegex("(?i)sk-ant-|sk_live|sk_test|whsec_|\\bre_|xox[bp]-|password=|-----BEGIN")]
    private static partial Regex SecretText();
}
