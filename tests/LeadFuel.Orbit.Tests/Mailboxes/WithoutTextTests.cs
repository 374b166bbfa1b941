using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>A mailbox whose member chose that no text is read.</summary>
public sealed class WithoutTextTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    public async Task Where_no_text_was_chosen_not_even_the_start_of_one_is_asked_for()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        await box.Receive("arne@fjordline.no", now.AddDays(-1));
        await box.Synced(choice => choice["withText"] = false);

        Assert.NotEmpty(await Selects(own));
        Assert.All(await Selects(own), AsksForNoText);

        var other = await own.Box();
        await other.Synced();

        Assert.Contains(
            await Selects(own),
            select => select.Contains("bodyPreview", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_folder_whose_link_still_brings_text_is_begun_anew()
    {
        await using var own = await suite.OwnTime();
        var box = await own.Box();
        await box.Receive("arne@fjordline.no", now.AddDays(-1));
        await box.Synced();
        await using (
            var bare = own.Sql("orbit")
                .CreateCommand("update mailboxes set with_text = false where account_email = $1")
        )
        {
            bare.Parameters.Add(new() { Value = box.Member.Email });
            await bare.ExecuteNonQueryAsync(Stage.Ct);
        }

        var before = (await Selects(own)).Count;
        await box.Receive("arne@fjordline.no", now.AddHours(-2));
        await box.Again();

        AsksForNoText(Assert.Single((await Selects(own)).Skip(before)));
        Assert.Equal(2, await own.Count("messages", box.Member));
        Assert.Equal(MailboxState.Live, (await box.View()).State);

        // From here on the new link is followed.
        await box.Receive("arne@fjordline.no", now.AddHours(-1));
        await box.Again();

        Assert.Equal(before + 1, (await Selects(own)).Count);
        Assert.Equal(3, await own.Count("messages", box.Member));
    }

    private static void AsksForNoText(string select) =>
        Assert.DoesNotContain("body", select, StringComparison.OrdinalIgnoreCase);

    /// <summary>What was selected when a folder was begun.</summary>
    private static async Task<List<string>> Selects(Suite own) =>
        [
            .. (await own.Sandbox.Records("microsoft"))
                .Where(call => call.Path.Contains("/messages/delta", StringComparison.Ordinal))
                .Select(call => Uri.UnescapeDataString(call.Query))
                .Where(query => query.Contains("$select=", StringComparison.Ordinal)),
        ];
}
