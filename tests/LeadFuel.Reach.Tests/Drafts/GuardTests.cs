using System.Net;
using System.Text.Json;
using LeadFuel.Providers;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Reach.Tests.Drafts;

/// <summary>Whom Reach itself or Orbit has stored is named to Claude by a person's press only, for one request.</summary>
public sealed class GuardTests(Suite suite)
{
    [Theory]
    [Claim("T16")]
    [InlineData(true, "contact_name", "Hopper, Grace")]
    [InlineData(false, "contact_name", "grace HOPPER")]
    [InlineData(false, "email", "{0}@customers.test")]
    public async Task A_stored_contact_who_is_named_goes_along_by_a_persons_press_alone(
        bool orbit,
        string kind,
        string form
    )
    {
        var writing = await Begun();
        var ada = writing.Member;
        var typed = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            form,
            writing.Word
        );
        var note = $"Say what {typed} told us.";
        if (orbit)
        {
            await Known(ada);
        }
        else
        {
            var text = $"email,first_name,last_name\n{Word()}@customers.test,Grace,Hopper";
            (await ada.Reach.Post("/imports", new { text })).EnsureSuccessStatusCode();
        }

        var preview = await writing.Preview(note);
        Assert.Empty(preview.GetProperty("notAsked").EnumerateArray());
        var span = Assert
            .Single(preview.GetProperty("findings").EnumerateArray())
            .GetProperty("span");
        Assert.Equal(
            ("reviewer_note", kind, typed),
            (
                span.Text("part"),
                span.Text("kind"),
                note.Substring(
                    span.GetProperty("start").GetInt32(),
                    span.GetProperty("length").GetInt32()
                )
            )
        );
        var problem = await (await writing.Start(preview, note)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );
        Assert.Single(problem.GetProperty("spans").EnumerateArray());
        Assert.Empty(await Sent(writing.Word));

        (await writing.Start(preview, note, included: [span])).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal(preview.Text("body"), Assert.Single(await Sent(writing.Word)));
        var said = Assert.Single(
            (await ada.Core.Json("/audit-entries")).GetProperty("items").EnumerateArray(),
            entry => entry.Text("action") == "prompt.contact-included"
        );
        Assert.DoesNotContain(typed, said.ToString(), StringComparison.Ordinal);
        await (await writing.Start(await writing.Preview(note), note)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "contact-pii-in-prompt"
        );
    }

    [Fact]
    public async Task While_Claude_is_switched_off_nothing_begins_and_what_had_begun_waits()
    {
        var writing = await Begun();
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "rate_limit",
                match = writing.Word,
                retryAfter = 2,
                times = 1,
            }
        );
        var begun = await (await writing.Start()).Json();
        var path = $"/generations/{begun.Text("id")}";
        // Asked once; the second time is after the switch.
        await Wait.Until(
            async () => (await Sent(writing.Word)).Count == 1,
            () => "Claude was not asked"
        );
        await Switch(writing.Member, "off");
        var parked = begun;
        await Wait.Until(
            async () =>
                (parked = await writing.Member.Reach.Json(path)).Text("state") is not "running",
            () => "it runs on"
        );
        Assert.Equal("queued", parked.Text("state"));

        (await writing.Member.Reach.Delete(path)).EnsureSuccessStatusCode();
        await (await writing.Start()).Problem(
            HttpStatusCode.ServiceUnavailable,
            "provider-disabled"
        );

        await Switch(writing.Member, "on");
        (await writing.Start()).EnsureSuccessStatusCode();
        await suite.Drain(writing.Member, "reach.generate-draft");
        Assert.Equal("review", (await writing.Draft()).Text("state"));
    }

    private async Task Switch(Member member, string state)
    {
        await using var command = suite
            .Sql("reach")
            .CreateCommand(
                "insert into provider_switches (account_email, provider, state, says) values ($1, 'Anthropic', $2, 'Back at noon.') on conflict (account_email, provider) do update set state = excluded.state"
            );
        command.Parameters.Add(new() { Value = member.Email });
        command.Parameters.Add(new() { Value = state });
        await command.ExecuteNonQueryAsync(Stage.Ct);
        await suite.Reach.Provider.GetRequiredService<SwitchBoard>().Read(Stage.Ct);
    }

    private async Task Known(Member member)
    {
        await using var command = suite
            .Sql("orbit")
            .CreateCommand(
                """
                with known as (insert into accounts (account_email, created_at) values ($1, now()) on conflict do nothing)
                insert into persons (account_email, id, name, name_key, root_id, stale, created_at) values ($1, $2, 'Grace Hopper', 'grace hopper', $2, false, now())
                """
            );
        command.Parameters.Add(new() { Value = member.Email });
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        await command.ExecuteNonQueryAsync(Stage.Ct);
    }

    private static string Word() => $"zq{Guid.CreateVersion7():N}";

    private async Task<Writing> Begun()
    {
        var word = Word();
        var plan = await Plan.Create(suite, await suite.SignUp());
        await plan.Save(
            new
            {
                name = "Spring",
                goal = $"Fifteen minutes on the month-end close {word}",
                persona = "Head of finance",
            }
        );
        return new Writing(plan, (await plan.Drafts())[0].Text("id"), word);
    }

    private async Task<List<string>> Sent(string word) =>
        [
            .. (await suite.Sandbox.Records("anthropic"))
                .Select(record => record.Body)
                .Where(body => body.Contains(word, StringComparison.Ordinal)),
        ];
}
