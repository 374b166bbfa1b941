using LeadFuel.Admin.Tests.Operators;

namespace LeadFuel.Admin.Tests.Accounts;

/// <summary>What an operator finds out about an account without looking into it: what is connected, how it stands, how many of what.</summary>
public sealed class AccountPageTests(Stage stage) : IClassFixture<Stage>
{
    private DateTime Now => stage.Suite.Time.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Connections_show_their_health_and_rows_their_states_and_neither_shows_content()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await stage.Sql(
            "core",
            """
            insert into channels (account_email, kind, id, url, secret_number, proved_at, first_failed_at, stopped_at, failures, told_after_days, created_at)
            values ($1, 0, gen_random_uuid(), 'sealed-webhook', 1, $2, $2, null, 3, 0, $2),
                   ($1, 1, gen_random_uuid(), 'sealed-slack', 1, $2, $2, $2, 9, 0, $2)
            """,
            ada.Email,
            Now
        );
        await stage.Sql(
            "core",
            "insert into ai_keys (account_email, sealed, last_four, given_by, checked_at, refused_at, version) values ($1, 'sealed-key', 'z9y8', $1, $2, $2, 1)",
            ada.Email,
            Now
        );
        await stage.Sql(
            "scope",
            "insert into jobs (account_email, id, kind, payload, state, attempts, run_at, runs_in_grace, created_at, done_at, last_error) select $1, gen_random_uuid(), 'scope.page-such', '{}', 3, 9, $2, false, $2, $2, 'Timeout 408' from generate_series(1, 2)",
            ada.Email,
            Now
        );
        await stage.Fresh(stage.Lead);

        var page = await stage.Lead.Read(Path(ada));
        var other = await stage.Lead.Read(Path(eve));

        foreach (
            var (kind, health) in new[]
            {
                ("webhook", "failing"),
                ("slack", "stopped"),
                ("anthropic_key", "refused"),
            }
        )
        {
            Assert.Contains($"<td>{kind}</td><td>{health}</td>", page);
            Assert.DoesNotContain($"<td>{kind}</td>", other);
        }

