using LeadFuel.Testing.Services;

namespace LeadFuel.Signal.Tests;

/// <summary>Personas and buckets as a person would fill them in.</summary>
internal static class Voices
{
    public static object Persona(string word, string sample = "We closed in four days.") =>
        new
        {
            name = $"Maria {word}",
            role = "Founder",
            audience = "Heads of finance",
            formal = 1,
            playful = 2,
            bold = 3,
            dos = new[] { "Begin with a number" },
            donts = new[] { "No jargon" },
            bannedPhrases = new[] { "game changer" },
            signaturePhrases = Array.Empty<string>(),
            emoji = "none",
            hashtags = "up_to_three",
            language = "English",
            samples = new[] { sample },
        };

    public static object Bucket(string name, bool paused = false) =>
        new
        {
            name,
            brief = "What customers gained, in their own figures.",
            colour = "green",
            formats = new[] { "story" },
            callToAction = "tell us how long their month end takes",
            paused,
        };

    /// <summary>Names of what was deleted and can be taken back.</summary>
    public static async Task<string[]> Bin(Member member, string room) =>
        [
            .. (await member.Signal.Json($"/{room}?bin=true"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(one => one.Text("name")),
        ];
}
