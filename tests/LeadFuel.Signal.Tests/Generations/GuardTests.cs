using System.Net;
using System.Text.Json;
using LeadFuel.Prompts;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Signal.Tests.Generations;

/// <summary>Whom Reach and Orbit have stored is named to Claude by a person's press only, for one request.</summary>
public sealed class GuardTests(Suite suite)
{
    [Theory]
    [Claim("T16")]
    [InlineData("reach", "grace HOPPER")]
    [InlineData("reach", "Hopper, Grace")]
    [InlineData("orbit", "Grace Hopper")]
    [InlineData("orbit", "Gra\u200bce\nHopper")]
    public async Task A_stored_contact_who_is_named_stops_the_request_until_a_person_includes_them(
        string service,
        string typed
    )
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await Knows(ada, service, "Grace", "Hopper");
        var word = Stage.Word();
        var brief = $"As {typed} said, the month end got shorter {word}.";
        var hers = await Writing.Begin(suite, brief: brief, member: eve);
        var writing = (await Writing.Begin(suite, brief: brief, member: ada)) with { Word = word };

        Assert.Empty((await hers.Preview()).GetProperty("findings").EnumerateArray());
        var preview = await writing.Preview();
        var span = Assert
            .Single(preview.GetProperty("findings").EnumerateArray())
            .GetProperty("span");
        Assert.Equal(
            ("brief", "contact_name", typed),
            (
                span.Text("part"),
                span.Text("kind"),
                brief.Substring(span.Number("start"), span.Number("length"))
            )
        );
        var problem = await (await writing.Start(preview)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );
        Assert.Equal(
            span.GetRawText(),
            Assert.Single(problem.GetProperty("spans").EnumerateArray()).GetRawText()
        );
        Assert.Empty(await writing.Sent());

        (await writing.Start(preview, included: [span])).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal(preview.Text("body"), Assert.Single(await writing.Sent()).Body);
        var said = Assert.Single(
            (await ada.Core.Json("/audit-entries")).GetProperty("items").EnumerateArray(),
            entry => entry.Text("action") == "prompt.contact-included"
        );
        Assert.Contains("the name of a contact", said.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("opper", said.ToString(), StringComparison.OrdinalIgnoreCase);
        var ledger = await Stage.Read(
            suite,
            ada,
            db => db.EgressCalls.SingleAsync(c => c.Provider == "Anthropic", Stage.Ct)
        );
        Assert.Contains("details of a contact that you included", ledger.Categories);
        // The next request has nobody again.
        await (await writing.Start()).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );
    }

    [Fact]
    [Claim("T16")]
    public async Task An_address_that_was_included_leaves_with_its_part_and_no_other_one_does()
    {
        var word = Stage.Word();
        var writing = await Writing.Begin(suite, brief: $"Ask {word}@customers.test");
        writing = writing with { Word = word };
        var preview = await writing.Preview(note: "And eve@customers.test");
        var spans = preview
            .GetProperty("findings")
            .EnumerateArray()
            .Select(finding => finding.GetProperty("span"))
            .ToList();
        Assert.Equal(["brief", "reviewer_note"], spans.Select(span => span.Text("part")));

        await (
            await writing.Start(preview, note: "And eve@customers.test", included: [spans[0]])
        ).Problem(HttpStatusCode.UnprocessableEntity, "contact-pii-in-prompt");
        Assert.Empty(await writing.Sent());

        // What was included of one text is not included of another in its place.
        var alone = await writing.Preview();
        await writing.Write(new { brief = $"Tell {word}@customers.test" });
        await (await writing.Start(alone, included: [spans[0]])).Problem(
            HttpStatusCode.Conflict,
            "preview-outdated"
        );

        var generation = await writing.Written(
            included: [(await writing.Preview()).GetProperty("findings")[0].GetProperty("span")]
        );
        Assert.Equal("done", generation.Text("state"));
        Assert.Contains(
            $"{word}@customers.test",
            Assert.Single(await writing.Sent()).Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_does_not_answer_is_named_and_what_can_be_seen_here_still_stops_the_request()
    {
        await using var alone = await suite.Own(o =>
            o with
            {
                Services = ["core", "scope", "signal", "gateway"],
            }
        );
        var writing = await Writing.Begin(alone);

        var preview = await writing.Preview(note: "Ask eve@customers.test");

        Assert.Equal(
            ["Reach", "Orbit"],
            preview
                .GetProperty("notAsked")
                .EnumerateArray()
                .Select(sentence => sentence.GetString()!.Split(' ')[0])
        );
        var problem = await (await writing.Start(preview, note: "Ask eve@customers.test")).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );
        Assert.Contains("Orbit does not answer", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("done", (await writing.Written()).Text("state"));
    }

    private async Task Knows(Member member, string service, string first, string last)
    {
        if (service == "reach")
        {
            var text = $"email,first_name,last_name\n{Stage.Word()}@customers.test,{first},{last}";
            (await member.Reach.Post("/imports", new { text })).EnsureSuccessStatusCode();
            return;
        }

        await using var command = suite
            .Sql("orbit")
            .CreateCommand(
                """
                with known as (insert into accounts (account_email, created_at) values ($1, now()) on conflict do nothing)
                insert into persons (account_email, id, name, name_key, root_id, stale, created_at) values ($1, $2, $3, $4, $2, false, now())
                """
            );
        foreach (
            var value in (object[])
                [
                    member.Email,
                    Guid.CreateVersion7(),
                    $"{first} {last}",
                    FullNames.Key($"{first} {last}"),
                ]
        )
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(Stage.Ct);
    }
}
