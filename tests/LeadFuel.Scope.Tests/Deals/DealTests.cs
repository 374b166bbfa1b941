using System.Net;
using System.Text;

namespace LeadFuel.Scope.Tests.Deals;

/// <summary>Deals that close in a played HubSpot or Pipedrive, in each of their wire forms.</summary>
public sealed class DealTests(Suite suite)
{
    public static TheoryData<string, string> Forms =>
        new()
        {
            { "hubspot", "app v3" },
            { "hubspot", "app v2" },
            { "hubspot", "app v1" },
            { "hubspot", "workflow v3" },
            { "hubspot", "workflow key" },
            { "pipedrive", "2" },
            { "pipedrive", "1" },
        };

    private Task<Crm> Open(string vendor, string form) =>
        vendor == "hubspot"
            ? Crm.HubSpot(suite, form: form.Split(' ')[0], signature: form.Split(' ')[1])
            : Crm.Pipedrive(
                suite,
                version: int.Parse(form, System.Globalization.CultureInfo.InvariantCulture)
            );

    [Theory]
    [MemberData(nameof(Forms))]
    [Claim("T30")]
    [Claim("K7")]
    [Claim("T38")]
    public async Task A_deal_is_won_lost_reopened_and_closed_again(string vendor, string form)
    {
        var crm = await Open(vendor, form);
        var deal = await crm.Deal();
        Assert.Equal("open", (await crm.Outcome(deal)).Text("status"));

        Assert.Equal((int[])[204], await crm.Win(deal));
        var won = await crm.Outcome(deal);
        Assert.Equal(
            ("won", "Kestrel Pay, yearly", 12500.00m, "EUR"),
            (
                won.Text("status"),
                won.Text("name"),
                won.GetProperty("amount").GetDecimal(),
                won.Text("currency")
            )
        );
        Assert.False(won.IsNull("closedAt"));

        // Pipedrive's first version tells whole seconds.
        var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Wait.Until(
            () => Task.FromResult(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() > second),
            () => "the second does not pass"
        );
        await crm.Reopen(deal);
        var reopened = await crm.Outcome(deal);
        Assert.Equal("reopened", reopened.Text("status"));
        Assert.True(reopened.IsNull("closedAt"));

        await crm.Lose(deal);
        var lost = await crm.Outcome(deal);
        Assert.Equal(("lost", "Price"), (lost.Text("status"), lost.Text("lostReason")));
        Assert.Single(await crm.Outcomes());
        var seen = await crm.Get();
        Assert.False(seen.IsNull("lastEventAt"));
        Assert.Equal((0, 0), (seen.Number("strangers"), seen.Number("unreadable")));
    }