        Assert.Contains("jobs dead 2", page);
        Assert.DoesNotContain("jobs dead", other);
        Assert.Contains($"/jobs?account={Uri.EscapeDataString(ada.Email)}", page);
        foreach (var content in (string[])["sealed-", "z9y8", "Timeout 408"])
        {
            Assert.DoesNotContain(content, page);
        }
    }

    [Fact]
    public async Task An_account_is_found_by_its_whole_customer_id_at_stripe()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        var customer = $"cus_Ab{Guid.CreateVersion7():N}";
        await stage.Sql(
            "core",
            "insert into billing_customers (account_email, stripe_customer_id, created_at, readings_begun, reading_written) values ($1, $2, $3, 0, 0)",
            ada.Email,
            customer,
            Now
        );
        await stage.Fresh(stage.Lead);

        var found = await stage.Lead.Read($"/?query={customer}");

        Assert.Contains(Path(ada), found);
        Assert.DoesNotContain(Path(eve), found);
        Assert.Contains("Nothing here", await stage.Lead.Read($"/?query={customer[..^1]}"));
    }

    [Fact]
    public async Task An_account_is_found_by_a_subscription_at_stripe_and_by_a_members_address()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        var (id, guest) = ($"sub_Ab{Guid.CreateVersion7():N}", Suite.NewAddress("guest"));
        await stage.Sql(
            "core",
            "insert into subscriptions (account_email, stripe_subscription_id, status, plan, period_ends_at, cancels_at_end, ends_with_account, updated_at) values ($1, $2, 'active', 'reach_monthly', $3, false, false, $3)",
            ada.Email,
            id,
            Now
        );
        await stage.Sql(
            "shared",
            "insert into memberships (account_email, id, email, role, created_at) values ($1, gen_random_uuid(), $2, 2, $3)",
            ada.Email,
            guest,
            Now
        );
        await stage.Fresh(stage.Lead);

        foreach (var query in (string[])[id, guest, guest.ToUpperInvariant()])
        {
            var found = await stage.Lead.Read($"/?query={Uri.EscapeDataString(query)}");
            Assert.Contains(Path(ada), found);
            Assert.DoesNotContain(Path(eve), found);
        }

        Assert.Contains("Nothing here", await stage.Lead.Read($"/?query={id[..^1]}"));
        Assert.Contains("Nothing here", await stage.Lead.Read($"/?query={guest[..^1]}"));
    }

    [Fact]
    public async Task Accounts_are_told_apart_by_plan_product_and_the_day_of_their_deletion()
    {
        var (ada, eve) = (await stage.Account(), await stage.Account());
        await stage.Sql(
            "shared",
            "update entitlements set trial_ends_at = $2 where account_email = $1",
            eve.Email,
            Now
        );
        await stage.Sql(
            "shared",
            "insert into entitlements (account_email, id, product, state, plan, source, created_at) values ($1, gen_random_uuid(), 'reach', 2, 'reach_monthly', 'stripe', $2)",
            eve.Email,
            Now
        );
        await stage.Sql(
            "shared",
            "update accounts set state = 2, deletion_due_at = $2 where account_email = $1",
            ada.Email,
            Now.AddDays(5)
        );
        await stage.Fresh(stage.Lead);

        // Of a trial that is over nothing may be used any more; what is paid for is one product.
        await Finds("plan=trial", ada, eve);
        await Finds("plan=reach_monthly", eve, ada);
        await Finds("product=scope", ada, eve);
        await Finds("product=scope&plan=trial&state=deletion_pending", ada, eve);
        await Finds("due=7", ada, eve);
        foreach (var filter in (string[])["due=1", "product=scope&plan=reach_monthly"])
        {
            Assert.DoesNotContain(Path(ada), await Listed(filter, ada));
            Assert.DoesNotContain(Path(eve), await Listed(filter, eve));
        }

        Assert.Contains(Path(ada), await Listed("product=reach", ada));
        var row = await Listed("product=reach", eve);
        Assert.Contains("<td>active</td><td>reach_monthly</td>", row);
        // The filters are still set in the form, and stand in the log.
        Assert.Contains("<option value=\"reach\" selected>", row);
        Assert.Contains($"search {eve.Email}, product reach", await stage.Lead.Read("/log"));
    }

    [Fact]
    public async Task A_filtered_list_of_many_pages_shows_each_account_once()
    {
        var word = $"numbat{Guid.CreateVersion7():N}";
        await stage.Sql(
            "shared",
            """
            insert into accounts (account_email, name, time_zone, state, same_browser_only, version, created_at, updated_at)
            select lpad(n::text, 3, '0') || '@' || $1 || '.test', 'Many', 'Etc/UTC', n % 2, false, 1, $2, $2 from generate_series(1, 240) n
            """,
            word,
            Now
        );
        await stage.Fresh(stage.Lead);

        var seen = new List<string>();
        var next = $"/?query={word}&state=suspended";
        for (var pages = 1; next is not null; pages++)
        {
            Assert.InRange(pages, 1, 3);
            var page = WebUtility.HtmlDecode(await stage.Lead.Read(next));
            seen.AddRange(
                page.Split("href=\"/accounts/")
                    .Skip(1)
                    .Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])
            );
            next = page.Contains("Next page", StringComparison.Ordinal)
                ? Desk.Between(page, "<p><a href=\"", "\"")
                : null;
        }

        Assert.Equal(
            Enumerable
                .Range(1, 240)
                .Where(n => n % 2 == 1)
                .Select(n => Uri.EscapeDataString($"{n:000}@{word}.test")),
            seen
        );
    }

    private async Task Finds(string filter, Member found, Member other)
    {
        Assert.Contains(Path(found), await Listed(filter, found));
        Assert.DoesNotContain(Path(other), await Listed(filter, other));
    }

    // Of all that the other tests have made, only what has this address.
    private Task<string> Listed(string filter, Member member) =>
        stage.Lead.Read($"/?query={Uri.EscapeDataString(member.Email)}&{filter}");

    private static string Path(Member member) => $"/accounts/{Uri.EscapeDataString(member.Email)}";
}
