using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Reach.Tests.Drafts;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Promises;

/// <summary>Of a customer list of a thousand nothing goes to Anthropic; of one person exactly what somebody has ticked.</summary>
public sealed class WhatLeavesForClaudeTests(Suite suite)
{
    private static readonly string[] Forms =
    [
        "{0}+tag@customers.test",
        "\"{0} x\"@customers.test",
        "{0}@xn--mller-kva.test",
        "{0}.o'brien@sub.customers.test",
        "ü{0}@bücher.test",
        "{0}_%&=@customers.test",
    ];

    [Fact]
    [Claim("T13")]
    [Claim("T15")]
    [Claim("T17")]
    [Claim("T44")]
    public async Task Of_a_thousand_contacts_nothing_leaves_is_logged_or_is_kept_beside_their_rows()
    {
        using var traces = new Traces();
        var ada = await suite.SignUp();
        var word = Word();
        var people = Enumerable.Range(0, 1000).Select(i => Person(word, i)).ToList();
        var writing = await Begun(ada, word, people);
        var before = await suite.Sandbox.Records("anthropic");

        var preview = await writing.Preview("Shorter, please");
        (await writing.Start(preview, "Shorter, please")).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        // The mails are filled in here: they hold names, and go to Resend alone.
        await writing.Plan.WriteAndApprove("Hi {{first_name}} of {{company}}");
        await suite.Drain(ada);

        var sent = (await suite.Sandbox.Records("anthropic"))
            .Skip(before.Count)
            .Where(request => request.Body.Contains(word, StringComparison.Ordinal))
            .ToList();
        var only = Assert.Single(sent);
        foreach (var person in people)
        {
            foreach (var value in person.Values)
            {
                Assert.DoesNotContain(value, only.Body, StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.Equal(["reach.drafting"], await Purposes(ada, "Anthropic"));
        // The plan's own word is in no log, trace, job or ledger row, nor is a contact.
        traces.AreSilentOn(suite, word, people[7].Email, people[7].Last);
        Assert.Equal(["reach.campaigns"], (await Everywhere.Tables(suite, word)).Where(Kept));
        Assert.Equal(
            ["reach.contacts"],
            (await Everywhere.Tables(suite, people[7].Last)).Where(Kept)
        );
    }

    [Fact]
    [Claim("T14")]
    public async Task A_request_holds_the_parts_that_were_shown_and_no_other()
    {
        var ada = await suite.SignUp();
        var word = Word();
        var writing = await Begun(ada, word, [Person(word, 1)]);
        await writing.Write("Earlier", "Own words");
        var preview = await writing.Preview("Warmer, please");

        (await writing.Start(preview, "Warmer, please")).EnsureSuccessStatusCode();
        await suite.Drain(ada, "reach.generate-draft");

        var sent = Assert.Single(
            await suite.Sandbox.Records("anthropic"),
            request => request.Body.Contains(word, StringComparison.Ordinal)
        );
        var user = JsonDocument
            .Parse(sent.Body)
            .RootElement.GetProperty("messages")[0]
            .GetProperty("content")
            .ToString();
        Assert.Equal(
            ["persona", "campaign_goal", "step_goal", "merge_fields", "draft", "reviewer_note"],
            System
                .Text.RegularExpressions.Regex.Matches(user, "<([a-z_]+)>")
                .Select(tag => tag.Groups[1].Value)
        );
        Assert.Equal(preview.Text("body"), sent.Body);
    }

    [Fact]
    [Claim("T16")]
    public async Task What_is_ticked_of_one_person_goes_along_once_and_nothing_else_of_them()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var word = Word();
        var (grace, joan) = (Person(word, 0), Person(word, 2));
        var writing = await Begun(ada, word, [grace, joan]);
        var id = await ContactId(ada, grace.Email);
        var include = new { contactId = id, fields = new[] { "email", "company" } };
        var room = await SlackRoom.Open(suite, ada);
        await room.Switch("draft.ready", details: true);

        var preview = await Preview(writing, include);
        Assert.Empty(preview.GetProperty("findings").EnumerateArray());
        Assert.Equal(
            [$"email: {grace.Email}", $"company: {grace.Company}"],
            preview
                .GetProperty("parts")
                .EnumerateArray()
                .Where(part => part.GetProperty("personal").GetBoolean())
                .Select(part => part.Text("text"))
        );
        // What is marked stands so in the request.
        foreach (var mark in preview.GetProperty("marks").EnumerateArray())
        {
            Assert.Contains(mark.GetString()!, preview.Text("body"), StringComparison.Ordinal);
        }

        Assert.Equal(2, preview.GetProperty("marks").GetArrayLength());
        (await Start(writing, preview, include)).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        Assert.Equal($"recipient\n{grace.Email}", (await room.Posted(1))[0].Texts[1]);

        var body = Assert.Single(await Sent(word));
        Assert.Equal(preview.Text("body"), body);
        var sent = JsonDocument
            .Parse(body)
            .RootElement.GetProperty("messages")[0]
            .GetProperty("content")
            .ToString();
        Assert.Contains(grace.Company, sent, StringComparison.Ordinal);
        Assert.Contains(grace.Email, sent, StringComparison.Ordinal);
        Assert.DoesNotContain(grace.Last, sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(joan.Email, sent, StringComparison.OrdinalIgnoreCase);
        // The account's own log says who ticked what; the values are not in it.
        var said = Assert.Single(
            (await ada.Core.Json("/audit-entries")).GetProperty("items").EnumerateArray(),
            entry => entry.Text("action") == "prompt.contact-included"
        );
        Assert.Contains("email, company", said.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain(grace.Email, said.ToString(), StringComparison.Ordinal);

        // The next request has nobody again.
        var next = await writing.Preview();
        Assert.DoesNotContain(
            next.GetProperty("parts").EnumerateArray(),
            part => part.GetProperty("personal").GetBoolean()
        );
        // Another account's person cannot be ticked.
        var theirs = await Plan.Create(suite, eve);
        await (
            await eve.Reach.Post(
                $"/drafts/{(await theirs.Drafts())[0].Text("id")}/prompt-preview",
                new { include }
            )
        ).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Claim("T16")]
    public async Task What_is_not_ticked_does_not_leave_beside_what_is()
    {
        var ada = await suite.SignUp();
        var word = Word();
        var (grace, joan) = (Person(word, 1), Person(word, 2));
        var writing = await Begun(ada, word, [grace, joan]);
        var include = new
        {
            contactId = await ContactId(ada, grace.Email),
            fields = new[] { "email" },
        };

        foreach (
            var note in (string[])
                [
                    $"Ask {joan.Email} too",
                    $"Write to x{grace.Email}",
                    $"{joan.First} {joan.Last} knows",
                    $"Write to {grace.Email} again",
                ]
        )
        {
            var preview = await Preview(writing, include, note);
            Assert.NotEmpty(preview.GetProperty("findings").EnumerateArray());
            await (await Start(writing, preview, include, note)).Problem(
                HttpStatusCode.UnprocessableEntity,
                "contact-pii-in-prompt"
            );
        }

        // Ticked for the preview, not for the start; and a person who has changed meanwhile.
        var shown = await Preview(writing, include);
        await (await Start(writing, shown, null)).Problem(
            HttpStatusCode.Conflict,
            "preview-outdated"
        );
        await (
            await writing.Member.Reach.Post(
                $"/drafts/{writing.Id}/prompt-preview",
                new { include = new { include.contactId, fields = new[] { "shoe_size" } } }
            )
        ).Problem(HttpStatusCode.BadRequest);
        await (
            await writing.Member.Reach.Post(
                $"/drafts/{writing.Id}/prompt-preview",
                new { include = new { include.contactId, fields = Array.Empty<string>() } }
            )
        ).Problem(HttpStatusCode.BadRequest);
        Assert.Empty(await Sent(word));
    }

    private sealed record Contact(string Email, string First, string Last, string Company)
    {
        public string[] Values => [Email, First + " " + Last, Last, Company];
    }

    private static string Word() => $"zq{Guid.CreateVersion7():N}";

    private static bool Kept(string table) => table != "reach.idempotency_keys";

    private static Contact Person(string word, int index)
    {
        var tail = $"{word[^8..]}{index:0000}";
        return new(
            Forms[index % Forms.Length].Replace("{0}", $"p{tail}", StringComparison.Ordinal),
            $"Gra{tail}",
            index % 2 == 0 ? $"O'Hop{tail}" : $"Müller-{tail}",
            $"Firma {tail} GmbH"
        );
    }

    private async Task<Writing> Begun(Member ada, string word, IReadOnlyList<Contact> people)
    {
        var csv = string.Join(
            '\n',
            people
                .Select(p =>
                    $"\"{p.Email.Replace("\"", "\"\"", StringComparison.Ordinal)}\";{p.First};{p.Last};{p.Company}"
                )
                .Prepend("email;first_name;last_name;company")
        );
        var view = await (await ada.Reach.Post("/imports", new { text = csv })).Json();
        Assert.Equal(people.Count, view.GetProperty("added").GetInt32());
        var plan = await Plan.Create(suite, ada);
        await plan.Save(
            new
            {
                name = "Spring",
                goal = $"Fifteen minutes on the month-end close {word}",
                persona = "Head of finance; cares about closing the month in a week",
            }
        );
        return new Writing(plan, (await plan.Drafts())[0].Text("id"), word);
    }

    private static async Task<string> ContactId(Member member, string email) =>
        (await member.Reach.Json("/contacts?limit=200"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(c => c.Text("email") == email)
            .Text("id");

    private static async Task<JsonElement> Preview(
        Writing writing,
        object include,
        string note = ""
    ) =>
        await (
            await writing.Member.Reach.Post(
                $"/drafts/{writing.Id}/prompt-preview",
                new { note, include }
            )
        ).Json();

    private static Task<HttpResponseMessage> Start(
        Writing writing,
        JsonElement preview,
        object? include,
        string note = ""
    ) =>
        writing.Member.Reach.Post(
            $"/drafts/{writing.Id}/generations",
            new
            {
                note,
                promptHash = preview.Text("hash"),
                include,
            }
        );

    private async Task<List<string>> Sent(string word) =>
        [
            .. (await suite.Sandbox.Records("anthropic"))
                .Select(request => request.Body)
                .Where(body => body.Contains(word, StringComparison.Ordinal)),
        ];

    private Task<List<string>> Purposes(Member member, string provider) =>
        Stage.Read(
            suite,
            member,
            db =>
                db.EgressCalls.Where(call => call.Provider == provider)
                    .Select(call => call.Purpose)
                    .Distinct()
                    .ToListAsync(Stage.Ct)
        );
}
