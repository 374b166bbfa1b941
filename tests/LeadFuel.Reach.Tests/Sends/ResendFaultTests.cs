using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Sends;

/// <summary>Whatever Resend does, the Sandbox's record shows one mail for each person: none twice, none lost.</summary>
public sealed class ResendFaultTests(Suite suite, MovedTime moved) : IClassFixture<MovedTime>
{
    public static TheoryData<string, int> WhatPasses =>
        new()
        {
            { "rate_limit", 1 },
            { "rate_limit", 3 },
            { "daily_quota", 1 },
            { "monthly_quota", 1 },
            { "server_error", 2 },
            { "reset_before", 1 },
            { "reset_after", 1 },
            { "server_error_after_accept", 1 },
            { "server_error_after_accept", 2 },
            { "truncated_body", 1 },
            { "concurrent", 2 },
            { "restricted_key", 1 },
        };

    [Theory]
    [MemberData(nameof(WhatPasses))]
    [Claim("T39")]
    public async Task What_passes_delays_a_mail_and_neither_loses_nor_doubles_it(
        string kind,
        int times
    )
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var address = Stage.NewAddress(0);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind,
                times,
                match = address,
                retryAfter = 1,
            }
        );
        // No webhook helps: only the repeat can tell.
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "webhook_lost",
                match = address,
            }
        );

        var campaign = await Stage.Launch(own, member, steps: 1, email: _ => address);
        for (var hour = 0; hour < 6; hour++)
        {
            await campaign.Settle();
            Assert.NotEqual(
                MessageState.Failed,
                (await campaign.Message(campaign.Person.Messages[0])).State
            );
            own.Advance(TimeSpan.FromHours(1));
            // The pace follows the database's clock, which no test moves.
            await using var pace = own.Sql("reach")
                .CreateCommand("update send_pace set free_at = now(), mails_free_at = null");
            await pace.ExecuteNonQueryAsync(Stage.Ct);
        }

        Assert.Single(await own.Sandbox.Mails(address));
        var calls = await Stage.Calls(own, address);
        Assert.True(calls.Count > 1, "the fault did not happen");
        // Each try is the same request.
        Assert.Single(calls.Select(c => c.Body).Distinct());
        Assert.Single(calls.Select(c => c.Headers["Idempotency-Key"]).Distinct());
        Assert.Equal(Verdict.Sent, Assert.Single(await campaign.Ledger()).Verdict);
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    [Fact]
    public async Task A_mail_that_Resend_took_without_a_word_is_asked_for_again_after_the_time_out()
    {
        var member = await suite.SignUp();
        var address = Stage.NewAddress(0);
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "hang_after_accept",
                times = 1,
                match = address,
            }
        );
        // The word that it was sent is lost too: only the repeat can tell.
        await suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "webhook_lost",
                match = address,
            }
        );

        var campaign = await Stage.Launch(suite, member, steps: 1, email: _ => address);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while ((await Stage.Calls(suite, address)).Count < 2)
        {
            Assert.True(
                System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60)
            );
            await Task.Delay(200, Stage.Ct);
        }

        await campaign.Settle();
        Assert.Single(await suite.Sandbox.Mails(address));
        Assert.Equal(Verdict.Sent, Assert.Single(await campaign.Ledger()).Verdict);
    }

    [Fact]
    public async Task A_mail_without_an_answer_for_23_hours_is_never_sent_blindly_again()
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var address = Stage.NewAddress(0);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "server_error_after_accept",
                match = address,
            }
        );
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "webhook_lost",
                match = address,
            }
        );
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "server_error",
                match = address,
            }
        );
        var campaign = await Stage.Launch(own, member, steps: 1, email: _ => address);
        await campaign.Settle();
        for (var hour = 0; hour < 23; hour++)
        {
            own.Advance(TimeSpan.FromHours(1));
            await campaign.Settle();
        }

        var tried = (await Stage.Calls(own, address)).Count;
        var id = campaign.Person.Messages[0];
        Assert.Equal(MessageState.Uncertain, (await campaign.Message(id)).State);
        await own.Sandbox.Heal("resend");
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Equal(tried, (await Stage.Calls(own, address)).Count);
        var entry = Assert.Single(await campaign.Ledger());
        Assert.Equal((Verdict.Waiting, Gates.OutcomeUnknown), (entry.Verdict, entry.Reason));
        Assert.Equal(CampaignState.Running, (await campaign.Campaign()).State);

        // Only a person's word ends it.
        await (await member.Reach.Post($"/messages/{id}/resolution", new { went = false })).Json();
        await campaign.Settle();
        Assert.Single(await own.Sandbox.Mails(address));
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    [Theory]
    [InlineData("", MessageState.Delivered, 0)]
    [InlineData("complain", MessageState.Complained, 1)]
    [InlineData("bounce", MessageState.Bounced, 0)]
    [InlineData("suppressed", MessageState.Bounced, 1)]
    [InlineData("failed", MessageState.Failed, 0)]
    public async Task A_mail_of_which_no_word_came_is_asked_about_after_an_hour(
        string fate,
        MessageState known,
        int suppressed
    )
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var address =
            fate == "suppressed"
                ? $"suppressed+{Guid.CreateVersion7():N}@resend.dev"
                : Stage.NewAddress(0);
        foreach (
            var kind in (string[])
                ["webhook_lost", .. (string[])(fate == "failed" ? ["mail_failed"] : [])]
        )
        {
            await own.Sandbox.Break(
                new
                {
                    vendor = "resend",
                    kind,
                    match = address,
                }
            );
        }

        var campaign = await Stage.Launch(own, member, email: _ => address);
        await campaign.Settle();
        var id = campaign.Person.Messages[0];
        var mail = await own.Sandbox.Mail(address);
        if (fate is "complain" or "bounce")
        {
            await own.Sandbox.Post($"/mail/{mail.Id}/{fate}");
        }

        await campaign.Settle();
        Assert.Equal(MessageState.Accepted, (await campaign.Message(id)).State);
        own.Advance(TimeSpan.FromHours(1));
        await campaign.Settle();

        var told = await campaign.Message(id);
        Assert.Equal(known, told.State);
        // Answers that refer to it are found, too.
        Assert.Equal(mail.MessageId.Trim('<', '>'), told.VendorMessageId);
        Assert.Equal(
            suppressed,
            (await member.Reach.Json("/suppressions")).GetProperty("items").GetArrayLength()
        );
        Assert.Single(await own.Sandbox.Mails(address));
        // Whoever did not get the first one gets no second.
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Equal(fate.Length > 0 ? 1 : 2, (await own.Sandbox.Mails(address)).Count);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    public async Task A_mail_that_came_at_a_bad_moment_is_handed_over_again(int status)
    {
        var own = moved.Suite;
        var address = Stage.NewAddress(0);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "status",
                status,
                times = 2,
                match = address,
            }
        );
        var campaign = await Stage.Launch(own, await own.SignUp(), steps: 1, email: _ => address);
        for (var hour = 0; hour < 3; hour++)
        {
            await campaign.Settle();
            own.Advance(TimeSpan.FromHours(1));
        }

        Assert.Single(await own.Sandbox.Mails(address));
        Assert.Equal(
            3,
            (await Stage.Calls(own, address)).Select(c => c.Headers["Idempotency-Key"]).Count()
        );
        Assert.Equal(Verdict.Sent, Assert.Single(await campaign.Ledger()).Verdict);
    }

    [Theory]
    [InlineData("restricted_key", Gates.ProviderAway)]
    [InlineData("daily_quota", Gates.QuotaReached)]
    [InlineData("monthly_quota", Gates.QuotaReached)]
    public async Task What_stands_against_every_mail_holds_them_all_and_says_why(
        string kind,
        string because
    )
    {
        await using var own = await Stage.OwnTime(suite);
        var campaign = await Stage.Launch(own, await own.SignUp(), steps: 1);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind,
                times = 1,
                match = campaign.Person.Email,
            }
        );
        await campaign.Settle();

        var other = await Stage.Launch(own, await own.SignUp(), steps: 1);
        await other.Settle();

        foreach (var held in (Launched[])[campaign, other])
        {
            Assert.Empty(await own.Sandbox.Mails(held.Person.Email));
            var entry = Assert.Single(await held.Ledger());
            Assert.Equal(
                (Verdict.Waiting, because, ""),
                (entry.Verdict, entry.Reason, entry.Evidence)
            );
        }

        Assert.Empty(await Stage.Calls(own, other.Person.Email));
    }

    [Fact]
    public async Task A_mail_that_Resend_refuses_for_its_security_is_told_to_who_watches()
    {
        var own = moved.Suite;
        var address = Stage.NewAddress(0);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "security_error",
                match = address,
            }
        );
        var campaign = await Stage.Launch(own, await own.SignUp(), steps: 1, email: _ => address);
        await campaign.Settle();

        Assert.Equal(Gates.Refused, Assert.Single(await campaign.Ledger()).Reason);
        Assert.Contains(
            own.Logs.Lines,
            line =>
                line.Level == Microsoft.Extensions.Logging.LogLevel.Critical
                && line.Text.Contains(
                    campaign.Person.Messages[0].ToString(),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_domain_that_is_not_verified_pauses_the_campaign_and_fails_nobody()
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var campaign = await Stage.Launch(
            own,
            member,
            people: 3,
            steps: 1,
            from: "ada@nobody.example"
        );

        await campaign.Settle();

        Assert.Equal(CampaignState.Paused, (await campaign.Campaign()).State);
        Assert.Equal(Gates.DomainUnverified, (await campaign.Campaign()).PausedBecause);
        Assert.All(await campaign.Ledger(), d => Assert.Equal(Verdict.Waiting, d.Verdict));
        foreach (var person in campaign.People)
        {
            Assert.Empty(await own.Sandbox.Mails(person.Email));
            Assert.Equal(MessageState.Planned, (await campaign.Message(person.Messages[0])).State);
        }
    }

    [Fact]
    public async Task A_mail_that_Resend_will_never_take_says_so_and_the_others_go_on()
    {
        var own = moved.Suite;
        var member = await own.SignUp();
        var address = Stage.NewAddress(0);
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "status",
                status = 422,
                match = address,
            }
        );

        var campaign = await Stage.Launch(
            own,
            member,
            people: 2,
            email: i => i == 0 ? address : Stage.NewAddress(i)
        );
        await campaign.Settle();

        Assert.Single(await Stage.Calls(own, address));
        var ledger = (await campaign.Ledger())
            .Where(d => d.EnrolmentId == campaign.Person.EnrolmentId)
            .ToList();
        Assert.All(
            ledger,
            d => Assert.Equal((Verdict.Never, Gates.Refused), (d.Verdict, d.Reason))
        );
        Assert.Single(await own.Sandbox.Mails(campaign.People[1].Email));
    }
}
