using System.Net;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Providers;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Reach.Tests.Domains;

public sealed class DomainTests(Suite suite, MovedTime moved) : IClassFixture<MovedTime>
{
    private static string Name() => $"d{Guid.CreateVersion7():N}.test";

    [Fact]
    public async Task A_domain_is_set_up_shown_with_its_records_and_proved_by_a_check()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var name = Name();

        var path = await Add(ada, name.ToUpperInvariant());
        await suite.Drain(ada);

        var pending = await ada.Reach.Json(path);
        Assert.Equal(
            (name, false),
            (pending.Text("name"), pending.GetProperty("verified").GetBoolean())
        );
        Assert.Equal(
            ["SPF MX", "SPF TXT", "DKIM TXT"],
            pending
                .GetProperty("records")
                .EnumerateArray()
                .Select(r => $"{r.Text("record")} {r.Text("type")}")
        );
        await (await eve.Reach.Get(path)).Problem(HttpStatusCode.NotFound);
        await (await eve.Reach.Post($"{path}/check")).Problem(HttpStatusCode.NotFound);
        await (await eve.Reach.Delete(path, "\"1\"")).Problem(HttpStatusCode.NotFound);
        Assert.Empty((await eve.Reach.Json("/domains")).GetProperty("items").EnumerateArray());
        var proved = await (await ada.Reach.Post($"{path}/check")).Json();
        Assert.True(proved.GetProperty("verified").GetBoolean());
        Assert.Contains(proved.Text("dmarc"), (string[])["found", "missing", "unanswered"]);
    }

    [Fact]
    public async Task A_proved_domain_belongs_to_one_account_until_that_gives_it_back()
    {
        var own = moved.Suite;
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var name = Name();
        var path = await Add(ada, name);
        (await ada.Reach.Post($"{path}/check")).EnsureSuccessStatusCode();
        own.Advance(TimeSpan.FromDays(30));
        await own.BeginTrial(ada);
        await own.BeginTrial(eve);

        var taken = await (await eve.Reach.Post("/domains", new { name })).Problem(
            HttpStatusCode.Conflict,
            "domain-taken"
        );
        Assert.Equal("This domain belongs to another account.", taken.Text("title"));
        await (await ada.Reach.Post("/domains", new { name })).Problem(
            HttpStatusCode.Conflict,
            "domain-present"
        );

        // Not verified any more is not the same as never proved.
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "domain_failed",
                match = name,
                times = 1,
            }
        );
        Assert.False(
            (await (await ada.Reach.Post($"{path}/check")).Json())
                .GetProperty("verified")
                .GetBoolean()
        );
        await (await eve.Reach.Post("/domains", new { name })).Problem(
            HttpStatusCode.Conflict,
            "domain-taken"
        );

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await ada.Reach.Delete(path, (await ada.Reach.Get(path)).Tag())).StatusCode
        );
        await Add(eve, name);
    }

    [Fact]
    public async Task A_claim_that_is_never_proved_gives_way_after_three_days_and_its_records_prove_nothing()
    {
        var own = moved.Suite;
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var name = Name();
        var hers = await Add(eve, name);
        await own.Drain(eve);
        await eve.Reach.Post("/senders", new { name = "Eve", address = $"eve@{name}" });
        var old = await eve.Reach.Json(hers);

        own.Advance(TimeSpan.FromDays(2));
        await (await ada.Reach.Post("/domains", new { name })).Problem(
            HttpStatusCode.Conflict,
            "domain-claimed"
        );
        Assert.Equal(old.ToString(), (await eve.Reach.Json(hers)).ToString());

        own.Advance(TimeSpan.FromDays(1));
        var mine = await Add(ada, name);
        await own.Drain(ada);

        await (await eve.Reach.Get(hers)).Problem(HttpStatusCode.NotFound);
        Assert.Empty((await eve.Reach.Json("/senders")).GetProperty("items").EnumerateArray());
        Assert.NotEqual(Dkim(old), Dkim(await ada.Reach.Json(mine)));
        Assert.True(
            (await (await ada.Reach.Post($"{mine}/check")).Json())
                .GetProperty("verified")
                .GetBoolean()
        );
        await (await eve.Reach.Post("/domains", new { name })).Problem(
            HttpStatusCode.Conflict,
            "domain-taken"
        );
    }

    [Fact]
    public async Task What_Resend_tells_of_a_domain_is_read_again_for_whose_it_is()
    {
        var own = moved.Suite;
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var (path, hers) = (await Add(ada, Name()), await Add(eve, Name()));
        await own.Drain();
        var before = await eve.Reach.Json(hers);

        await Prove(own, ada, await AtResend(own, ada));

        await Wait.Until(
            async () => (await ada.Reach.Json(path)).GetProperty("verified").GetBoolean(),
            () => "the domain is not known as verified"
        );
        Assert.Equal(before.ToString(), (await eve.Reach.Json(hers)).ToString());
    }

    [Fact]
    public async Task What_Resend_tells_of_a_domain_is_read_in_the_end_though_the_key_was_refused()
    {
        var own = moved.Suite;
        var ada = await own.SignUp();
        var path = await Add(ada, Name());
        await own.Drain(ada);
        var id = await AtResend(own, ada);
        // With the end of the path, so that only the reading is refused.
        await own.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind = "restricted_key",
                match = $"/domains/{id}\n",
                times = 1,
            }
        );
        await Prove(own, ada, id);
        await Wait.Until(
            async () =>
                (await own.Sandbox.Records("resend")).Any(record =>
                    record.Status == 401 && record.Path.EndsWith(id, StringComparison.Ordinal)
                ),
            () => "the domain was not asked for"
        );
        await own.Drain(ada);
        Assert.False((await ada.Reach.Json(path)).GetProperty("verified").GetBoolean());

        own.Advance(TimeSpan.FromMinutes(10));
        await own.Drain(ada);

        Assert.True((await ada.Reach.Json(path)).GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task A_domain_that_is_proved_at_Resend_already_is_given_to_nobody()
    {
        var own = moved.Suite;
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var name = Name();
        var path = await Add(eve, name);
        (await eve.Reach.Post($"{path}/check")).EnsureSuccessStatusCode();
        await own.Drain(eve);
        // As after the purge of an account: at Resend the domain is still there.
        await Stage.Change(own, eve, db => db.Domains.ExecuteDeleteAsync(Stage.Ct));
        own.Advance(TimeSpan.FromHours(2));

        var claimed = await Add(ada, name);
        await own.Drain(ada);

        await (await ada.Reach.Post($"{claimed}/check")).Problem(
            HttpStatusCode.Conflict,
            "domain-taken"
        );
        Assert.False((await ada.Reach.Json(claimed)).GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task Mail_that_comes_in_goes_to_who_has_proved_the_domain_and_not_to_who_has_named_it()
    {
        var eve = await suite.SignUp();
        var name = Name();
        await Add(eve, name);
        await suite.Drain(eve);

        await suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = "customer@elsewhere.test",
                to = $"ada@{name}",
                subject = "For Ada",
                text = "Words",
            }
        );
        await suite.Drain(null, "reach.fetch-reply");

        Assert.Empty((await eve.Reach.Json("/threads")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_domain_with_senders_is_kept_and_a_stale_page_removes_nothing()
    {
        var ada = await suite.SignUp();
        var name = Name();
        var path = await Add(ada, name);
        await suite.Drain(ada);
        var sender = await ada.Reach.Post(
            "/senders",
            new { name = "Ada", address = $"ada@{name}" }
        );
        var tag = (await ada.Reach.Get(path)).Tag();

        await (await ada.Reach.Delete(path)).Problem(HttpStatusCode.PreconditionRequired);
        await (await ada.Reach.Delete(path, "\"99\"")).Problem(HttpStatusCode.PreconditionFailed);
        await (await ada.Reach.Delete(path, tag)).Problem(HttpStatusCode.Conflict, "domain-in-use");
        await ada.Reach.Delete($"/senders/{(await sender.Json()).Text("id")}", sender.Tag());
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Reach.Delete(path, tag)).StatusCode);
    }

    [Fact]
    public async Task Two_clicks_with_one_key_are_one_domain_and_two_people_get_one_winner()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var (name, key) = (Name(), Guid.CreateVersion7().ToString());

        var clicks = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ada.Reach.Post("/domains", new { name }, key: key))
        );
        Assert.Contains(clicks, click => click.StatusCode == HttpStatusCode.Created);
        Assert.All(clicks, click => Assert.True((int)click.StatusCode is 201 or 409));
        Assert.Single((await ada.Reach.Json("/domains")).GetProperty("items").EnumerateArray());

        var other = Name();
        var race = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i => (i % 2 == 0 ? ada : eve).Reach.Post("/domains", new { name = other }))
        );
        Assert.Single(race, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(5, race.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("")]
    [InlineData("com")]
    [InlineData("ada@one.test")]
    [InlineData("https://one.test/x")]
    [InlineData("one..test")]
    [InlineData("one test.test")]
    [InlineData("127.0.0.1")]
    public async Task What_is_no_domain_is_refused(string name)
    {
        var ada = await suite.SignUp();
        await (await ada.Reach.Post("/domains", new { name })).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Letters_of_other_alphabets_are_kept_in_the_form_of_DNS()
    {
        var ada = await suite.SignUp();
        var tail = $"{Guid.CreateVersion7():N}.test";
        var added = await (
            await ada.Reach.Post("/domains", new { name = $"Müller.{tail}" })
        ).Json();
        Assert.Equal($"xn--mller-kva.{tail}", added.Text("name"));
    }

    [Fact]
    public async Task A_campaign_is_not_launched_from_a_domain_that_is_not_verified()
    {
        var ada = await suite.SignUp();
        var grace = $"grace-{Guid.CreateVersion7():N}@customers.test";
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var name = Name();
        await Add(ada, name);
        var sender = await (
            await ada.Reach.Post("/senders", new { name = "Ada", address = $"ada@{name}" })
        ).Json();
        var before = await (await plan.Get()).Json();
        await plan.Save(
            new
            {
                name = "Spring",
                senderId = sender.Text("id"),
                audience = new
                {
                    kind = "import",
                    importId = before.GetProperty("audience").Text("importId"),
                },
            }
        );

        var problem = await (await plan.Launch()).Problem(
            HttpStatusCode.UnprocessableEntity,
            "not-ready"
        );

        Assert.Equal(
            ["domain_verified"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)
        );
        await suite.Drain(ada);
        Assert.Empty(await suite.Sandbox.Mails(grace));
        var test = (await plan.Drafts())[0].Text("id");
        await (await ada.Reach.Post($"/drafts/{test}/test-mails", new { })).Problem(
            HttpStatusCode.UnprocessableEntity,
            "not-ready"
        );
    }

    private static async Task<string> Add(Member member, string name)
    {
        var answer = await member.Reach.Post("/domains", new { name });
        return $"/domains/{(await answer.Json()).Text("id")}";
    }

    private static async Task<string> AtResend(Suite own, Member member) =>
        (
            await Stage.Read(
                own,
                member,
                db => db.Domains.Select(d => d.ResendId).SingleAsync(Stage.Ct)
            )
        )!;

    /// <summary>On Resend's own page: only the event tells.</summary>
    private static async Task Prove(Suite own, Member member, string id)
    {
        await using var scope = own.Reach.Provider.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services
            .GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(member.Email), member.Email);
        using var purpose = services
            .GetRequiredService<Egress>()
            .For(ResendClient.Domain, ResendClient.DomainName);
        await services.GetRequiredService<ResendClient>().VerifyDomain(id, Stage.Ct);
    }

    private static string Dkim(JsonElement domain) =>
        domain
            .GetProperty("records")
            .EnumerateArray()
            .Single(record => record.Text("record") == "DKIM")
            .Text("value");
}
