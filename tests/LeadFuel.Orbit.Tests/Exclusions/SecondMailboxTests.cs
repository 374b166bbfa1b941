using System.Net;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.People;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.Exclusions;

/// <summary>What a member leaves out when they begin a second mailbox holds for the first one, too.</summary>
public sealed class SecondMailboxTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    public async Task What_a_second_mailbox_leaves_out_is_said_and_removed_of_the_first()
    {
        var ada = await suite.SignUp();
        var first = await Read(ada);
        var stranger = await Read(await suite.SignUp());
        var ana = await suite.Box(ada, colleague: suite.Colleague(ada));
        await ana.Write("zoe@gmail.com", now.AddDays(-1));
        await ana.Synced();
        var second = await suite.Box(ada);
        var view = await second.Connect();

        var asked = await (await Start(second, view, removes: 0)).Problem(
            HttpStatusCode.Conflict,
            "rule-would-purge"
        );

        Assert.Equal(
            (2, 2),
            (asked.GetProperty("messages").GetInt32(), asked.GetProperty("people").GetInt32())
        );
        Assert.Equal(MailboxState.Choosing, (await second.View()).State);
        Assert.Equal(3, (await first.View()).Messages);

        (await Start(second, view, removes: 2)).EnsureSuccessStatusCode();
        await second.Settle();

        Assert.Equal(MailboxState.Live, (await second.View()).State);
        Assert.Equal(1, (await first.View()).Messages);
        Assert.Equal(1, (await ana.View()).Messages);
        Assert.Equal(3, (await stranger.View()).Messages);
        Assert.Equal(
            ["arne@fjordline.no"],
            (await ada.Orbit.Read<ListPeople.View>("/people"))
                .Items.Select(person => person.Email)
                .Except(["zoe@gmail.com"])
        );
    }

    private async Task<Box> Read(Member member)
    {
        var box = await suite.Box(member);
        await box.Write("arne@fjordline.no", now.AddDays(-3));
        await box.Write("zoe@gmail.com", now.AddDays(-2));
        await box.Write("ines@northbeam.example", now.AddDays(-1));
        await box.Synced();
        return box;
    }

    private static Task<HttpResponseMessage> Start(Box box, GetMailbox.View view, int removes) =>
        box.Owner.Post(
            $"/mailboxes/{box.Id}/start",
            new
            {
                folders = view.Folders.Where(f => f.Included).Select(f => f.Id).ToArray(),
                historyMonths = 0,
                withText = false,
                visibility = Visibility.Strength,
                contacts = ContactsFrom.Written,
                skipMarked = true,
                skipInternal = true,
                skipFreeMail = true,
                skipRobots = true,
                removes,
            }
        );
}
