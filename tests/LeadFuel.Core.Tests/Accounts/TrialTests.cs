using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Core.Tests.Subscriptions;

namespace LeadFuel.Core.Tests.Accounts;

/// <summary>The first sign-in founds the account and begins its trial: one row that grants all four products.</summary>
public sealed partial class TrialTests(CoreSuite suite)
{
    [Fact]
    public async Task A_trial_is_one_row_that_grants_all_four_products_for_fourteen_days()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        Assert.Equal(1L, await Count(own, ada));
        Assert.Equal(
            "orbit trialing, reach trialing, scope trialing, signal trialing",
            await States(ada)
        );
        own.Advance(TimeSpan.FromDays(5));
        var again = await own.SignUp(ada.Email);
        own.Advance(TimeSpan.FromDays(5));
        (await again.Web.Get("/api/core/bootstrap")).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromDays(4) - TimeSpan.FromSeconds(1));
        Assert.Contains("scope trialing", await States(again));

        own.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            "orbit read_only, reach read_only, scope read_only, signal read_only",
            await States(again)
        );
        // A later sign-in begins no second one, and a later account has its own.
        Assert.Contains("scope read_only", await States(await own.SignUp(ada.Email)));
        Assert.Contains("scope trialing", await States(await own.SignUp()));
        Assert.Equal(1L, await Count(own, ada));
    }

    [Fact]
    public async Task Three_days_before_the_trial_ends_a_mail_says_so_unless_somebody_pays_or_leaves()
    {
        await using var own = await suite.OwnTime();
        var (ada, payer, leaver) = (await own.SignUp(), await own.SignUp(), await own.SignUp());
        await Shop.Pay(await Shop.Choose(payer, "reach_monthly"));
        await Shop.Until(payer, "reach", "active stripe");
        (
            await leaver.Web.Post("/api/core/deletion", new { account = leaver.Email })
        ).EnsureSuccessStatusCode();
        foreach (var member in (Member[])[ada, payer, leaver])
        {
            await own.Drain(member);
        }

        own.Advance(TimeSpan.FromDays(11) - TimeSpan.FromMinutes(1));
        await own.Drain(ada);
        Assert.Empty(await own.Sandbox.Mails(ada.Email));
        own.Advance(TimeSpan.FromMinutes(1));
        foreach (var member in (Member[])[ada, payer, leaver])
        {
            await own.Drain(member);
        }

        var mail = await own.Sandbox.Mail(ada.Email, 1);
        Assert.StartsWith("Your trial ends on", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("/settings/plan", mail.Text, StringComparison.Ordinal);
        Assert.Empty(await own.Sandbox.Mails(payer.Email));
        Assert.DoesNotContain(
            await own.Sandbox.Mails(leaver.Email),
            other => other.Subject.StartsWith("Your trial", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Each_product_shows_its_seats_and_quotas_and_that_none_is_limited_yet()
    {
        var ada = await suite.SignUp();

        foreach (
            var product in (await ada.Web.Json("/api/core/entitlements"))
                .GetProperty("items")
                .EnumerateArray()
        )
        {
            Assert.Equal(JsonValueKind.Null, product.GetProperty("seats").ValueKind);
            Assert.Equal(2, product.GetProperty("quotas").GetArrayLength());
            Assert.All(
                product.GetProperty("quotas").EnumerateArray(),
                quota => Assert.Equal(JsonValueKind.Null, quota.GetProperty("limit").ValueKind)
            );
        }
    }

    [Fact]
    public async Task Two_links_pressed_at_once_found_one_account()
    {
        var email = Suite.NewAddress();
        const string links = "/api/core/sign-in-links";
        var browsers = new List<(Caller Browser, string Token)>();
        for (var i = 1; i <= 2; i++)
        {
            var browser = suite.Browser();
            (await browser.Post(links, new { email })).EnsureSuccessStatusCode();
            browsers.Add((browser, Suite.LinkIn(await suite.Sandbox.Mail(email, i))));
        }

        var answers = await Task.WhenAll(
            browsers.Select(one => one.Browser.Post($"{links}/consume", new { token = one.Token }))
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(
            1L,
            await Rows.Scalar(
                suite,
                "shared",
                "select count(*) from entitlements where account_email = $1",
                email
            )
        );
        Assert.Equal(
            1L,
            await Rows.Scalar(
                suite,
                "shared",
                "select count(*) from memberships where account_email = $1",
                email
            )
        );
        Assert.Equal(
            1L,
            await Rows.Scalar(
                suite,
                "core",
                "select count(*) from audit_entries where account_email = $1 and action = 'account.founded'",
                email
            )
        );
    }

    [Fact]
    [Claim("T01")]
    public async Task Members_and_entitlements_are_in_the_shared_database_and_nowhere_else()
    {
        var ada = await suite.SignUpByMail();
        await suite.Drain(ada);
        foreach (var table in (string[])["memberships", "entitlements"])
        {
            var id = await Rows.Scalar(
                suite,
                "shared",
                $"select id from {table} where account_email = $1",
                ada.Email
            );

            Assert.Equal($"shared.{table}", Assert.Single(await Rows.With(suite, id!.ToString()!)));
        }

        var elsewhere = (await Rows.Tables(suite)).Where(table =>
            table.Table is "memberships" or "entitlements" or "invites"
            && table.Database != "shared"
        );
        Assert.Empty(elsewhere);
    }

    [Fact]
    [Claim("T01")]
    public void In_the_model_of_the_suite_core_alone_is_given_the_shared_database()
    {
        var given = Owned()
            .Matches(Repository.Text("LeadFuel.AppHost/AppHost.cs"))
            .Where(match => match.Groups[2].Value.Contains("\"shared\"", StringComparison.Ordinal))
            .Select(match => match.Groups[1].Value);

        Assert.Equal("core", Assert.Single(given));
    }

    private static Task<object?> Count(Suite on, Member member) =>
        Rows.Scalar(
            on,
            "shared",
            "select count(*) from entitlements where account_email = $1",
            member.Email
        );

    private static async Task<string> States(Member member) =>
        string.Join(
            ", ",
            (await member.Web.Json("/api/core/entitlements"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => $"{item.GetProperty("product")} {item.GetProperty("state")}")
                .Order(StringComparer.Ordinal)
        );

    [GeneratedRegex("""= Service<[\w.]+>\("(\w+)", ([^)]*)\)""")]
    private static partial Regex Owned();
}
