using System.Globalization;
using System.Text.Json;

[assembly: AssemblyFixture(typeof(Suite))]

namespace LeadFuel.Scope.Tests;

/// <summary>An ICP as a person makes it, step by step over HTTP, and a word that tells its requests from those of others.</summary>
internal sealed record Profile(Suite Suite, Member Member, string Id, string Word)
{
    public static string NewWord() => $"zq{Guid.CreateVersion7():N}";

    /// <summary>With three answers, which is enough to be written.</summary>
    public static async Task<Profile> Answered(
        Suite suite,
        Member? member = null,
        string? word = null
    )
    {
        var profile = await Empty(suite, member, word);
        await profile.Answer("offer", $"We close the books of payment companies ({profile.Word}).");
        await profile.Answer(
            "firmographics",
            "Payments and lending, 80 to 400 employees, Germany & the Nordics."
        );
        await profile.Answer("exclusions", "Banks with a licence of their own never buy.");
        return profile;
    }

    public static async Task<Profile> Empty(Suite suite, Member? member = null, string? word = null)
    {
        member ??= await suite.SignUp();
        var made = await (await member.Scope.Post("/icps", new { name = "Fintech CFOs" })).Json();
        return new Profile(suite, member, made.Text("id"), word ?? NewWord());
    }

    /// <summary>Answered and written: version 1 is there.</summary>
    public static async Task<Profile> Written(Suite suite, Member? member = null)
    {
        var profile = await Answered(suite, member);
        Assert.Equal("succeeded", (await profile.Write()).Text("state"));
        return profile;
    }

    public string Path => $"/icps/{Id}";

    public Task<HttpResponseMessage> Get() => Member.Scope.Get(Path);

    public async Task<string> Tag() => (await Get()).Tag();

    public Task<JsonElement> Icp() => Member.Scope.Json(Path);

    public async Task<JsonElement> Answer(string key, string value) =>
        await (await Put(key, new { value }, (await Item(key)).Number("version"))).Json();

    public Task<HttpResponseMessage> Put(string key, object body, int version) =>
        Member.Scope.Put(
            $"{Path}/answers/{key}",
            body,
            string.Create(CultureInfo.InvariantCulture, $"\"{version}\"")
        );

    public async Task<JsonElement> Item(string key) =>
        (await Member.Scope.Json($"{Path}/interview"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Text("key") == key);

    public Task<JsonElement> Preview() => Member.Scope.Json($"{Path}/prompt-preview");

    public async Task<HttpResponseMessage> Start() => await Start(await Preview());

    public Task<HttpResponseMessage> Start(
        JsonElement preview,
        string? key = null,
        JsonElement[]? included = null
    ) =>
        Member.Scope.Post(
            $"{Path}/syntheses",
            new { previewHash = preview.Text("hash"), included },
            key: key
        );

    /// <summary>Has it written and waits for the end, whatever it is.</summary>
    public async Task<JsonElement> Write()
    {
        var begun = await (await Start()).Json();
        await Suite.Drain(Member, "scope.synthesise");
        return await Member.Scope.Json($"/syntheses/{begun.Text("id")}");
    }

    public Task<JsonElement> Version(int number) =>
        Member.Scope.Json(string.Create(CultureInfo.InvariantCulture, $"{Path}/versions/{number}"));

    public async Task<List<JsonElement>> Versions() =>
        [.. (await Member.Scope.Json($"{Path}/versions")).GetProperty("items").EnumerateArray()];

    /// <summary>The requests that reached the played Anthropic and hold this profile's word.</summary>
    public async Task<List<SandboxWorld.Recorded>> Sent() =>
        [
            .. (await Suite.Sandbox.Records("anthropic")).Where(record =>
                record.Body.Contains(Word, StringComparison.Ordinal)
            ),
        ];

    public static IEnumerable<JsonElement> Claims(JsonElement version) =>
        version
            .GetProperty("sections")
            .EnumerateArray()
            .SelectMany(section => section.GetProperty("claims").EnumerateArray());
}

internal static class Json
{
    public static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString()!;

    public static int Number(this JsonElement json, string name) =>
        json.GetProperty(name).GetInt32();

    public static bool IsNull(this JsonElement json, string name) =>
        json.GetProperty(name).ValueKind == JsonValueKind.Null;
}
