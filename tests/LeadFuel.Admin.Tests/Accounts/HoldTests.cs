using LeadFuel.Admin.Tests.Operators;

namespace LeadFuel.Admin.Tests.Accounts;

/// <summary>An account that its deletion and a suspension hold at once, or one after the other.</summary>
[Collection(typeof(AllServices))]
public sealed class HoldTests(WholeStage stage)
{
    private const string Why = "Mails to bought lists of addresses";

    private Suite Suite => stage.Suite;

    [Fact]
    public async Task A_service_that_missed_both_lets_nothing_go_on_between_the_two()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        // As if Reach had been away while a deletion was undone, and still is.
        await stage.Sql(
            "reach",
            "update accounts set leaving_at = created_at where account_email = $1",
            ada.Email
        );
        await stage.Sql(
            "reach",
            "insert into job_lanes (account_email, served_at, next_at, held) values ($1, '-infinity', 'infinity', true) on conflict (account_email) do update set held = true",
            ada.Email
        );
        await stage.Sql(
            "reach",
            $"""
            create function never() returns trigger language plpgsql as 'begin raise exception ''it went on''; end';
            create trigger never before update on job_lanes for each row
              when (old.held and not new.held and new.account_email = '{ada.Email}') execute function never()
            """
        );

        await Press(ada, "suspend");
        await Suite.Drain(ada);

        Assert.Equal(
            true,
            await stage.Sql(
                "reach",
                "select leaving_at is null and suspended_at is not null from accounts where account_email = $1",
                ada.Email
            )
        );
        Assert.Equal(
            true,
            await stage.Sql(
                "reach",
                "select suspended_at is null from accounts where account_email = $1",
                eve.Email
            )
        );
    }

    [Fact]
    public async Task What_a_purge_has_emptied_is_told_nothing_more()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await Leave(ada);
        await Press(ada, "suspend");
        await Suite.Drain(ada);
        // As in the midst of the purge: Reach has deleted everything, others have not.
        await stage.Sql(
            "core",
            "update deletions set state = 2 where account_email = $1",
            ada.Email
        );
        await stage.Sql(
            "reach",
            "with l as (delete from job_lanes where account_email = $1) delete from accounts where account_email = $1",
            ada.Email
        );

        await Press(ada, "unsuspend");
        await Suite.Drain(ada, "core.follow-deletion");

        Assert.Equal((0L, 1L), (await Known(ada), await Known(eve)));
    }

    [Fact]
    public async Task Undone_while_it_is_suspended_a_deletion_leaves_that_and_the_mail_says_so()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await Leave(ada);
        await Leave(eve);
        await Press(ada, "suspend");

        foreach (var member in (Member[])[ada, eve])
        {
            // The next mail is the link then.
            await Suite.Drain(member);
            var owner = await Suite.SignUp(member.Email);
            (await owner.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
            await Suite.Drain(member);
        }

        Assert.Equal("Your account stays, and stays suspended", await Last(ada));
        Assert.Equal("Your account stays", await Last(eve));
    }

    private static async Task Leave(Member member) =>
        (
            await member.Web.Post("/api/core/deletion", new { account = member.Email })
        ).EnsureSuccessStatusCode();

    private async Task Press(Member member, string act)
    {
        await stage.Fresh(stage.Lead);
        await stage.Lead.Go(
            $"/accounts/{Uri.EscapeDataString(member.Email)}/{act}",
            ("reason", Why)
        );
    }

    private async Task<long> Known(Member member) =>
        (long)
            (
                await stage.Sql(
                    "reach",
                    "select count(*) from accounts where account_email = $1",
                    member.Email
                )
            )!;

    private async Task<string> Last(Member member) =>
        (await Suite.Sandbox.Mails(member.Email))
            .Select(mail => mail.Subject)
            .Last(subject => subject.StartsWith("Your account stays", StringComparison.Ordinal));
}
