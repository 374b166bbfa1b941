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

    private static string Path(Member member) => $"/accounts/{Uri.EscapeDataString(member.Email)}";
}
