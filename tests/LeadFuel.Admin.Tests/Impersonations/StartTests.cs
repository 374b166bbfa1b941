using Grpc.Core;
using LeadFuel.Providers;
using static LeadFuel.Admin.Tests.Impersonations.ViewingTests;

namespace LeadFuel.Admin.Tests.Impersonations;

/// <summary>Which viewings begin, and that all others leave no trace.</summary>
public sealed class StartTests(AdminSuite suite)
{
    [Theory]
    [InlineData("too short")]
    [InlineData("")]
    public async Task Without_a_reason_nothing_starts_and_nothing_is_said(string reason)
    {
        var ada = await Opened(suite);

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Start(suite, ada.Email, reason)
        );

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.DoesNotContain(
            "viewing",
            (await ada.Web.Json("/api/core/audit-entries")).ToString()
        );
    }

    [Fact]
    public async Task An_operator_views_one_account_at_a_time_and_never_an_unknown_or_the_own_one()
    {
        var (ada, eve) = (await Opened(suite), await Opened(suite));
        var who = Suite.NewAddress("operator");
        await Start(suite, ada.Email, by: who);

        Assert.Equal(
            StatusCode.AlreadyExists,
            (await Refused(() => Start(suite, eve.Email, by: who))).StatusCode
        );
        Assert.Equal(
            StatusCode.NotFound,
            (await Refused(() => Start(suite, Suite.NewAddress()))).StatusCode
        );
        Assert.Equal(
            StatusCode.PermissionDenied,
            (await Refused(() => Start(suite, eve.Email, by: eve.Email))).StatusCode
        );
        Assert.DoesNotContain(
            "viewing",
            (await eve.Web.Json("/api/core/audit-entries")).ToString()
        );
    }

    [Fact]
    public async Task Nobody_views_an_account_whose_member_they_are_or_that_of_a_suspended_operator()
    {
        var (ada, eve) = (await Opened(suite), await Opened(suite));
        var (who, shut) = (Suite.NewAddress("operator"), Suite.NewAddress("operator"));
        foreach (var (account, member) in new[] { (ada, who), (eve, shut) })
        {
            await Sql(
                suite,
                "shared",
                $"insert into memberships (account_email, id, email, role, created_at) values ('{account.Email}', gen_random_uuid(), '{member}', 2, now())"
            );
        }

        await Sql(
            suite,
            "admin",
            $"insert into operators (account_email, email, name, role, state, last_step, tries, created_at) values ('{SwitchBoard.Suite.Email}', '{shut}', 'Shut', 1, 2, 1, 0, now())"
        );

        Assert.Equal(
            StatusCode.PermissionDenied,
            (await Refused(() => Start(suite, ada.Email, by: who))).StatusCode
        );
        Assert.Equal(
            StatusCode.PermissionDenied,
            (await Refused(() => Start(suite, eve.Email, by: who))).StatusCode
        );
        foreach (var account in (Member[])[ada, eve])
        {
            Assert.DoesNotContain(
                "viewing",
                (await account.Web.Json("/api/core/audit-entries")).ToString()
            );
        }

        Assert.NotEmpty((await Start(suite, ada.Email)).Code);
    }

    [Fact]
    [Claim("T57")]
    public async Task Of_many_starts_at_once_one_begins_and_only_that_one_is_told()
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Opened(suite)));
        var who = Suite.NewAddress("operator");

        var starts = await Task.WhenAll(
            accounts
                .Concat(accounts)
                .Select(async account =>
                {
                    try
                    {
                        await Start(suite, account.Email, by: who);
                        return account.Email;
                    }
                    catch (RpcException refused)
                        when (refused.StatusCode == StatusCode.AlreadyExists)
                    {
                        return null;
                    }
                })
        );

        var begun = Assert.Single(starts.OfType<string>());
        foreach (var account in accounts)
        {
            var told = (await account.Web.Json("/api/core/audit-entries?action=viewing.started"))
                .GetProperty("items")
                .GetArrayLength();
            Assert.Equal(account.Email == begun ? 1 : 0, told);
        }
    }

    [Fact]
    public async Task What_the_accounts_log_cannot_take_does_not_begin()
    {
        await using var own = await suite.Own(options => options);
        var ada = await Opened(own);
        var who = Suite.NewAddress("operator");
        await Sql(own, "core", "revoke insert on audit_entries from lf_core_app");

        await Refused(() => Start(own, ada.Email, by: who));

        Assert.Equal(0L, await Sql(own, "admin", "select count(*) from impersonations"));
        Assert.Equal(0L, await Sql(own, "admin", "select count(*) from operator_entries"));
        await Sql(own, "core", "grant insert on audit_entries to lf_core_app");
        Assert.NotEmpty((await Start(own, ada.Email, by: who)).Code);
    }

    private static async Task<RpcException> Refused(Func<Task> start) =>
        await Assert.ThrowsAsync<RpcException>(start);
}
