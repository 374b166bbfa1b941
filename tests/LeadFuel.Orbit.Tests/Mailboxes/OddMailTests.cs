using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>Mails that are not as one would expect.</summary>
public sealed class OddMailTests(Suite suite)
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_mail_that_microsoft_always_refuses_is_left_aside_and_stops_no_other(
        int status
    )
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", Monday);
        for (var i = 0; i < 25; i++)
        {
            await box.Receive("arne@fjordline.no", Monday.AddHours(i), $"Hello {i}");
        }

        var mail = await box.Receive("ines@kestrelpay.com", Monday.AddHours(30), "Refused");
        await suite.Sandbox.Break(
            new
            {
                vendor = "microsoft",
                kind = "message_fails",
                status,
                match = mail.Id,
            }
        );

        await box.Synced();
        await box.Again();
        await box.Again();

        Assert.Equal(26, await suite.Count("messages", box.Member));
        var view = await box.View();
        Assert.Equal((MailboxState.Live, 1), (view.State, view.Quarantined));
        var one = Assert.Single(
            (
                await box.Member.Orbit.Read<ListQuarantine.View>($"/mailboxes/{box.Id}/quarantine")
            ).Items
        );
        Assert.Equal(
            (mail.Id, 3, $"Microsoft answered {status}"),
            (one.GraphId, one.Tries, one.Reason)
        );
    }

    [Fact]
    public async Task A_mail_that_was_left_aside_goes_along_when_it_is_moved()
    {
        var box = await suite.Box();
        var mail = await box.Drop(
            new
            {
                from = "ines@kestrelpay.com",
                subject = "Broken",
                folder = "Customers",
                broken = true,
            }
        );
        await box.Synced();
        await box.Again();

        // The inbox is read first: it tells of the mail before the folder that it left does.
        await box.Move(mail, "inbox");
        await box.Again();

        var one = Assert.Single(
            (
                await box.Member.Orbit.Read<ListQuarantine.View>($"/mailboxes/{box.Id}/quarantine")
            ).Items
        );
        Assert.Equal((mail.Id, "Inbox", 3), (one.GraphId, one.Folder, one.Tries));
    }

    [Fact]
    public async Task No_mail_is_cut_through_a_sign()
    {
        var box = await suite.Box();
        await box.Drop(
            new
            {
                from = "arne@fjordline.no",
                subject = new string('s', 997) + "\U0001F680 and more",
                text = new string('t', 49_999) + "\U0001F680 and more",
                at = Monday,
            }
        );

        await box.Synced();

        var mail = await suite.Read(box.Member, db => db.Messages.SingleAsync(Stage.Ct));
        Assert.Equal((997, 49_999), (mail.Subject.Length, mail.Text.Length));
    }

    [Fact]
    public async Task A_mail_told_without_its_writer_at_first_is_one_mail_in_the_end()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        var now = own.Time.GetUtcNow();
        await box.Write("arne@fjordline.no", now.AddHours(-2));
        await box.Receive("arne@fjordline.no", now.AddHours(-1));
        var inbox = (await box.Connect()).Folders.Single(f => f.Known == "inbox").Id;
        var id = await own.Read(
            box.Member,
            db => db.Folders.Where(f => f.Id == inbox).Select(f => f.GraphId).SingleAsync(Stage.Ct)
        );
        await box.Break("null_from", match: id);
        await box.Synced();

        await box.Again(all: true);
        own.Advance(TimeSpan.FromHours(25));
        await box.Settle();
        await box.Again();

        Assert.Equal(
            ["arne@fjordline.no", box.Address],
            await own.Read(
                box.Member,
                db => db.Messages.Select(m => m.FromAddress).Order().ToListAsync(Stage.Ct)
            )
        );
    }
}
