using System.Text.Json;
using LeadFuel.Testing;

namespace LeadFuel.Orbit.Tests.Providers;

/// <summary>How Microsoft is asked to answer.</summary>
public sealed class PreferencesTests(Suite suite)
{
    private static readonly string[] All =
    [
        "IdType=\"ImmutableId\"",
        "odata.maxpagesize=",
        "outlook.body-content-type=\"text\"",
    ];

    [Fact]
    public async Task Every_request_and_every_part_of_a_batch_says_how_it_is_to_be_answered()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        await box.Receive("arne@fjordline.no", own.Time.GetUtcNow().AddDays(-1));
        await box.Synced(choice => choice["skipMarked"] = true);

        var calls = (await own.Sandbox.Records("microsoft"))
            .Where(call => call.Path.StartsWith("/microsoft/v1.0", StringComparison.Ordinal))
            .ToList();
        var batches = calls
            .Where(call => call.Path.EndsWith("/$batch", StringComparison.Ordinal))
            .ToList();

        Assert.Contains(calls, call => call.Path.Contains("/delta", StringComparison.Ordinal));
        Assert.Contains(
            calls,
            call => call.Path.EndsWith("/mailFolders", StringComparison.Ordinal)
        );
        Assert.NotEmpty(batches);
        Assert.All(
            calls,
            call =>
                Has(
                    call.Headers.Single(h =>
                        h.Key.Equals("Prefer", StringComparison.OrdinalIgnoreCase)
                    ).Value,
                    call.Path
                )
        );
        Assert.All(
            batches.SelectMany(call =>
                JsonDocument.Parse(call.Body).RootElement.GetProperty("requests").EnumerateArray()
            ),
            part =>
                Has(
                    part.GetProperty("headers").GetProperty("Prefer").GetString()!,
                    part.GetProperty("url").GetString()!
                )
        );
    }

    private static void Has(string prefer, string path) =>
        Assert.True(
            Array.TrueForAll(All, one => prefer.Contains(one, StringComparison.Ordinal)),
            $"{path} prefers {prefer} only"
        );
}
