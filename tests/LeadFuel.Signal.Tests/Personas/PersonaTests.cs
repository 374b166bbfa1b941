using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Signal.Tests.Personas;

public sealed class PersonaTests(Suite suite)
{
    [Fact]
    public async Task A_persona_is_made_changed_deleted_and_taken_back()
    {
        var ada = await suite.SignUp();
        var word = Stage.Word();
        var made = await (await ada.Signal.Post("/personas", Voices.Persona(word))).Json();
        Assert.Equal(
            ($"Maria {word}", 3, "up_to_three"),
            (made.Text("name"), made.Number("bold"), made.Text("hashtags"))
        );
        var path = $"/personas/{made.Text("id")}";

        var changed = await (await ada.Signal.Put(path, Voices.Persona("Kern"), made.Tag())).Json();
        Assert.Equal("Maria Kern", changed.Text("name"));
        var stale = await (await ada.Signal.Put(path, Voices.Persona("Late"), made.Tag())).Problem(
            HttpStatusCode.PreconditionFailed,
            "stale-version"
        );
        Assert.Equal("Maria Kern", stale.GetProperty("current").Text("name"));

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await ada.Signal.Delete(path, changed.Tag())).StatusCode
        );
        await (await ada.Signal.Get(path)).Problem(HttpStatusCode.NotFound);
        Assert.Empty((await ada.Signal.Json("/personas")).GetProperty("items").EnumerateArray());
        Assert.Equal(["Maria Kern"], await Voices.Bin(ada, "personas"));
        Assert.Empty(await Voices.Bin(await suite.SignUp(), "personas"));
        await (await ada.Signal.Post($"{path}/undelete")).Json();
        Assert.Equal("Maria Kern", (await ada.Signal.Json(path)).Text("name"));
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_changes_a_persona()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var made = await (await ada.Signal.Post("/personas", Voices.Persona("Kern"))).Json();
        var path = $"/personas/{made.Text("id")}";

        Assert.Empty((await eve.Signal.Json("/personas")).GetProperty("items").EnumerateArray());
        foreach (
            var answer in new[]
            {
                await eve.Signal.Get(path),
                await eve.Signal.Put(path, Voices.Persona("Eve"), made.Tag()),
                await eve.Signal.Delete(path, made.Tag()),
                await eve.Signal.Post($"{path}/undelete"),
            }
        )
        {
            await answer.Problem(HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("""{ "name": "", "formal": 0, "playful": 0, "bold": 0 }""", "name")]
    [InlineData("""{ "name": "A", "formal": 5, "playful": 0, "bold": 0 }""", "formal")]
    [InlineData("""{ "name": "A", "formal": 0, "playful": 0, "bold": 0, "dos": [null] }""", "dos")]
    [InlineData(
        """{ "name": "A", "formal": 0, "playful": 0, "bold": 0, "defaultTargetId": "01990000-0000-7000-8000-000000000001" }""",
        "defaultTargetId"
    )]
    public async Task What_does_not_fit_is_said_at_its_field(string body, string field)
    {
        var ada = await suite.SignUp();
        using var content = new StringContent(
            body[..^1] + """, "emoji": "none", "hashtags": "none" }""",
            System.Text.Encoding.UTF8,
            "application/json"
        );

        var problem = await (await ada.Signal.Post("/personas", content)).Problem(
            HttpStatusCode.BadRequest,
            "invalid"
        );

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }
}
