using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>The list of a mailbox's folders, as Microsoft changes it.</summary>
public sealed class FolderTests(Suite suite)
{
    [Fact]
    public async Task A_folder_that_is_gone_at_microsoft_is_listed_no_more()
    {
        var box = await suite.Box();
        await box.Post("folders", new { folder = "Old" });
        await box.Write("arne@fjordline.no", suite.Time.GetUtcNow().AddDays(-1));
        await box.Synced();
        Assert.Equal(
            (true, false),
            (await Listed(box, "Customers"), (await Line(box, "Old")).Included)
        );

        foreach (var name in (string[])["Old", "Customers"])
        {
            await box.Post($"folders/{await GraphId(box, name)}/delete");
        }

        await Look(box);

        Assert.False(await Listed(box, "Old"));
        // It is read: what became of its mails is found out by reading.
        Assert.True(await Listed(box, "Customers"));

        await box.Again();

        Assert.False(await Listed(box, "Customers"));
        Assert.True(await Listed(box, "Inbox"));
        Assert.Equal(1, await suite.Count("messages", box.Member));
    }

    [Fact]
    public async Task A_folder_that_goes_before_it_was_chosen_is_not_offered()
    {
        var box = await suite.Box();
        await box.Connect();
        await box.Post($"folders/{await GraphId(box, "Customers")}/delete");

        await Look(box);

        Assert.False(await Listed(box, "Customers"));
    }

    private static async Task Look(Box box) =>
        (await box.Owner.Post($"/mailboxes/{box.Id}/folders", new { })).EnsureSuccessStatusCode();

    private static async Task<GetMailbox.FolderLine> Line(Box box, string name) =>
        (await box.View()).Folders.Single(folder => folder.Name == name);

    private static async Task<bool> Listed(Box box, string name) =>
        (await box.View()).Folders.Any(folder => folder.Name == name);

    private Task<string> GraphId(Box box, string name) =>
        suite.Read(
            box.Member,
            db => db.Folders.Where(f => f.Name == name).Select(f => f.GraphId).SingleAsync(Stage.Ct)
        );
}
