using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadFuel.Outcomes;

namespace LeadFuel.Testing;

/// <summary>An agreed shape in a file beside the test: `Name.golden.json`. LEADFUEL_GOLDEN=write agrees to what is.</summary>
public static class Golden
{
    private static readonly JsonSerializerOptions Options = new(HouseJson.Options)
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    public static void Check(object value, string name, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, $"{name}.golden.json");
        var found = JsonSerializer.Serialize(value, value.GetType(), Options) + "\n";
        if (Environment.GetEnvironmentVariable("LEADFUEL_GOLDEN") == "write")
        {
            Assert.False(
                Environment.GetEnvironmentVariable("CI") is { Length: > 0 },
                "Golden files are written by people, never in CI."
            );
            File.WriteAllText(file, found);
            return;
        }

        Assert.True(
            File.Exists(file),
            $"{file} is missing. Run this test once with LEADFUEL_GOLDEN=write and read what it wrote."
        );
        Assert.Equal(File.ReadAllText(file), found);
    }
}
