using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>Every route of every product, asked by accounts whose plan has ended. A new route is in it by being mapped.</summary>
public sealed class PlanTests(Suite suite)
{
    /// <summary>What makes less, takes back or only settles goes on without a plan.</summary>
    private static readonly string[] WithoutPlan =
    [
        "DELETE orbit /mailboxes/{id:guid}",
        "DELETE reach /campaigns/{id:guid}",
        "DELETE reach /contacts/{id:guid}",
        "DELETE reach /domains/{id:guid}",
        "DELETE reach /drafts/{id:guid}/approval",
        "DELETE reach /generations/{id:guid}",
        "DELETE reach /reply-addresses/{id:guid}",
        "DELETE reach /senders/{id:guid}",
        "DELETE scope /crm-connections/{id:guid}",
        "DELETE scope /icps/{id:guid}",
        "DELETE scope /syntheses/{id:guid}",
        "DELETE signal /buckets/{id:guid}",
        "DELETE signal /connections/{id:guid}",
        "DELETE signal /generations/{id:guid}",
        "DELETE signal /personas/{id:guid}",
        "DELETE signal /posts/{id:guid}",
        "PATCH orbit /mailboxes/{id:guid}",
        "POST orbit /exclusions",
        "POST orbit /exclusions/preview",
        "POST orbit /people/{id:guid}/unmerge",
        "POST reach /campaigns/{id:guid}/cancel",
        "POST reach /campaigns/{id:guid}/pause",
        "POST reach /campaigns/{id:guid}/undelete",
        "POST reach /contacts/{id:guid}/undelete",
        "POST reach /enrolments/{id:guid}/stop",
        "POST reach /messages/{id:guid}/resolution",
        "POST reach /suppressions",
        "POST reach /suppressions/import",
        "POST scope /icps/{id:guid}/undelete",
        "POST signal /buckets/{id:guid}/undelete",
        "POST signal /personas/{id:guid}/undelete",
        "POST signal /posts/{id:guid}/resolution",
        "POST signal /posts/{id:guid}/take-back",
        "POST signal /posts/{id:guid}/undelete",
    ];

    public static TheoryData<string> Products => ["scope", "reach", "signal", "orbit"];

    [Fact]
    public void What_goes_on_without_a_plan_is_known_by_name() =>
        Assert.Equal(
            WithoutPlan,
            Products
                .SelectMany(product => Route.Of(suite.Service(product)))
                .Where(route => route.WithoutPlan)
                .Select(route => route.ToString())
                .Order(StringComparer.Ordinal)
        );

    [Theory, MemberData(nameof(Products))]
    // Core's word is kept in memory by each product, and never for the account beside.
    [Claim("T52")]
    public async Task After_the_trial_every_act_is_refused_but_what_makes_less_and_reading_goes_on(
        string product
    )
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        await suite.EndTrial(ada);
        var faults = new List<string>();

        foreach (var route in Route.Of(suite.Service(product)).Where(Inside))
        {
            var refused = !route.Reads && !route.WithoutPlan;
            if (await Refused(ada, route) != refused)
            {
                faults.Add($"{route} is {(refused ? "open" : "refused")} after the trial");
            }

            if (await Refused(eve, route))
            {
                faults.Add($"{route} is refused to another account");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory, MemberData(nameof(Products))]
    public async Task A_locked_account_reads_nothing_and_still_may_end_things(string product)
    {
        var ada = await suite.SignUp();
        await suite.Lock(ada);

        foreach (var route in Route.Of(suite.Service(product)).Where(Inside))
        {
            Assert.True(await Refused(ada, route) != route.WithoutPlan, route.ToString());
        }
    }

    [Fact]
    public async Task A_refusal_says_which_product_why_and_where_to_go()
    {
        var ada = await suite.SignUp();
        await suite.EndTrial(ada);

        var problem = await (
            await ada.Web.Post("/api/reach/campaigns", new { name = "Spring" })
        ).Problem(HttpStatusCode.Forbidden, "read-only-account");

        Assert.Equal("reach", problem.GetProperty("product").GetString());
        Assert.Equal("/settings/plan", problem.GetProperty("page").GetString());
        Assert.Contains(
            "The trial ended on",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
    }

    // A hook has no account yet, and a socket is asked for in its own way.
    private static bool Inside(Route route) =>
        route.PublicName is null
        && !route.Pattern.EndsWith("/events", StringComparison.Ordinal)
        && !route.Pattern.EndsWith("/voice", StringComparison.Ordinal);

    private static async Task<bool> Refused(Member member, Route route)
    {
        using var request = new HttpRequestMessage(route.Verb, route.Path);
        if (route.Body is { } body)
        {
            request.Content = System.Net.Http.Json.JsonContent.Create(body);
        }

        var answer = await member.Direct(route.Service).Send(request);
        return answer.StatusCode == HttpStatusCode.Forbidden
            && (
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            ).Contains("/problems/read-only-account", StringComparison.Ordinal);
    }
}
