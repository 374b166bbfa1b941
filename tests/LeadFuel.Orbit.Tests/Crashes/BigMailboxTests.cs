using System.Globalization;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.Crashes;

/// <summary>By itself, since it looks at the memory of this process: `LEADFUEL_MAILS=100000` reads a hundred thousand.</summary>
[Collection(typeof(Crashes))]
public sealed class BigMailboxTests(Suite suite)
{
    private static readonly int Mails = int.Parse(
        Environment.GetEnvironmentVariable("LEADFUEL_MAILS") ?? "5000",
        CultureInfo.InvariantCulture
    );

    [Fact(Timeout = 600_000)]
    public async Task A_big_mailbox_is_read_with_flat_memory()
    {
        var box = await suite.Box(messages: Mails, people: 200);
        await box.Start();
        await Wait.Until(
            async () => (await box.View()).Seen >= 1000 || (await box.View()).Percent == 100,
            () => "nothing is read"
        );
        var early = GC.GetTotalMemory(forceFullCollection: true);

        for (
            var view = await box.View();
            view.State == MailboxState.FirstSync;
            view = await box.View()
        )
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        while (await Open(box.Member) > 0)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        var late = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(
            Mails,
            await suite.Count("messages", box.Member)
                + await suite.Count("excluded_marks", box.Member)
        );
        Assert.True(late - early < 60_000_000, $"{(late - early) / 1_000_000} MB more");
    }

    private async Task<long> Open(Member member)
    {
        await using var command = suite
            .Sql("orbit")
            .CreateCommand(
                "select count(*) from jobs where account_email = $1 and state in (0, 1) and run_at <= now()"
            );
        command.Parameters.Add(new() { Value = member.Email });
        return (long)(await command.ExecuteScalarAsync(Stage.Ct))!;
    }
}
