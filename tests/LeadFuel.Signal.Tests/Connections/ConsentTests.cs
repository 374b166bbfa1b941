using System.Net;
using LeadFuel.Signal.Connections;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Signal.Tests.Connections;

public sealed class ConsentTests(Suite suite)
{
    [Fact]
    public async Task A_profile_is_connected_by_what_LinkedIn_hands_back()
    {
        var ada = await suite.SignUp();
        var name = Stage.NewName();

        var connection = await Stage.Connect(suite, ada, name);

        Assert.Equal((name, "active"), (connection.Text("name"), connection.Text("state")));
        Assert.False(connection.GetProperty("asksForPages").GetBoolean());
        Assert.Empty(connection.GetProperty("missing").EnumerateArray());
        var target = Assert.Single(connection.GetProperty("targets").EnumerateArray());
        Assert.Equal(
            ("profile", name, "active"),
            (target.Text("kind"), target.Text("name"), target.Text("state"))
        );
    }

    [Fact]
    public async Task Another_account_sees_and_takes_nothing_of_a_connection()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var id = connection.Text("id");

        Assert.Empty((await eve.Signal.Json("/connections")).GetProperty("items").EnumerateArray());
        Assert.Empty((await eve.Signal.Json("/targets")).GetProperty("items").EnumerateArray());
        await (await eve.Signal.Delete($"/connections/{id}", connection.Tag())).Problem(
            HttpStatusCode.NotFound
        );
        await (await eve.Signal.Post($"/connections/{id}/check")).Problem(HttpStatusCode.NotFound);
        await (
            await eve.Signal.Post(
                "/posts",
                new { text = "Hers", targetId = connection.Target().Text("id") }
            )
        ).Problem(HttpStatusCode.UnprocessableEntity, "target-unknown");
    }

    [Fact]
    public async Task A_state_is_good_once()
    {
        var ada = await suite.SignUp();
        var consent = await Stage.Consent(suite, ada, Stage.NewName());
        await (await Stage.Finish(ada, consent)).Json();

        await (await Stage.Finish(ada, consent)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "consent-invalid"
        );
    }

    [Fact]
    public async Task A_state_counts_only_in_the_account_and_session_that_began_it()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var consent = await Stage.Consent(suite, ada, Stage.NewName());
        var elsewhere = suite.Direct(
            "signal",
            () =>
                suite.Tokens.Mint(
                    "signal",
                    ada.Claims with
                    {
                        SessionId = Guid.CreateVersion7().ToString(),
                    }
                )
        );

        await (await Stage.Finish(eve, consent)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "consent-invalid"
        );
        await (
            await elsewhere.Post(
                "/connections/callback",
                new { state = consent.State, code = consent.Code }
            )
        ).Problem(HttpStatusCode.UnprocessableEntity, "consent-invalid");

        // What others tried takes nothing away.
        await (await Stage.Finish(ada, consent)).Json();
        Assert.Empty((await eve.Signal.Json("/connections")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_state_runs_out_after_ten_minutes()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var early = await Stage.Consent(own, ada, Stage.NewName());
        own.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await (await Stage.Finish(ada, early)).Json();

        var late = await Stage.Consent(own, ada, Stage.NewName());
        own.Clock.Advance(TimeSpan.FromMinutes(10));
        await (await Stage.Finish(ada, late)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "consent-invalid"
        );
    }

    [Fact]
    public async Task A_refusal_at_LinkedIn_connects_nothing_and_says_so()
    {
        var ada = await suite.SignUp();
        var consent = await Stage.Consent(suite, ada, Stage.NewName(), allow: false);

        var problem = await (await Stage.Finish(ada, consent)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "consent-cancelled"
        );

        Assert.Contains("Nothing was connected", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Empty((await ada.Signal.Json("/connections")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_invented_code_is_refused_and_burns_its_state()
    {
        var ada = await suite.SignUp();
        var consent = await Stage.Consent(suite, ada, Stage.NewName());

        await (await Stage.Finish(ada, consent with { Code = "invented" })).Problem(
            HttpStatusCode.UnprocessableEntity,
            "provider-refused"
        );
        await (await Stage.Finish(ada, consent)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "consent-invalid"
        );
    }

    [Fact]
    public async Task Less_than_was_asked_for_is_told_and_that_place_takes_no_posts()
    {
        var ada = await suite.SignUp();
        var consent = await Stage.Consent(
            suite,
            ada,
            Stage.NewName(),
            scopes: scope => scope != "w_member_social"
        );

        var connection = (await (await Stage.Finish(ada, consent)).Json()).GetProperty("items")[0];

        Assert.Equal(
            "w_member_social",
            Assert.Single(connection.GetProperty("missing").EnumerateArray()).GetString()
        );
        Assert.Equal("no_access", connection.Target().Text("state"));
        var post = await Stage.NewPost(ada, "Hello", connection.Target().Text("id"));
        await (await Stage.Publish(ada, post)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "no-access"
        );
    }

    [Fact]
    public async Task Pages_on_which_the_member_may_post_become_places_and_lost_roles_are_noted()
    {
        var ada = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName(), pages: true);
        var pages = connection
            .GetProperty("targets")
            .EnumerateArray()
            .Where(target => target.Text("kind") == "page")
            .Select(target => target.Text("name"))
            .Order();
        // An analyst of Old Harbour may not post for it.
        Assert.Equal(["Kestrel Labs", "Kestrel Pay"], pages);

        var (sub, urn) = await Stage.Read(
            suite,
            ada,
            async db =>
                (
                    (await db.Connections.SingleAsync(Stage.Ct)).MemberUrn.Split(':')[^1],
                    (await db.Targets.SingleAsync(t => t.Name == "Kestrel Pay", Stage.Ct)).Urn
                )
        );
        await suite.Sandbox.Post(
            $"/members/{Uri.EscapeDataString(sub)}/roles",
            new { page = urn, role = "ANALYST" }
        );
        var after = await (
            await ada.Signal.Post($"/connections/{connection.Text("id")}/check")
        ).Json();

        var state = after
            .GetProperty("items")[0]
            .GetProperty("targets")
            .EnumerateArray()
            .ToDictionary(target => target.Text("name"), target => target.Text("state"));
        Assert.Equal(("no_access", "active"), (state["Kestrel Pay"], state["Kestrel Labs"]));
    }

    [Fact]
    public async Task Roles_are_looked_at_again_every_day()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        await Stage.Connect(own, ada, Stage.NewName(), pages: true);
        var calls = () => Acls(own);
        var before = await calls();

        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada, "signal.check-roles");
        Assert.Equal(before + 1, await calls());
        own.Advance(TimeSpan.FromDays(1));
        await own.Drain(ada, "signal.check-roles");
        Assert.Equal(before + 2, await calls());

        static async Task<int> Acls(Suite own) =>
            (await own.Sandbox.Records("linkedin")).Count(record =>
                record.Path.EndsWith("organizationAcls", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task Connecting_again_renews_the_same_connection()
    {
        var ada = await suite.SignUp();
        var name = Stage.NewName();
        var first = await Stage.Connect(suite, ada, name);

        var again = await Stage.Connect(suite, ada, name, pages: true);

        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Equal(first.Target().Text("id"), again.Target().Text("id"));
        Assert.Equal(3, again.GetProperty("targets").GetArrayLength());
    }

    [Fact]
    public async Task Connecting_another_profile_takes_no_pages_from_one_that_is_still_signed_in()
    {
        var ada = await suite.SignUp();
        var name = Stage.NewName();
        var first = await Stage.Connect(suite, ada, name, pages: true);

        var again = await Stage.Connect(suite, ada, name);

        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.All(
            again.GetProperty("targets").EnumerateArray(),
            target => Assert.Equal("active", target.Text("state"))
        );
        // Elsewhere nobody has pages, so nobody is asked for them.
        var eve = await suite.SignUp();
        await Stage.Connect(suite, eve, Stage.NewName());
        var asked = await (
            await eve.Signal.Post("/connections/authorize", new { pages = false })
        ).Json();
        Assert.DoesNotContain("w_organization_social", asked.Text("url"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_to_less_does_not_take_the_place_of_a_wider_one()
    {
        var ada = await suite.SignUp();
        var name = Stage.NewName();
        var first = await Stage.Connect(suite, ada, name, pages: true);
        var consent = await Stage.Consent(
            suite,
            ada,
            name,
            scopes: scope => !scope.Contains("organization", StringComparison.Ordinal)
        );

        var problem = await (await Stage.Finish(ada, consent)).Problem(
            HttpStatusCode.UnprocessableEntity,
            "consent-narrower"
        );

        Assert.Contains("w_organization_social", problem.Text("detail"), StringComparison.Ordinal);
        var kept = (await ada.Signal.Json("/connections")).GetProperty("items")[0];
        Assert.Equal(first.Number("version"), kept.Number("version"));
        Assert.Equal("active", kept.Target("page").Text("state"));

        // Who disconnects it first may give less.
        (
            await ada.Signal.Delete($"/connections/{kept.Text("id")}", kept.Tag())
        ).EnsureSuccessStatusCode();
        Assert.Equal(
            "no_access",
            (await Stage.Connect(suite, ada, name)).Target("page").Text("state")
        );
    }

    [Fact]
    public async Task Disconnecting_deletes_the_tokens_at_once()
    {
        var ada = await suite.SignUp();
        var connection = await Stage.Connect(suite, ada, Stage.NewName());
        var path = $"/connections/{connection.Text("id")}";
        await (await ada.Signal.Delete(path, "\"77\"")).Problem(HttpStatusCode.PreconditionFailed);

        var gone = await ada.Signal.Delete(path, connection.Tag());

        Assert.Equal(0, (await gone.Json()).Number("putBack"));
        Assert.Equal(
            0,
            await Stage.Read(suite, ada, db => db.ConnectionTokens.CountAsync(Stage.Ct))
        );
        Assert.Empty((await ada.Signal.Json("/connections")).GetProperty("items").EnumerateArray());
        await (await ada.Signal.Delete(path, connection.Tag())).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Only_what_was_approved_is_asked_for_and_no_address_of_a_person()
    {
        var ada = await suite.SignUp();

        var member = await (
            await ada.Signal.Post("/connections/authorize", new { pages = false })
        ).Json();
        var pages = await (
            await ada.Signal.Post("/connections/authorize", new { pages = true })
        ).Json();

        Assert.Contains(
            "scope=openid%20profile%20w_member_social",
            member.Text("url"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("email", member.Text("url"), StringComparison.Ordinal);
        Assert.EndsWith(
            "scope=openid%20profile%20w_member_social%20w_organization_social%20r_organization_social%20r_organization_admin",
            pages.Text("url"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_state_that_was_never_used_is_swept_away()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        await Stage.Consent(own, ada, Stage.NewName());

        own.Advance(TimeSpan.FromHours(26));
        await own.Drain(null, "house.forget-rows");

        Assert.Empty(await Stage.Read(own, ada, db => db.Consents.ToListAsync(Stage.Ct)));
    }
}
