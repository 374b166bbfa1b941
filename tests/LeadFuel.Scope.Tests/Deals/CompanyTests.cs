using System.Net;
using CsCheck;
using LeadFuel.Reach.Sends;
using LeadFuel.Scope.Companies;

namespace LeadFuel.Scope.Tests.Deals;

/// <summary>Whose deal it is, and what that does to campaigns.</summary>
public sealed class CompanyTests(Suite suite)
{
    private static readonly string[] Ends = ["com", "co.uk", "github.io", "museum"];

    [Theory]
    [InlineData("kestrelpay.com", "kestrelpay.com")]
    [InlineData(" WWW.KestrelPay.COM. ", "kestrelpay.com")]
    [InlineData("https://www.kestrelpay.com:8443/about?x=1#top", "kestrelpay.com")]
    [InlineData("ines@mail.kestrelpay.com", "kestrelpay.com")]
    [InlineData("shop.kestrelpay.co.uk", "kestrelpay.co.uk")]
    [InlineData("acme.github.io", "acme.github.io")]
    [InlineData("www.bücher.de", "xn--bcher-kva.de")]
    [InlineData("xn--bcher-kva.de", "xn--bcher-kva.de")]
    [InlineData("www.city.kawasaki.jp", "city.kawasaki.jp")]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("co.uk", null)]
    [InlineData("github.io", null)]
    [InlineData("com", null)]
    [InlineData("gmail.com", null)]
    [InlineData("ada@GMX.de", null)]
    [InlineData("hotmail.co.uk", null)]
    [InlineData("ada@outlook.es", null)]
    [InlineData("live.nl", null)]
    [InlineData("ymail.com", null)]
    [InlineData("yahoo.co.jp", null)]
    [InlineData("tutanota.com", null)]
    [InlineData("BÜCHER.de", "xn--bcher-kva.de")]
    [InlineData("bu\u0308cher.de", "xn--bcher-kva.de")]
    [InlineData("BU\u0308CHER.de", "xn--bcher-kva.de")]
    [InlineData("192.168.0.1", null)]
    [InlineData("localhost", null)]
    [InlineData("-bad-.com", null)]
    [InlineData("no domain at all", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_company_is_the_domain_it_registered(string? text, string? domain) =>
        Assert.Equal(domain, CompanyDomain.Of(text));

    [Fact]
    public void A_companys_domain_is_its_own_and_no_text_breaks_the_reading() =>
        Gen.OneOf(
                Gen.String,
                Gen.String[Gen.Char["abüß.-@/:?#% \0"], 0, 60],
                Gen.Select(
                    Gen.String[Gen.Char.AlphaNumeric, 1, 10],
                    Gen.Int[0, 3].Select(n => Ends[n]),
                    (name, end) => $"https://www.{name}.{end}/path"
                )
            )
            .Sample(
                text =>
                {
                    if (CompanyDomain.Of(text) is { } domain)
                    {
                        Assert.Equal(domain, CompanyDomain.Of(domain));
                        Assert.Equal(domain, domain.ToLowerInvariant());
                    }
                },
                iter: 5_000
            );

    [Fact]
    public async Task A_deal_finds_its_company_by_its_domain_in_any_spelling()
    {
        var crm = await Crm.HubSpot(suite);
        var deal = await crm.Deal(domain: "https://WWW.KestrelPay.com/pricing");

        var outcome = await crm.Outcome(deal);

        Assert.Equal(
            ("matched", "kestrelpay.com"),
            (outcome.Text("match"), outcome.Text("domain"))
        );
        var mail = await crm.Deal("By a mail provider", domain: "gmail.com");
        Assert.Equal("unmatched", (await crm.Outcome(mail)).Text("match"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deal_finds_its_company_by_what_the_organisation_says_before_or_after(
        bool before
    )
    {
        var crm = await Crm.Pipedrive(suite);
        var site = new { id = 4, website = "https://www.kestrelpay.com/about" };
        if (before)
        {
            await crm.Act("organisation", site);
            await crm.Settle();
        }

        var deal = await crm.Deal(organisation: 4);
        await crm.Settle();
        if (!before)
        {
            Assert.Equal("unmatched", (await crm.Outcome(deal)).Text("match"));
            await crm.Act("organisation", site);
        }

        Assert.Equal("kestrelpay.com", (await crm.Outcome(deal)).Text("domain"));
    }

    [Fact]
    public async Task What_waits_is_given_its_company_by_hand_and_further_deals_follow()
    {
        var crm = await Crm.Pipedrive(suite);
        var known = await Crm.HubSpot(suite, crm.Member);
        await known.Deal(domain: "kestrel-pay.com");
        await known.Settle();
        var (first, second) = (
            await crm.Deal("Kestrel Pay: renewal", organisation: 7),
            await crm.Deal("Another", organisation: 7)
        );

        var waiting = await crm.Outcomes("?unmatched=true");
        Assert.Equal(2, waiting.Count);
        var line = waiting.Single(one => one.Text("name") == "Kestrel Pay: renewal");
        Assert.Equal("kestrel-pay.com", line.GetProperty("suggestions")[0].GetString());
        var path = $"/outcomes/{line.Text("id")}/match";

        await (await crm.Member.Scope.Put(path, new { domain = "kestrel-pay.com" })).Problem(
            HttpStatusCode.PreconditionRequired
        );
        await (await crm.Member.Scope.Put(path, new { domain = "gmail.com" }, "\"1\"")).Problem(
            HttpStatusCode.BadRequest
        );
        var eve = await suite.SignUp();
        await (await eve.Scope.Put(path, new { domain = "a.com" }, "\"1\"")).Problem(
            HttpStatusCode.NotFound
        );
        var matched = await (
            await crm.Member.Scope.Put(path, new { domain = "www.kestrel-pay.com" }, "\"1\"")
        ).Json();
        Assert.Equal("matched", matched.Text("match"));
        var stale = await (
            await crm.Member.Scope.Put(path, new { domain = "a.com" }, "\"1\"")
        ).Problem(HttpStatusCode.PreconditionFailed, "stale-version");
        Assert.Equal("kestrel-pay.com", stale.GetProperty("current").Text("domain"));

        Assert.Equal("kestrel-pay.com", (await crm.Outcome(second)).Text("domain"));
        // A person's word stands against what the CRM tells later.
        await crm.Act("organisation", new { id = 7, website = "other.com" });
        Assert.Equal("kestrel-pay.com", (await crm.Outcome(first)).Text("domain"));
        Assert.Equal("other.com", (await crm.Outcome(second)).Text("domain"));
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("pipedrive")]
    public async Task What_was_deleted_or_merged_waits_for_no_company(string vendor)
    {
        var crm = vendor == "hubspot" ? await Crm.HubSpot(suite) : await Crm.Pipedrive(suite);
        var (kept, gone, deleted) = (
            await crm.Deal("Kept"),
            await crm.Deal("Gone"),
            await crm.Deal("Deleted")
        );
        await crm.Act(
            vendor == "hubspot" ? $"deals/{kept}/merge/{gone}" : $"deals/{gone}/merge/{kept}"
        );
        await crm.Act($"deals/{deleted}/delete");

        Assert.Equal("Kept", Assert.Single(await crm.Outcomes("?unmatched=true")).Text("name"));
        Assert.Equal(1, (await crm.Member.Scope.Json("/outcomes")).Number("unmatched"));
        Assert.Equal(3, (await crm.Outcomes()).Count);
    }

    [Fact]
    public async Task A_deal_finds_its_company_by_what_is_associated_with_it()
    {
        var crm = await Crm.HubSpot(suite);
        var deal = await crm.Deal();
        await crm.Act("company", new { id = 7001, domain = "kestrelpay.com" });
        await crm.Act("company", new { id = 7002, domain = "other.com" });

        // Alone in its batch, as HubSpot sends it; it would come again after anything but a success.
        Assert.Equal((int[])[204], await crm.Act($"deals/{deal}/company/7001"));
        Assert.Equal("kestrelpay.com", (await crm.Outcome(deal)).Text("domain"));

        // Neither a second company nor a contact is whose deal it is.
        Assert.Equal((int[])[204], await crm.Act($"deals/{deal}/company/7002?primary=false"));
        Assert.Equal((int[])[204], await crm.Act($"deals/{deal}/contact/8001"));
        Assert.Equal("kestrelpay.com", (await crm.Outcome(deal)).Text("domain"));
        Assert.Equal(0, (await crm.Get()).Number("unreadable"));
    }

    [Fact]
    public async Task A_closed_deal_ends_the_mails_to_everybody_at_that_company_and_to_nobody_else()
    {
        var crm = await Crm.HubSpot(suite);
        var eve = await suite.SignUp();
        string[] there = ["ines@kestrelpay.com", "tom@mail.kestrelpay.com"];
        string[] elsewhere = ["ann@notkestrelpay.com", "bob@kestrelpay.com.evil.test"];
        var people = await Enrolled.In(suite, crm.Member, [.. there, .. elsewhere]);
        var hers = await Enrolled.In(suite, eve, there);
        var deal = await crm.Deal(domain: "kestrelpay.com");
        await crm.Settle();
        await suite.Drain(crm.Member, "scope.stop-campaigns");
        Assert.All(
            await Enrolled.All(suite, crm.Member),
            one => Assert.Equal(EnrolmentState.Active, one.State)
        );

        await crm.Win(deal);
        await crm.Settle();
        await suite.Drain(crm.Member, "scope.stop-campaigns");

        var outcome = (await crm.Outcome(deal)).Text("id");
        foreach (var one in await Enrolled.All(suite, crm.Member))
        {
            var stopped = there.Contains(one.Email);
            Assert.Equal(stopped ? EnrolmentState.Stopped : EnrolmentState.Active, one.State);
            Assert.Equal(stopped ? "stopped_deal" : null, one.StopReason);
            Assert.Equal(stopped ? $"outcome:{outcome}" : null, one.StopEvidence);
        }

        Assert.All(
            await Enrolled.All(suite, eve),
            one => Assert.Equal(EnrolmentState.Active, one.State)
        );
        Assert.Equal(4, people);
        Assert.Equal(2, hers);
    }
}
