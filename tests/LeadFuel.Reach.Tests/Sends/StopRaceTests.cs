using System.Collections.Concurrent;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Testing;

namespace LeadFuel.Reach.Tests.Sends;

/// <summary>Stops and sends at the same moment: whichever is first is seen by the other.</summary>
public sealed class StopRaceTests(Suite suite)
{
    [Theory]
    [InlineData(SuppressionKind.Address)]
    [InlineData(SuppressionKind.Domain)]
    public async Task No_mail_is_submitted_after_its_address_was_taken_off(SuppressionKind kind)
    {
        var member = await suite.SignUp();
        var domain = $"{Guid.CreateVersion7():N}.test";
        var campaign = await Stage.Launch(
            suite,
            member,
            people: 60,
            steps: 1,
            email: i => kind == SuppressionKind.Address ? $"p{i}@{domain}" : $"p@{i}.{domain}"
        );

        // From the last to the first, while the mails go from the first to the last: they meet.
        var takenOff = new ConcurrentDictionary<Guid, DateTimeOffset>();
        foreach (var person in campaign.People.Reverse())
        {
            await Stage.Change(
                suite,
                member,
                db =>
                    SuppressAddress.Suppress(
                        db,
                        kind,
                        kind == SuppressionKind.Address
                            ? person.Email
                            : person.Email[
                                (person.Email.IndexOf('@', StringComparison.Ordinal) + 1)..
                            ],
                        SuppressionReason.Manual,
                        "test",
                        "",
                        suite.Time.GetUtcNow(),
                        Stage.Ct
                    )
            );
            takenOff[person.EnrolmentId] = suite.Time.GetUtcNow();
        }

        await campaign.Settle();
        var ledger = (await campaign.Ledger()).ToDictionary(d => d.EnrolmentId);
        foreach (var person in campaign.People)
        {
            var message = await campaign.Message(person.Messages[0]);
            var mails = await suite.Sandbox.Mails(person.Email);
            Assert.Equal(message.FirstAttemptAt is null ? 0 : 1, mails.Count);
            Assert.Equal(
                mails.Count == 1 ? Verdict.Sent : Verdict.Never,
                ledger[person.EnrolmentId].Verdict
            );
            Assert.True(
                message.FirstAttemptAt is null
                    || message.FirstAttemptAt <= takenOff[person.EnrolmentId],
                "submitted after it was taken off"
            );
        }
    }

    [Fact]
    public async Task An_open_try_is_not_repeated_to_a_person_who_may_get_nothing_any_more()
    {
        await using var own = await Stage.OwnTime(suite);
        var member = await own.SignUp();
        var address = Stage.NewAddress(0);
        // Nothing was accepted, but that cannot be known here.
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "reset_before",
                times = 1,
                match = address,
            }
        );
        var campaign = await Stage.Launch(own, member, steps: 1, email: _ => address);
        await campaign.Settle();
        Assert.Equal(
            MessageState.Submitting,
            (await campaign.Message(campaign.Person.Messages[0])).State
        );

        await Stage.Change(
            own,
            member,
            db =>
                SuppressAddress.Suppress(
                    db,
                    address,
                    SuppressionReason.Unsubscribed,
                    "test",
                    own.Time.GetUtcNow(),
                    Stage.Ct
                )
        );
        own.Advance(TimeSpan.FromHours(1));
        await campaign.Settle();

        Assert.Empty(await own.Sandbox.Mails(address));
        Assert.Equal(
            MessageState.Uncertain,
            (await campaign.Message(campaign.Person.Messages[0])).State
        );
    }

    [Fact]
    public async Task All_customers_together_keep_to_the_pace_that_Resend_allows()
    {
        await using var own = await suite.Own(o =>
            o with
            {
                Services = ["core", "orbit", "reach", "gateway"],
                Settings = [("reach", "Reach:MailsPerSecond", "4")],
            }
        );
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var one = await Stage.Launch(own, await own.SignUp(), people: 14, steps: 1);
        var two = await Stage.Launch(own, await own.SignUp(), people: 6, steps: 1);

        foreach (var campaign in new[] { one, two })
        {
            await Wait.Until(
                async () => (await campaign.Ledger()).TrueForAll(d => d.Verdict == Verdict.Sent),
                () => "not all are sent"
            );
        }

        // The first needs no wait, each further one a quarter of a second.
        Assert.True(
            System.Diagnostics.Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(19 / 4.0)
        );
        foreach (var person in one.People.Concat(two.People))
        {
            Assert.Single(await own.Sandbox.Mails(person.Email));
        }
    }
}
