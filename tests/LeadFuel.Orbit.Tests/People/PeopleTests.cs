using System.Net;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.People;

public sealed class PeopleTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    public async Task Who_was_written_to_is_a_contact_and_who_only_writes_is_none()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", now.AddDays(-3));
        await box.Receive("stranger@lumio.com", now.AddDays(-2));
        await box.Synced();

        var people = await box.Member.Orbit.Read<ListPeople.View>("/people");

        Assert.Equal(["arne@fjordline.no"], people.Items.Select(person => person.Email));
    }

    [Fact]
    [Claim("T27")]
    public async Task A_person_says_how_close_why_and_where_it_is_known_from()
    {
        var box = await suite.Box();
        for (var i = 1; i <= 6; i++)
        {
            await box.Write("arne@fjordline.no", now.AddDays(-i * 7), "Liquidity report", $"c{i}");
            await box.Receive(
                "arne@fjordline.no",
                now.AddDays(-i * 7).AddHours(3),
                "Re: Liquidity report",
                $"c{i}",
                "Arne Bakke"
            );
        }

        await box.Synced();
        var line = Assert.Single(
            (await box.Member.Orbit.Read<ListPeople.View>("/people?q=bakke")).Items
        );
        var person = await box.Member.Orbit.Read<GetPerson.View>($"/people/{line.Id}");

        Assert.Equal(("Arne Bakke", "fjordline"), (person.Name, person.Company));
        Assert.Equal(person.Score, person.Reasons.Sum(reason => reason.Points));
        Assert.Equal(person.Score, line.Score);
        Assert.InRange(person.Score, 50, 90);
        Assert.True(person.ReplyWouldMake >= person.Score);
        Assert.Equal((12, 10, 6), (person.Ticks.Count, person.Turns.Count, person.SilentDays));
        Assert.Contains(
            person.Facts,
            fact =>
                fact is { Label: "Name", Value: "Arne Bakke" }
                && fact.Source.Contains("Liquidity report", StringComparison.Ordinal)
        );
        Assert.Contains(
            person.Facts,
            fact => fact is { Label: "Company", Source: "the domain fjordline.no" }
        );
    }

    [Fact]
    public async Task Another_account_finds_neither_the_person_nor_the_thread()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", now.AddDays(-3));
        await box.Synced();
        var eve = await suite.SignUp();
        var id = (await box.Member.Orbit.Read<ListPeople.View>("/people")).Items[0].Id;
        var person = await box.Member.Orbit.Read<GetPerson.View>($"/people/{id}");

        await (await eve.Orbit.Get($"/people/{id}")).Problem(HttpStatusCode.NotFound);
        await (await eve.Orbit.Get($"/threads/{person.Turns[0].ThreadId}")).Problem(
            HttpStatusCode.NotFound
        );
        await (await eve.Orbit.Post("/people/merge", new { keep = id, other = id })).Problem(
            HttpStatusCode.Conflict
        );
        Assert.Empty((await eve.Orbit.Read<ListPeople.View>("/people?q=arne")).Items);
    }

    [Fact]
    public async Task Parting_takes_along_whom_had_been_joined_to_the_parted()
    {
        var box = await suite.Box();
        foreach (var who in (string[])["a@one.example", "b@two.example", "c@three.example"])
        {
            await box.Write(who, now.AddDays(-3));
        }

        await box.Synced();
        var (a, b, c) = (
            await Find(box, "a@one.example"),
            await Find(box, "b@two.example"),
            await Find(box, "c@three.example")
        );
        (
            await box.Member.Orbit.Post("/people/merge", new { keep = b, other = c })
        ).EnsureSuccessStatusCode();
        (
            await box.Member.Orbit.Post("/people/merge", new { keep = a, other = b })
        ).EnsureSuccessStatusCode();

        (
            await box.Member.Orbit.Post($"/people/{a}/unmerge", new { other = b })
        ).EnsureSuccessStatusCode();

        var parted = await box.Member.Orbit.Read<GetPerson.View>($"/people/{b}");
        Assert.Equal([c], parted.Joined.Select(one => one.Id));
        Assert.Empty((await box.Member.Orbit.Read<GetPerson.View>($"/people/{a}")).Joined);
    }

    [Fact]
    public async Task Joined_and_parted_again_two_have_the_rows_scores_and_pages_they_had_before()
    {
        // Time stands still: what is computed anew is the same to the digit.
        await using var own = await suite.OwnTime();
        var then = own.Time.GetUtcNow();
        var box = await own.Box();
        foreach (
            var (who, name, days) in new[]
            {
                ("arne@fjordline.no", "Arne Bakke", 3),
                ("a.bakke@lumio.com", "Arne B. Bakke", 40),
            }
        )
        {
            var at = then.AddDays(-days);
            await box.Write(who, at, "Hello", who);
            await box.Receive(who, at.AddHours(2), "Re: Hello", who, name);
        }

        await box.Synced();
        var (a, b) = (await Find(box, "arne@fjordline.no"), await Find(box, "a.bakke@lumio.com"));
        var before = await Kept();

        (
            await box.Member.Orbit.Post("/people/merge", new { keep = a, other = b })
        ).EnsureSuccessStatusCode();
        Assert.NotEqual(before, await Kept());
        (
            await box.Member.Orbit.Post($"/people/{a}/unmerge", new { other = b })
        ).EnsureSuccessStatusCode();
        await own.Drain(box.Member);

        Assert.Equal(before, await Kept());

        async Task<string> Kept()
        {
            await using var rows = own.Sql("orbit")
                .CreateCommand(
                    """
                    select string_agg(line, E'\n' order by line) from (
                      select to_jsonb(p)::text as line from persons p where account_email = $1
                      union all select to_jsonb(a)::text from addresses a where account_email = $1
                      union all select to_jsonb(s)::text from strengths s where account_email = $1) as kept
                    """
                );
            rows.Parameters.Add(new() { Value = box.Member.Email });
            var kept = (string)(await rows.ExecuteScalarAsync(Stage.Ct))!;
            foreach (var id in (Guid[])[a, b])
            {
                kept += '\n' + (await box.Member.Orbit.Json($"/people/{id}")).GetRawText();
            }

            return kept;
        }
    }

    [Theory]
    [InlineData(Visibility.Private)]
    [InlineData(Visibility.Strength)]
    [InlineData(Visibility.Subjects)]
    [InlineData(Visibility.Full)]
    public async Task A_colleague_sees_of_a_mailbox_what_its_member_lets_be_seen(
        Visibility visibility
    )
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", now.AddDays(-3), "A quiet word", "c1");
        await box.Receive("arne@fjordline.no", now.AddDays(-2), "A quiet word", "c1", "Arne Bakke");
        await box.Synced(choice => choice["visibility"] = visibility);
        var id = (await box.Member.Orbit.Read<ListPeople.View>("/people")).Items[0].Id;
        var thread = (await box.Member.Orbit.Read<GetPerson.View>($"/people/{id}"))
            .Turns[0]
            .ThreadId;
        var ana = suite.Colleague(box.Member);

        var list = await ana.Read<ListPeople.View>("/people?q=arne");
        var page = await ana.Get($"/people/{id}");
        var mails = await ana.Get($"/threads/{thread}");

        Assert.Equal(visibility == Visibility.Private ? 0 : 1, list.Total);
        Assert.Equal(visibility == Visibility.Private, page.StatusCode == HttpStatusCode.NotFound);
        Assert.Equal(visibility < Visibility.Subjects, mails.StatusCode == HttpStatusCode.NotFound);
        if (visibility > Visibility.Private)
        {
            var person = await page.Read<GetPerson.View>();
            Assert.Equal(box.Member.Email, Assert.Single(person.Knowers).Member);
            Assert.Equal(visibility >= Visibility.Subjects, person.Turns.Count > 0);
            Assert.Equal(visibility >= Visibility.Subjects, person.Ticks.Count > 0);
            Assert.Equal(
                $"{box.Member.Email} wrote to it",
                person.Facts.Single(fact => fact.Label == "Address").Source
            );
            Assert.DoesNotContain(
                person.Reasons,
                reason => reason.Input.Contains("you", StringComparison.OrdinalIgnoreCase)
            );
        }

        if (visibility >= Visibility.Subjects)
        {
            var says = await mails.Content.ReadAsStringAsync(Stage.Ct);
            Assert.Equal(
                visibility == Visibility.Full,
                says.Contains("Yes, I would.", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task What_a_private_mailbox_holds_changes_no_answer_that_others_get()
    {
        var ada = await suite.SignUp();
        var open = await suite.Box(ada);
        await open.Write("arne@fjordline.no", now.AddDays(-30), "Open", "c1");
        await open.Synced();
        var ana = suite.Colleague(ada);
        var before = await (await ana.Get("/people")).Content.ReadAsStringAsync(Stage.Ct);
        var hidden = await suite.Box(ada);
        await hidden.Write("arne@fjordline.no", now.AddDays(-1), "Hidden", "c2");
        await hidden.Receive("arne@fjordline.no", now, "Hidden", "c2", "Arne Bakke");
        await hidden.Write("secret@lumio.com", now.AddDays(-1), "Hidden");
        await hidden.Synced(choice => choice["visibility"] = Visibility.Private);

        var after = await (await ana.Get("/people")).Content.ReadAsStringAsync(Stage.Ct);

        Assert.Equal(before, after);
        Assert.Equal(2, (await ada.Orbit.Read<ListPeople.View>("/people")).Total);
    }

    [Fact]
    public async Task Whom_only_a_private_mailbox_has_written_to_is_no_contact_of_who_heard_from_them()
    {
        var ada = await suite.SignUp();
        var ana = suite.Colleague(ada);
        var hers = await suite.Box(ada, colleague: ana);
        await hers.Receive("secret@lumio.com", now.AddDays(-2));
        await hers.Synced();
        var hidden = await suite.Box(ada);
        await hidden.Write("secret@lumio.com", now.AddDays(-1));

        await hidden.Synced(choice => choice["visibility"] = Visibility.Private);

        Assert.Empty((await ana.Read<ListPeople.View>("/people")).Items);
        Assert.Single((await ada.Orbit.Read<ListPeople.View>("/people")).Items);
    }

    [Fact]
    public async Task Joining_two_shows_nobody_what_stands_in_a_private_mailbox_alone()
    {
        var ada = await suite.SignUp();
        var open = await suite.Box(ada);
        await open.Write("arne@fjordline.no", now.AddDays(-3));
        await open.Synced();
        var hidden = await suite.Box(ada);
        await hidden.Write("a.secret@lumio.com", now.AddDays(-2), "Hidden", "c1");
        await hidden.Receive("a.secret@lumio.com", now, "Hidden", "c1", "Sasha Planted");
        await hidden.Synced(choice => choice["visibility"] = Visibility.Private);
        var (keep, other) = (
            await Find(open, "arne@fjordline.no"),
            await Find(hidden, "a.secret@lumio.com")
        );
        (await ada.Orbit.Post("/people/merge", new { keep, other })).EnsureSuccessStatusCode();
        var ana = suite.Colleague(ada);

        var mine = await ada.Orbit.Read<GetPerson.View>($"/people/{keep}");
        Assert.Equal("a.secret@lumio.com", Assert.Single(mine.Joined).Email);
        Assert.Contains(mine.Facts, fact => fact.Value == "Sasha Planted");
        foreach (
            var path in (string[])
                ["/people", $"/people/{keep}", "/people?q=secret", "/people?q=sasha"]
        )
        {
            var says = await (await ana.Get(path)).Content.ReadAsStringAsync(Stage.Ct);
            Assert.DoesNotContain("secret", says, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Sasha", says, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("lumio", says, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(
                !path.Contains('q', StringComparison.Ordinal),
                says.Contains("arne@fjordline.no", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task List_page_and_whoever_asks_before_a_first_mail_are_told_the_same_strength()
    {
        var ada = await suite.SignUp();
        var ana = suite.Colleague(ada);
        foreach (var colleague in (Caller?[])[null, ana])
        {
            var box = await suite.Box(ada, colleague: colleague);
            await box.Write("arne@fjordline.no", now.AddDays(-3), "Hello", "c1");
            await box.Receive("arne@fjordline.no", now.AddDays(-2), "Hello", "c1");
            await box.Synced();
        }

        var line = Assert.Single((await ana.Read<ListPeople.View>("/people")).Items);
        var page = await ana.Read<GetPerson.View>($"/people/{line.Id}");
        var path = (
            await new Rpc.Relationships.RelationshipsClient(
                suite.Rpc("orbit", "reach", ada.Claims)
            ).FindWarmPathsAsync(
                new Rpc.FindWarmPathsRequest { Emails = { "arne@fjordline.no" } },
                cancellationToken: Stage.Ct
            )
        ).Paths[0];

        Assert.True(page.Score > page.Knowers.Max(knower => knower.Score));
        Assert.Equal((page.Score, page.Score), (line.Score, path.Score));
        Assert.Equal(page.Score, page.Reasons.Sum(reason => reason.Points));
        Assert.Equal(
            page.Score,
            Assert
                .Single((await ana.Read<ListPeople.View>($"/people?min={page.Score}")).Items)
                .Score
        );
    }

    [Fact]
    public async Task What_becomes_private_is_gone_for_others_at_once()
    {
        var box = await suite.Box(messages: 600, people: 150);
        await box.Synced();
        var ana = suite.Colleague(box.Member);
        Assert.True((await ana.Read<ListPeople.View>("/people")).Total > 60);

        await box.Show(Visibility.Private);

        Assert.Equal(0, (await ana.Read<ListPeople.View>("/people")).Total);
        await box.Settle();
        Assert.Equal(0, (await ana.Read<ListPeople.View>("/people")).Total);
    }

    [Fact]
    public async Task Strength_falls_each_day_though_no_mailbox_is_read_any_more()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        var then = own.Time.GetUtcNow();
        await box.Write("arne@fjordline.no", then.AddDays(-3), "Hello", "c1");
        await box.Receive("arne@fjordline.no", then.AddDays(-2), "Hello", "c1");
        await box.Synced();
        var before = (await box.Member.Orbit.Read<ListPeople.View>("/people")).Items[0].Score;
        await box.Post("revoke");
        await box.Again();
        Assert.Equal(MailboxState.Reconnect, (await box.View()).State);

        for (var run = 0; run < 2; run++)
        {
            own.Advance(TimeSpan.FromDays(20));
            await own.Drain(box.Member, "orbit.score-daily", "orbit.score-people");
            var line = (await box.Member.Orbit.Read<ListPeople.View>("/people")).Items[0];
            Assert.True(line.Score < before, $"{before} became {line.Score}");
            before = line.Score;
        }
    }

    private static async Task<Guid> Find(Box box, string email) =>
        Assert
            .Single(
                (
                    await box.Member.Orbit.Read<ListPeople.View>(
                        $"/people?q={Uri.EscapeDataString(email)}"
                    )
                ).Items
            )
            .Id;
}
