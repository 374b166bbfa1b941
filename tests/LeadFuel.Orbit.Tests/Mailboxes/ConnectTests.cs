using System.Net;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Orbit.Tests.Mailboxes;

public sealed class ConnectTests(Suite suite)
{
    [Fact]
    public async Task A_member_connects_a_mailbox_and_chooses_before_anything_is_read()
    {
        var box = await suite.Box(messages: 30);

        var view = await box.Connect();

        Assert.Equal((MailboxState.Choosing, box.Address), (view.State, view.Address));
        Assert.Equal(
            ["Customers", "Inbox", "Sent Items"],
            view.Folders.Where(f => f.Included).Select(f => f.Name).Order()
        );
        Assert.Equal(0, await suite.Count("messages", box.Member));
    }

    [Fact]
    [Claim("T26")]
    public async Task Exactly_what_reading_needs_is_asked_for_and_a_challenge_with_it()
    {
        var ada = await suite.SignUp();

        var asked = await (
            await ada.Orbit.Post("/mailboxes/authorize", new { mailboxId = (Guid?)null })
        ).Json();

        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(
            new Uri(asked.GetProperty("url").GetString()!).Query
        );
        Assert.Equal("openid profile offline_access Mail.Read", query["scope"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal(43, query["code_challenge"].ToString().Length);
        Assert.EndsWith(
            "/orbit/connect",
            query["redirect_uri"].ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_state_is_good_once()
    {
        var box = await suite.Box();
        var back = await box.GoToMicrosoft();
        (await box.Member.Orbit.Post("/mailboxes/callback", back)).EnsureSuccessStatusCode();

        var again = await box.Member.Orbit.Post("/mailboxes/callback", back);

        await again.Problem(HttpStatusCode.Gone, "state-unknown");
        Assert.Equal(1, await suite.Count("mailboxes", box.Member));
    }

    [Fact]
    public async Task A_state_is_good_in_the_session_and_account_that_began_it()
    {
        var box = await suite.Box();
        var eve = await suite.SignUp();
        var back = await box.GoToMicrosoft();

        await (await eve.Orbit.Post("/mailboxes/callback", back)).Problem(
            HttpStatusCode.Gone,
            "state-unknown"
        );
        await (
            await suite.Colleague(box.Member, box.Member.Email).Post("/mailboxes/callback", back)
        ).Problem(HttpStatusCode.Gone, "state-unknown");

        Assert.Equal(0, await suite.Count("mailboxes", eve));
        Assert.Equal(0, await suite.Count("mailboxes", box.Member));
        (await box.Member.Orbit.Post("/mailboxes/callback", back)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_state_is_good_for_ten_minutes()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        var back = await box.GoToMicrosoft();

        own.Advance(TimeSpan.FromMinutes(10));

        await (await box.Member.Orbit.Post("/mailboxes/callback", back)).Problem(
            HttpStatusCode.Gone,
            "state-unknown"
        );
    }

    [Theory]
    [InlineData("cancel", "consent-refused")]
    [InlineData("admin", "admin-consent-required")]
    public async Task What_was_not_allowed_is_told_apart(string answer, string type)
    {
        var box = await suite.Box();

        var problem = await (await box.Consent(answer)).Problem(
            HttpStatusCode.UnprocessableEntity,
            type
        );

        Assert.Equal(
            answer == "admin",
            problem.TryGetProperty("adminConsentUrl", out var link)
                && link.GetString()!.Contains("/adminconsent?", StringComparison.Ordinal)
        );
        Assert.Equal(0, await suite.Count("mailboxes", box.Member));
    }

    [Fact]
    public async Task Consent_without_reading_is_no_connection()
    {
        var box = await suite.Box();
        await box.Break("narrow_scope");

        await (await box.Consent()).Problem(HttpStatusCode.UnprocessableEntity, "scope-missing");

        Assert.Equal(0, await suite.Count("mailboxes", box.Member));
    }

    [Fact]
    public async Task A_person_without_a_mailbox_is_told_so()
    {
        var box = await suite.Box();
        await suite.Sandbox.Post(
            "/microsoft-boxes",
            new { address = box.Address, noExchange = true }
        );
        var view = await (await box.Consent()).Read<GetMailbox.View>();

        var folders = await box.Member.Orbit.Post($"/mailboxes/{view.Id}/folders", new { });

        await folders.Problem(HttpStatusCode.UnprocessableEntity, "no-mailbox");
    }

    [Fact]
    public async Task Another_mailbox_is_not_taken_for_the_one_to_connect_again()
    {
        var ada = await suite.SignUp();
        var first = await suite.Box(ada, messages: 3);
        await first.Synced();
        var second = await suite.Box(ada, messages: 3);

        var answer = await second.Consent(again: first.Id);

        await answer.Problem(HttpStatusCode.Conflict, "other-mailbox");
        Assert.Equal(1, await suite.Count("mailboxes", ada));
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_ends_it()
    {
        var box = await suite.Box(messages: 5);
        await box.Synced();
        var eve = await suite.SignUp();

        await (await eve.Orbit.Get($"/mailboxes/{box.Id}")).Problem(HttpStatusCode.NotFound);
        await (await eve.Orbit.Delete($"/mailboxes/{box.Id}")).Problem(HttpStatusCode.NotFound);

        Assert.Empty((await eve.Orbit.Read<ListMailboxes.View>("/mailboxes")).Items);
        Assert.Equal(MailboxState.Live, (await box.View()).State);
    }

    [Fact]
    public async Task Who_changes_it_late_is_told_what_is_stored()
    {
        var box = await suite.Box(messages: 5);
        var old = await box.Synced();
        await box.Show(Visibility.Full);

        var stale = await (
            await box.Member.Orbit.Patch(
                $"/mailboxes/{box.Id}",
                new { visibility = old.Visibility, replyInbox = true },
                $"\"{old.Version}\""
            )
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");

        Assert.Equal("full", stale.GetProperty("current").GetProperty("visibility").GetString());
        Assert.False((await box.View()).ReplyInbox);
    }

    [Fact]
    public async Task A_colleague_sees_that_it_is_there_and_cannot_change_it()
    {
        var box = await suite.Box(messages: 5);
        var mine = await box.Synced();
        var ana = suite.Colleague(box.Member);

        var theirs = await ana.Read<GetMailbox.View>($"/mailboxes/{box.Id}");
        Assert.False(theirs.Mine);
        Assert.Empty(theirs.Folders);
        await (await ana.Delete($"/mailboxes/{box.Id}")).Problem(HttpStatusCode.NotFound);
        await (
            await ana.Patch(
                $"/mailboxes/{box.Id}",
                new { visibility = Visibility.Full, replyInbox = false },
                $"\"{mine.Version}\""
            )
        ).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Disconnecting_ends_the_tokens_at_once_and_removes_all_that_was_read()
    {
        var box = await suite.Box(messages: 120);
        await box.Synced();
        var other = await suite.Box(messages: 20);
        await other.Synced();
        var before = await suite.Print(other.Member);

        (await box.Member.Orbit.Delete($"/mailboxes/{box.Id}")).EnsureSuccessStatusCode();
        var tokens = await suite.Read(
            box.Member,
            db => db.Mailboxes.Select(m => m.Tokens).ToListAsync(Stage.Ct)
        );
        Assert.All(tokens, Assert.Null);

        await box.Settle();
        foreach (
            var table in (string[])
                [
                    "mailboxes",
                    "folders",
                    "messages",
                    "placements",
                    "participants",
                    "threads",
                    "addresses",
                    "persons",
                    "strengths",
                    "excluded_marks",
                    "quarantined_messages",
                    "handovers",
                ]
        )
        {
            Assert.True(await suite.Count(table, box.Member) == 0, $"{table} still has rows");
        }

        Assert.Equal(before, await suite.Print(other.Member));
    }
}
