using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>A mailbox in which answers to campaigns are looked for.</summary>
public sealed class ReplyInboxTests(Suite suite)
{
    [Fact]
    public async Task A_reply_inbox_waits_for_no_other_folders_pages()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Clock = new FakeTimeProvider(suite.Time.GetUtcNow()),
                Settings = [("orbit", "Orbit:PageSize", "5")],
            }
        );
        var box = await own.Box();
        for (var i = 1; i <= 30; i++)
        {
            await box.Drop(
                new
                {
                    from = "arne@fjordline.no",
                    subject = $"Hello {i}",
                    at = own.Time.GetUtcNow().AddHours(-i),
                    folder = "Customers",
                }
            );
        }

        var view = await box.Synced();
        (
            await box.Member.Orbit.Patch(
                $"/mailboxes/{box.Id}",
                new { visibility = view.Visibility, replyInbox = true },
                $"\"{view.Version}\""
            )
        ).EnsureSuccessStatusCode();
        await box.Settle();
        var folders = await own.Read(
            box.Member,
            db => db.Folders.ToDictionaryAsync(f => f.Name, f => f.GraphId, Stage.Ct)
        );
        await using (
            var anew = own.Sql("orbit")
                .CreateCommand(
                    "update folders set phase = 3, link = null, seen = 0, generation = generation + 1 where account_email = $1 and name = 'Customers'"
                )
        )
        {
            anew.Parameters.Add(new() { Value = box.Member.Email });
            await anew.ExecuteNonQueryAsync(Stage.Ct);
        }

        var before = (await Pages(own)).Count;
        own.Advance(TimeSpan.FromSeconds(61));
        await box.Settle();

        var read = (await Pages(own)).Skip(before).ToList();
        Assert.Equal(6, read.Count(path => Of(path, "Customers")));
        Assert.True(Of(read[0], "Inbox"), string.Join('\n', read));

        bool Of(string path, string name) => path.Contains(folders[name], StringComparison.Ordinal);
    }

    private static async Task<List<string>> Pages(Suite own) =>
        [
            .. (await own.Sandbox.Records("microsoft"))
                .Select(call => call.Path)
                .Where(path => path.Contains("/messages/delta", StringComparison.Ordinal)),
        ];
}
