using System.Net;
using System.Text.Json;

namespace LeadFuel.Scope.Tests.Syntheses;

/// <summary>Whom Reach or Orbit has stored is named to Claude by a person's press only, for one request.</summary>
public sealed class GuardTests(Suite suite)
{
    [Fact]
    [Claim("T16")]
    public async Task A_stored_contact_who_is_named_in_an_answer_goes_along_by_a_persons_press_alone()
    {
        var (profile, hers) = (await Profile.Answered(suite), await Profile.Answered(suite));
        var ada = profile.Member;
        const string answer = "As Hopper, Grace said: six weeks became four.";
        var text = $"email,first_name,last_name\n{Profile.NewWord()}@customers.test,Grace,Hopper";
        (await ada.Reach.Post("/imports", new { text })).EnsureSuccessStatusCode();
        await profile.Answer("proof", answer);
        await hers.Answer("proof", answer);

        Assert.Empty((await hers.Preview()).GetProperty("findings").EnumerateArray());
        var preview = await profile.Preview();
        Assert.Empty(preview.GetProperty("notAsked").EnumerateArray());
        var span = Assert
            .Single(preview.GetProperty("findings").EnumerateArray())
            .GetProperty("span");
        Assert.Equal(
            "Hopper, Grace",
            answer.Substring(span.Number("start"), span.Number("length"))
        );
        var problem = await (await profile.Start(preview)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );
        Assert.Equal(
            span.GetRawText(),
            Assert.Single(problem.GetProperty("spans").EnumerateArray()).GetRawText()
        );
        Assert.Empty(await profile.Sent());

        (await profile.Start(preview, included: [span])).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal(preview.Text("body"), Assert.Single(await profile.Sent()).Body);
        var said = Assert.Single(
            (await ada.Core.Json("/audit-entries")).GetProperty("items").EnumerateArray(),
            entry => entry.Text("action") == "prompt.contact-included"
        );
        Assert.Contains("the name of a contact", said.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("Hopper", said.ToString(), StringComparison.Ordinal);
        await (await profile.Start()).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );
    }

    [Fact]
    public async Task Who_does_not_answer_is_named_and_the_profile_is_written()
    {
        await using var alone = await suite.Own(o => o with { Services = ["core", "scope"] });
        var profile = await Profile.Answered(alone);

        Assert.Equal(
            ["Reach", "Orbit"],
            (await profile.Preview())
                .GetProperty("notAsked")
                .EnumerateArray()
                .Select(sentence => sentence.GetString()!.Split(' ')[0])
        );
        Assert.Equal("succeeded", (await profile.Write()).Text("state"));
    }
}
