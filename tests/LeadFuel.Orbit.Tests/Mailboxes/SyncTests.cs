using System.Text.RegularExpressions;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Orbit.Tests.Mailboxes;

public sealed partial class SyncTests(Suite suite)
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_whole_mailbox_is_read_and_stands_in_orbits_database()
    {
        var box = await suite.Box(messages: 700);

        var view = await box.Synced();

        // Newsletters and machines are left out by the rule that was chosen; everything else is here once.
        var (messages, left) = (
            await suite.Count("messages", box.Member),
            await suite.Count("excluded_marks", box.Member)
        );
        Assert.Equal(700, messages + left);
        Assert.InRange(left, 40, 160);
        Assert.Equal((100, 700, 700), (view.Percent, view.Seen, view.Total));
        Assert.True(await suite.Count("persons", box.Member) > 3);
        Assert.True(await suite.Count("threads", box.Member) > 50);
        Assert.Equal(0, await suite.Count("messages", await suite.SignUp()));
    }

    [Fact]
    [Claim("T05")]
    public async Task What_was_read_is_in_orbits_database_and_in_no_other()
    {
        var box = await suite.Box();
        var (word, other) = ($"zephyr{Guid.NewGuid():N}", $"ada-{Guid.NewGuid():N}@fjordline.no");
        await box.Write($"{word}@fjordline.no", Monday, $"About {word}");
        await box.Write(other, Monday, "Hello");
        await box.Synced();
        var people = await suite.Read(
            box.Member,
            db => db.Persons.OrderBy(p => p.Id).Select(p => p.Id).ToArrayAsync(Stage.Ct)
        );
        (
            await box.Member.Orbit.Post(
                "/people/merge",
                new { keep = people[0], other = people[1] }
            )
        ).EnsureSuccessStatusCode();
        await suite.Drain(box.Member);

        foreach (var phrase in (string[])[word, $"About {word}", other])
        {
            var found = await Everywhere.Tables(suite, phrase);
            Assert.NotEmpty(found);
            Assert.All(
                found,
                table => Assert.StartsWith("orbit.", table, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task Reading_it_again_changes_nothing()
    {
        var box = await suite.Box(messages: 250);
        await box.Synced();
        var before = await suite.Print(box.Member);

        await box.Again(all: true);
        await box.Again();

        Assert.Equal(before, await suite.Print(box.Member));
    }

    [Theory]
    [InlineData("throttle", 2)]
    [InlineData("unavailable", 1)]
    [InlineData("expired_token", 1)]
    [InlineData("resync", 1)]
    [InlineData("empty_page", 1)]
    [InlineData("duplicate_row", 3)]
    [InlineData("foreign_link", 1)]
    [InlineData("reset", 1)]
    [InlineData("server_error", 2)]
    [Claim("T39")]
    public async Task What_goes_wrong_at_microsoft_leaves_the_same_rows_as_if_nothing_had(
        string fault,
        int times
    )
    {
        var calm = await suite.Box(
            messages: 450,
            seed: 99,
            until: Monday,
            address: $"calm-{fault.Replace('_', '-')}@northbeam.example"
        );
        await calm.Synced();
        // The same story: only the address and what is made of it differ.
        var rough = await suite.Box(
            messages: 450,
            seed: 99,
            until: Monday,
            address: $"rough-{fault.Replace('_', '-')}@northbeam.example"
        );
        await rough.Break(fault, times, match: "/messages/delta", skip: 1);

        await rough.Start();
        await Wait.Until(
            async () =>
            {
                await suite.Hurry(rough.Member);
                return (await rough.View()).State == MailboxState.Live;
            },
            () => "the first sync does not end"
        );
        await rough.Settle();

        Assert.Equal(Same(await suite.Print(calm.Member)), Same(await suite.Print(rough.Member)));

        static string Same(string print) =>
            string.Join(
                '\n',
                Own().Replace(print, "me@").Split('\n').Order(StringComparer.Ordinal)
            );
    }

    [Fact]
    [Claim("T39")]
    public async Task A_throttled_mailbox_holds_up_no_other()
    {
        var slow = await suite.Box(messages: 30);
        var quick = await suite.Box(messages: 30);
        await suite.Sandbox.Break(
            new
            {
                vendor = "microsoft",
                kind = "throttle",
                account = slow.Address,
                match = "/messages/delta",
                retryAfter = 600,
            }
        );
        await slow.Start();

        await quick.Synced();

        var waits = await slow.View();
        Assert.Equal(MailboxState.FirstSync, waits.State);
        Assert.NotNull(waits.HeldUntil);
    }

    [Fact]
    public async Task A_moved_mail_is_there_once_whichever_half_of_the_move_is_told_first()
    {
        var box = await suite.Box();
        var mail = await box.Receive("arne@fjordline.no", Monday);
        await box.Write("arne@fjordline.no", Monday.AddHours(-1));
        await box.Synced();

        await box.Move(mail, "Customers");
        await box.Again();
        Assert.Equal(["Customers"], await FoldersOf(box, mail));

        await box.Move(mail, "inbox");
        await box.Again();
        Assert.Equal(["Inbox"], await FoldersOf(box, mail));
        Assert.Equal(2, await suite.Count("messages", box.Member));
    }

    [Fact]
    public async Task A_deleted_mail_goes_after_a_day_and_not_before()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        var now = own.Time.GetUtcNow();
        await box.Write("arne@fjordline.no", now.AddHours(-2));
        var mail = await box.Receive("arne@fjordline.no", now.AddHours(-1));
        await box.Synced();

        await box.Delete(mail);
        await box.Again();
        Assert.Equal(2, await own.Count("messages", box.Member));

        own.Advance(TimeSpan.FromHours(23));
        await box.Settle();
        await box.Again();
        Assert.Equal(2, await own.Count("messages", box.Member));

        own.Advance(TimeSpan.FromHours(2));
        await box.Settle();
        await box.Again();
        Assert.Equal(1, await own.Count("messages", box.Member));
    }

    [Fact]
    public async Task An_update_that_says_little_erases_nothing()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", Monday.AddHours(-1), "Numbers for the board");
        var mail = await box.Receive("arne@fjordline.no", Monday, "Numbers for the board");
        await box.Synced();
        var before = await suite.Print(box.Member);

        await box.Touch(mail);
        await box.Again();

        Assert.Equal(before, await suite.Print(box.Member));
    }

    [Fact]
    public async Task A_mail_that_cannot_be_read_is_tried_three_times_and_stops_no_other()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", Monday);
        await box.Drop(
            new
            {
                from = "ines@kestrelpay.com",
                subject = "Broken",
                broken = true,
            }
        );
        for (var i = 0; i < 5; i++)
        {
            await box.Receive("arne@fjordline.no", Monday.AddHours(i), $"Hello {i}");
        }

        await box.Synced();
        await box.Again();
        await box.Again();

        Assert.Equal(6, await suite.Count("messages", box.Member));
        var view = await box.View();
        Assert.Equal((MailboxState.Live, 1), (view.State, view.Quarantined));
        var kept = await box.Member.Orbit.Read<ListQuarantine.View>(
            $"/mailboxes/{box.Id}/quarantine"
        );
        var one = Assert.Single(kept.Items);
        Assert.Equal((3, "sentDateTime is no time", "Inbox"), (one.Tries, one.Reason, one.Folder));
    }

    [Fact]
    public async Task Mail_older_than_was_chosen_never_reaches_the_disk()
    {
        var box = await suite.Box();
        var now = suite.Time.GetUtcNow();
        await box.Write("arne@fjordline.no", now.AddDays(-10), "Fresh");
        await box.Write("arne@fjordline.no", now.AddDays(-200), "A phrase of long ago");

        await box.Synced(choice => choice["historyMonths"] = 3);

        var subjects = await suite.Read(
            box.Member,
            db => db.Messages.Select(m => m.Subject).ToListAsync(Stage.Ct)
        );
        Assert.Equal(["Fresh"], subjects);
    }

    [Fact]
    public async Task Text_is_kept_only_where_it_was_chosen_and_without_what_it_quotes()
    {
        var box = await suite.Box();
        await box.Drop(
            new
            {
                from = box.Address,
                to = new[] { "arne@fjordline.no" },
                subject = "Offer",
                text = "My own words.\n\nOn Monday, 1 June 2026, Arne wrote:\n> his words",
                folder = "sentitems",
                at = Monday,
            }
        );
        await box.Synced();
        Assert.Equal("My own words.", await Text(box));

        var bare = await suite.Box();
        await bare.Write("arne@fjordline.no", Monday);
        await bare.Synced(choice => choice["withText"] = false);
        Assert.Equal("", await Text(bare));
    }

    [Fact]
    public async Task A_new_mail_is_found_by_the_next_look()
    {
        var box = await suite.Box(messages: 10);
        await box.Synced();
        await box.Write("new.person@lumio.com", suite.Time.GetUtcNow());

        await box.Again();

        Assert.Contains(
            "new.person@lumio.com",
            await suite.Read(
                box.Member,
                db =>
                    db.Addresses.Where(a => a.PersonId != null)
                        .Select(a => a.Email)
                        .ToListAsync(Stage.Ct)
            )
        );
    }

    [Fact]
    public async Task The_same_mail_under_another_id_is_one_mail()
    {
        var box = await suite.Box();
        var mail = new
        {
            from = "arne@fjordline.no",
            subject = "Once",
            at = Monday,
            internetMessageId = "<once@fjordline.no>",
        };
        await box.Write("arne@fjordline.no", Monday.AddDays(-1));
        await box.Drop(mail);
        await box.Synced();
        await box.Drop(mail);

        await box.Again();

        Assert.Equal(2, await suite.Count("messages", box.Member));
        Assert.Equal(3, await suite.Count("placements", box.Member));
    }

    [Fact]
    public async Task Two_accounts_with_the_same_correspondent_never_meet()
    {
        var ada = await suite.Box();
        var eve = await suite.Box();
        await ada.Write("arne@fjordline.no", Monday, "Of ada");
        await eve.Write("arne@fjordline.no", Monday, "Of eve");
        await ada.Synced();
        await eve.Synced();

        var people = await eve.Member.Orbit.Read<ListPeople.View>("/people");
        var person = await eve.Member.Orbit.Read<GetPerson.View>(
            $"/people/{Assert.Single(people.Items).Id}"
        );

        Assert.Equal(["Of eve"], person.Turns.Select(turn => turn.Subject));
        Assert.Equal([eve.Member.Email], person.Knowers.Select(knower => knower.Member));
    }

    private async Task<List<string>> FoldersOf(Box box, Dropped mail) =>
        await suite.Read(
            box.Member,
            db =>
                (
                    from message in db.Messages
                    join placement in db.Placements on message.Id equals placement.MessageId
                    join folder in db.Folders on placement.FolderId equals folder.Id
                    where message.InternetId == mail.InternetMessageId
                    select folder.Name
                ).ToListAsync(Stage.Ct)
        );

    private Task<string> Text(Box box) =>
        suite.Read(box.Member, db => db.Messages.Select(m => m.Text).SingleAsync(Stage.Ct));

    [GeneratedRegex(@"(calm|rough)-[\w-]*@|(?<=[(,])\d+\.[0-9a-f]{1,8}@")]
    private static partial Regex Own();
}