    [Theory]
    [InlineData("hubspot", "webhook_duplicate")]
    [InlineData("hubspot", "webhook_reversed")]
    [InlineData("hubspot", "webhook_same_event_id")]
    [InlineData("pipedrive", "webhook_duplicate")]
    public async Task Repeats_disorder_and_one_id_for_two_events_end_the_same(
        string vendor,
        string fault
    )
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "app v3" : "2");
        await crm.Break(fault, times: 10);
        var deal = await crm.Deal();

        await crm.Win(deal);
        await crm.Reopen(deal);
        Assert.All(await crm.Lose(deal), answer => Assert.Equal(204, answer));

        var outcome = await crm.Outcome(deal);
        Assert.Equal(
            ("lost", "Price", 12500.00m),
            (
                outcome.Text("status"),
                outcome.Text("lostReason"),
                outcome.GetProperty("amount").GetDecimal()
            )
        );
        Assert.Single(await crm.Outcomes());
    }

    [Theory]
    [InlineData("hubspot", "webhook_bad_signature")]
    [InlineData("hubspot", "webhook_old_timestamp")]
    [InlineData("hubspot", "webhook_tampered")]
    [InlineData("pipedrive", "webhook_bad_password")]
    [InlineData("pipedrive", "webhook_no_password")]
    [Claim("T30")]
    public async Task What_is_forged_is_refused_and_leaves_no_trace(string vendor, string fault)
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "app v3" : "2");
        var deal = await crm.Deal();
        var before = await crm.Events();
        await crm.Break(fault);

        Assert.Equal(401, (await crm.Win(deal))[0]);

        if (vendor == "hubspot")
        {
            // HubSpot gives up after a 401; Pipedrive comes again with the right one.
            Assert.Equal(before, await crm.Events());
            Assert.Equal("open", (await crm.Outcome(deal)).Text("status"));
        }
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("pipedrive")]
    public async Task A_replay_changes_nothing(string vendor)
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "app v3" : "2");
        var deal = await crm.Deal();
        await crm.Win(deal);
        var before = (await crm.Outcome(deal)).ToString();
        var events = await crm.Events();

        Assert.Equal((int[])[204], await crm.Act("replay"));

        Assert.Equal(events, await crm.Events());
        Assert.Equal(before, (await crm.Outcome(deal)).ToString());
    }

    [Fact]
    public async Task An_older_signature_is_no_way_around_once_the_newest_was_seen()
    {
        var crm = await Crm.HubSpot(suite, signature: "v1");
        var deal = await crm.Deal();
        Assert.Equal((int[])[204], await crm.Win(deal));
        await crm.Aim(crm);
        Assert.Equal((int[])[204], await crm.Reopen(deal));

        await crm.Break("webhook_v1");
        Assert.Equal((int[])[401], await crm.Lose(deal));

        Assert.Equal("reopened", (await crm.Outcome(deal)).Text("status"));
    }

    [Fact]
    public async Task One_bad_event_takes_none_of_its_batch_with_it()
    {
        var crm = await Crm.HubSpot(suite);
        await crm.Break("webhook_bad_event");

        var deal = await crm.Deal(domain: "kestrelpay.com");

        Assert.Equal(
            ("Kestrel Pay, yearly", "kestrelpay.com"),
            ((await crm.Outcome(deal)).Text("name"), (await crm.Outcome(deal)).Text("domain"))
        );
        Assert.Equal(1, (await crm.Get()).Number("unreadable"));
    }

    [Theory]
    [InlineData("hubspot", "webhook_two_portals")]
    [InlineData("pipedrive", "webhook_other_company")]
    public async Task Events_of_another_account_of_the_CRM_are_set_aside_and_shown(
        string vendor,
        string fault
    )
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "app v3" : "2");
        var deal = await crm.Deal();
        await crm.Break(fault);
        await crm.Win(deal);

        Assert.Equal(1, (await crm.Get()).Number("strangers"));
        Assert.Equal(
            vendor == "hubspot" ? "won" : "open",
            (await crm.Outcome(deal)).Text("status")
        );
        Assert.Single(await crm.Outcomes());
    }

    [Fact]
    public async Task A_shape_that_nobody_knows_is_counted_and_costs_no_delivery()
    {
        var crm = await Crm.Pipedrive(suite);
        var deal = await crm.Deal();
        await crm.Break("webhook_unknown_shape");

        Assert.Equal((int[])[204], await crm.Win(deal));

        Assert.Equal(1, (await crm.Get()).Number("unreadable"));
        Assert.Equal("open", (await crm.Outcome(deal)).Text("status"));
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("pipedrive")]
    public async Task A_deal_is_deleted_and_merged(string vendor)
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "app v3" : "2");
        var (kept, gone) = (await crm.Deal("Kept"), await crm.Deal("Gone"));
        await crm.Win(kept);
        await crm.Win(gone);

        if (vendor == "hubspot")
        {
            await crm.Act($"deals/{kept}/merge/{gone}");
        }
        else
        {
            await crm.Act($"deals/{gone}/merge/{kept}");
        }

        Assert.Equal("won", (await crm.Outcome(kept)).Text("status"));
        Assert.Equal("deleted", (await crm.Outcome(gone)).Text("status"));
        await crm.Act($"deals/{kept}/delete");
        Assert.Equal("deleted", (await crm.Outcome(kept)).Text("status"));
        if (vendor == "hubspot")
        {
            await crm.Act($"deals/{kept}/restore");
            Assert.Equal("won", (await crm.Outcome(kept)).Text("status"));
        }
    }

    [Theory]
    [InlineData("hubspot", true)]
    [InlineData("hubspot", false)]
    [InlineData("pipedrive", true)]
    [InlineData("pipedrive", false)]
    public async Task A_win_goes_into_the_open_deal_it_is_merged_into(string vendor, bool older)
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "app v3" : "2");
        var eve = await Crm.HubSpot(suite);
        var first = await crm.Deal("Made first", domain: "kestrelpay.com");
        if (older)
        {
            await crm.Win(first);
        }

        var second = await crm.Deal("Made second");
        var (gone, kept) = older ? (first, second) : (second, first);
        if (!older)
        {
            await crm.Win(gone);
        }

        Assert.Equal("open", (await crm.Outcome(kept)).Text("status"));
        await crm.Act(
            vendor == "hubspot" ? $"deals/{kept}/merge/{gone}" : $"deals/{gone}/merge/{kept}"
        );

        var outcome = await crm.Outcome(kept);
        Assert.Equal("won", outcome.Text("status"));
        Assert.False(outcome.IsNull("closedAt"));
        Assert.Equal(older ? "Made second" : "Made first", outcome.Text("name"));
        Assert.Equal("deleted", (await crm.Outcome(gone)).Text("status"));
        Assert.Empty(await eve.Outcomes());
        // What this deal comes to by itself counts again.
        await crm.Lose(kept);
        Assert.Equal("lost", (await crm.Outcome(kept)).Text("status"));
    }

    [Theory]
    [InlineData("hubspot", "nonsense", 400)]
    [InlineData("hubspot", "{}", 400)]
    [InlineData("hubspot", "[{}]", 400)]
    [InlineData("hubspot", "[]", 204)]
    [InlineData("hubspot", "\"deal\"", 400)]
    [InlineData("pipedrive", "nonsense", 400)]
    [InlineData("pipedrive", "[]", 400)]
    [InlineData("pipedrive", "{}", 204)]
    public async Task What_is_no_message_is_refused_as_such(string vendor, string body, int status)
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "workflow key" : "2");

        var answer = await Post(crm, Encoding.UTF8.GetBytes(body));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await crm.Outcomes());
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("pipedrive")]
    public async Task Too_much_too_deep_and_the_wrong_verb_are_refused(string vendor)
    {
        var crm = await Open(vendor, vendor == "hubspot" ? "workflow key" : "2");
        var deep = new string('[', 10_000) + new string(']', 10_000);

        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await Post(crm, Encoding.UTF8.GetBytes(deep))).StatusCode
        );
        await (await Post(crm, new byte[1024 * 1024 + 1])).Problem(
            HttpStatusCode.RequestEntityTooLarge
        );
        var address = new Uri((await crm.Get()).Text("address"));
        var browser = suite.Browser();
        Assert.Contains(
            (await browser.Get(address.AbsolutePath)).StatusCode,
            (HttpStatusCode[])[HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound]
        );
        await (await browser.Post(address.AbsolutePath[..^1] + "x", new { })).Problem(
            HttpStatusCode.NotFound
        );
        // HubSpot's address is no address of Pipedrive.
        var other = address.AbsolutePath.Contains("hubspot", StringComparison.Ordinal)
            ? address.AbsolutePath.Replace("hubspot", "pipedrive", StringComparison.Ordinal)
            : address.AbsolutePath.Replace("pipedrive", "hubspot", StringComparison.Ordinal);
        await (await browser.Post(other, new { })).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_a_whole_deal_only_the_fields_we_name_are_kept()
    {
        var crm = await Crm.HubSpot(suite, form: "workflow");
        await crm.Deal();
        var pipedrive = await Crm.Pipedrive(suite, crm.Member);
        await pipedrive.Deal(organisation: 4);
        await crm.Settle();

        await using var all = suite
            .Sql("scope")
            .CreateCommand(
                "select coalesce(string_agg(fields::text, ''), '') from crm_events where account_email = $1"
            );
        all.Parameters.Add(new() { Value = crm.Member.Email });
        var kept = (string)(await all.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains("Kestrel Pay", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("customers.test", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("kept by nobody", kept, StringComparison.Ordinal);
    }

    /// <summary>By hand, with the password that both CRMs may send.</summary>
    private async Task<HttpResponseMessage> Post(Crm crm, byte[] body)
    {
        var connection = await crm.Get();
        var password = connection.Text("password");
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(connection.Text("address")).AbsolutePath
        );
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            crm.Vendor == "hub_spot"
                ? $"Bearer {password}"
                : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{password}"))}"
        );
        return await suite.Browser().Send(request);
    }
}
