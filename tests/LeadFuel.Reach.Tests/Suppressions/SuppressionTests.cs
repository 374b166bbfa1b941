using System.Net;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Suppressions;

public sealed class SuppressionTests(Suite suite)
{
    [Fact]
    public async Task A_member_takes_an_address_or_a_domain_off_and_allows_it_again_with_a_reason()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var added = await ada.Reach.Post(
            "/suppressions",
            new
            {
                kind = "address",
                key = "Grace <GRACE@one.test>",
                note = "Customer",
            }
        );
        var item = await added.Json();
        Assert.Equal(("grace@one.test", "manual"), (item.Text("key"), item.Text("reason")));
        Assert.Equal($"member:{ada.Email}", item.Text("source"));
        (
            await ada.Reach.Post("/suppressions", new { kind = "domain", key = "@Two.test" })
        ).EnsureSuccessStatusCode();
        var path = $"/suppressions/{item.Text("id")}/lift";

        await (await eve.Reach.Post(path, new { because = "x" }, added.Tag())).Problem(
            HttpStatusCode.NotFound
        );
        Assert.Empty((await eve.Reach.Json("/suppressions")).GetProperty("items").EnumerateArray());
        await (await ada.Reach.Post(path, new { because = "x" })).Problem(
            HttpStatusCode.PreconditionRequired
        );
        await (await ada.Reach.Post(path, new { because = "x" }, "\"9\"")).Problem(
            HttpStatusCode.PreconditionFailed
        );
        await (await ada.Reach.Post(path, new { because = "  " }, added.Tag())).Problem(
            HttpStatusCode.BadRequest
        );
        var lifted = await ada.Reach.Post(path, new { because = "They asked" }, added.Tag());
        Assert.Equal("They asked", (await lifted.Json()).Text("liftedBecause"));
        await (await ada.Reach.Post(path, new { because = "again" }, lifted.Tag())).Problem(
            HttpStatusCode.Conflict
        );
        Assert.Equal(["two.test", "grace@one.test"], await Keys(ada, ""));
    }

    [Fact]
    public async Task A_complaint_is_lifted_by_nobody()
    {
        var ada = await suite.SignUp();
        await Take(ada, "grace@one.test", SuppressionReason.Complaint);
        var item = (await ada.Reach.Json("/suppressions")).GetProperty("items")[0];

        await (
            await ada.Reach.Post(
                $"/suppressions/{item.Text("id")}/lift",
                new { because = "please" },
                "\"1\""
            )
        ).Problem(HttpStatusCode.Forbidden, "complaint-stays");
    }

    [Fact]
    public async Task The_list_is_searched_and_parted_by_reason()
    {
        var ada = await suite.SignUp();
        await Take(ada, "grace@one.test", SuppressionReason.HardBounce);
        await Take(ada, "ada@two.test", SuppressionReason.Complaint);
        await Take(ada, "alan@two.test", SuppressionReason.SoftBounces);

        Assert.Equal(["grace@one.test"], await Keys(ada, "?reason=hard_bounce"));
        Assert.Equal(["ada@two.test"], await Keys(ada, "?reason=complaint"));
        Assert.Equal(["alan@two.test"], await Keys(ada, "?reason=soft_bounces&q=TWO"));
        Assert.Empty(await Keys(ada, "?reason=unsubscribed"));
        Assert.Equal(["alan@two.test"], await Keys(ada, "?limit=1"));
        var problem = await (await ada.Reach.Get("/suppressions?reason=weather")).Problem(
            HttpStatusCode.BadRequest
        );
        Assert.Contains("hard_bounce", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("address", "")]
    [InlineData("address", "one.test")]
    [InlineData("domain", "grace@one.test")]
    [InlineData("domain", "one")]
    [InlineData("planet", "one.test")]
    public async Task What_is_neither_is_refused(string kind, string key)
    {
        var ada = await suite.SignUp();
        await (await ada.Reach.Post("/suppressions", new { kind, key })).Problem(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task A_list_comes_in_whole_stops_what_runs_to_it_and_the_same_list_again_changes_nothing()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var domain = $"{Guid.CreateVersion7():N}.test";
        var campaign = await Stage.Launch(
            own,
            ada,
            people: 3,
            email: i => i == 0 ? $"grace@{domain}" : Stage.NewAddress(i)
        );
        var theirs = await Stage.Launch(own, eve, email: _ => campaign.People[1].Email);
        await campaign.Settle();
        await theirs.Settle();
        var text =
            $"address,why\n{campaign.People[1].Email},moved\n@{domain},customer\nnonsense here,x\n"
            + string.Join('\n', Enumerable.Range(0, 1200).Select(i => $"p{i}@off.test,old list"));

        var first = await (
            await ada.Reach.Post(
                "/suppressions/import",
                new
                {
                    text,
                    reason = "unsubscribed",
                    note = "From the old tool",
                }
            )
        ).Json();
        var again = await (
            await ada.Reach.Post("/suppressions/import", new { text, reason = "unsubscribed" })
        ).Json();

        Assert.Equal(
            (1202, 0, 1),
            (
                first.GetProperty("added").GetInt32(),
                first.GetProperty("known").GetInt32(),
                first.GetProperty("rejected").GetInt32()
            )
        );
        Assert.Equal(4, first.GetProperty("rejections")[0].GetProperty("line").GetInt32());
        Assert.Equal(
            (0, 1202),
            (again.GetProperty("added").GetInt32(), again.GetProperty("known").GetInt32())
        );
        Assert.Equal([domain], await Keys(ada, $"?q={domain}"));
        Assert.Empty(await Keys(eve, ""));

        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        await theirs.Settle();
        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));
        Assert.Equal(2, (await own.Sandbox.Mails(campaign.People[2].Email)).Count);
        // One mail of Ada's, two of Eve's, whose list it is not.
        Assert.Equal(3, (await own.Sandbox.Mails(campaign.People[1].Email)).Count);
        Assert.Equal(
            2,
            (await campaign.Ledger()).Count(d =>
                d.StepNumber == 2
                && d.Reason == "unsubscribed"
                && d.Evidence.StartsWith("suppression:", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"text":"hello there"}""")]
    [InlineData("""{"text":"a@one.test","reason":"weather"}""")]
    [InlineData("""{"base64":"?"}""")]
    public async Task A_list_that_cannot_be_read_is_refused(string json)
    {
        var ada = await suite.SignUp();
        await (
            await ada.Reach.Post(
                "/suppressions/import",
                new StringContent(json, System.Text.Encoding.UTF8, "application/json")
            )
        ).Problem(HttpStatusCode.BadRequest);
        Assert.Empty(await Keys(ada, ""));
    }

    private Task Take(Member member, string address, SuppressionReason reason) =>
        Stage.Change(
            suite,
            member,
            db =>
                SuppressAddress.Suppress(
                    db,
                    address,
                    reason,
                    "test",
                    suite.Time.GetUtcNow(),
                    Stage.Ct
                )
        );

    private static async Task<string[]> Keys(Member member, string query) =>
        [
            .. (await member.Reach.Json($"/suppressions{query}"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Text("key")),
        ];

    [Theory]
    [InlineData("bücher", "domain", true)]
    [InlineData("bücher", "domain", false)]
    [InlineData("bücher", "address", true)]
    [InlineData("xn--bcher-kva", "domain", true)]
    [InlineData("xn--bcher-kva", "address", false)]
    public async Task A_domain_of_another_alphabet_is_one_in_both_its_forms_and_in_rows_from_before(
        string written,
        string kind,
        bool before
    )
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var mark = $"{Guid.CreateVersion7():N}"[^12..];
        string Key(string letters) =>
            (kind == "address" ? "grace@" : "") + $"{letters}.{mark}.test";
        // As it was stored before addresses had one form, and as it is stored now.
        var old = await Stage.Launch(own, ada, email: _ => $"grace@bücher.{mark}.test");
        var now = await Stage.Launch(own, ada, email: _ => $"grace@xn--bcher-kva.{mark}.test");
        var theirs = await Stage.Launch(own, eve, email: _ => $"grace@xn--bcher-kva.{mark}.test");
        if (!before)
        {
            await own.Drain();
        }

        (
            kind == "domain" && before
                ? await ada.Reach.Post(
                    "/suppressions/import",
                    new { text = Key(written), reason = "manual" }
                )
                : await ada.Reach.Post("/suppressions", new { kind, key = Key(written) })
        ).EnsureSuccessStatusCode();
        await own.Drain();
        own.Advance(TimeSpan.FromDays(2));
        await own.Drain();

        foreach (var campaign in (Launched[])[old, now])
        {
            Assert.All(
                (await campaign.Ledger()).Where(d => d.StepNumber == 2),
                d => Assert.StartsWith("suppressed_", d.Reason, StringComparison.Ordinal)
            );
        }

        Assert.All(await theirs.Ledger(), d => Assert.Equal("sent", d.Reason));
        Assert.Equal([Key("xn--bcher-kva")], await Keys(ada, ""));
    }
}
