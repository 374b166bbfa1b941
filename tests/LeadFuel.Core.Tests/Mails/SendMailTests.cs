namespace LeadFuel.Core.Tests.Mails;

/// <summary>Mails of the suite while the mail provider is away.</summary>
public sealed class SendMailTests(CoreSuite suite)
{
    private const int Queued = 0;
    private const int Failed = 6;

    // A 409 opens no breaker for the mails of other tests.
    [Theory]
    [InlineData("concurrent")]
    [InlineData("reset_before")]
    public async Task However_often_the_provider_is_away_a_mail_of_today_waits_for_it(string kind)
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var fault = await Break(ada, kind);
        await AskForDeletion(ada);
        await AskForDeletion(eve);

        // The next failure that counts would be the eighth, and the last.
        await Age(ada, "2 hours");
        await Due(ada, attempts: 7);
        await suite.Drain(ada, "core.send-mail");

        Assert.Equal("0 7", await Job(ada));
        Assert.Equal(Queued, await State(ada));
        Assert.Single(await suite.Sandbox.Mails(eve.Email));
        await suite.Sandbox.Heal(fault);
        await Due(ada, attempts: 7);
        await suite.Drain(ada, "core.send-mail");
        Assert.Contains(
            "undo it",
            (await suite.Sandbox.Mail(ada.Email)).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_refused_for_good_fails_at_once()
    {
        var ada = await suite.SignUp();
        var fault = await Break(ada, "restricted_key");

        await AskForDeletion(ada);

        Assert.Equal(Failed, await State(ada));
        await suite.Sandbox.Heal(fault);
    }

    [Fact]
    public async Task After_a_day_it_fails_and_put_back_by_an_operator_it_is_sent_after_all()
    {
        var ada = await suite.SignUp();
        var fault = await Break(ada, "concurrent");
        await AskForDeletion(ada);
        await Age(ada, "1 day");
        await Due(ada, attempts: 7);
        await suite.Drain(ada, "core.send-mail");
        Assert.Equal("3 8", await Job(ada));
        Assert.Equal(Failed, await State(ada));

        await suite.Sandbox.Heal(fault);
        await Due(ada, attempts: 0);
        await suite.Drain(ada, "core.send-mail");

        // The provider's notice of its delivery counts, too.
        await Wait.Until(
            async () => await State(ada) is > Queued and < Failed,
            () => "the mail that was sent is still a failed one"
        );
    }

    private Task<Guid> Break(Member member, string kind) =>
        suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind,
                match = member.Email,
            }
        );

    private async Task AskForDeletion(Member member)
    {
        (
            await member.Web.Post("/api/core/deletion", new { account = member.Email })
        ).EnsureSuccessStatusCode();
        await suite.Drain(member, "core.send-mail");
    }

    private Task<object?> Age(Member member, string time) =>
        Rows.Scalar(
            suite,
            "core",
            "update mails set created_at = created_at - $2::interval where account_email = $1",
            member.Email,
            time
        );

    // As an operator would put it back; one that is running is waited for.
    private Task Due(Member member, int attempts) =>
        Wait.Until(
            async () =>
                await Rows.Scalar(
                    suite,
                    "core",
                    """
                    with j as (update jobs set state = 0, done_at = null, attempts = $2, run_at = now() - interval '1 second'
                               where account_email = $1 and kind = 'core.send-mail' and state in (0, 3) returning 1)
                    insert into job_lanes (account_email, served_at, next_at, held) select $1, '-infinity'::timestamptz, now(), true from j
                    on conflict (account_email) do update set next_at = excluded.next_at returning 1
                    """,
                    member.Email,
                    attempts
                )
                    is not null,
            () => "the mail's job is not there"
        );

    private async Task<string?> Job(Member member) =>
        (string?)
            await Rows.Scalar(
                suite,
                "core",
                "select state || ' ' || attempts from jobs where account_email = $1 and kind = 'core.send-mail'",
                member.Email
            );

    private async Task<int> State(Member member) =>
        (short)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select state from mails where account_email = $1",
                    member.Email
                )
            )!;
}
