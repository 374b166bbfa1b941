using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LeadFuel.Sandbox.Stripe;

namespace LeadFuel.Sandbox.Tests.Stripe;

public sealed class StripeTests : IAsyncLifetime
{
    private const string Secret = "whsec_test_leadfuel";
    private World world = null!;

    public async ValueTask InitializeAsync() =>
        world = await World.Start(
            ("Sandbox:Stripe:HookSecret", Secret),
            ("Sandbox:Stripe:HookUrl", World.OwnHooks)
        );

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public void Webhooks_are_signed_as_Stripe_signs_them() =>
        Assert.Equal(
            "43899e1117b91a9e7d38d953ea81f796ac9384ed015a8e431a2797386989c3fb",
            StripeSignature.V1(
                Secret,
                DateTimeOffset.FromUnixTimeSeconds(1767225600),
                """{"id":"evt_1","object":"event","type":"customer.subscription.updated"}"""
            )
        );

    [Fact]
    public async Task Paying_tells_four_events_and_entitles()
    {
        var (customer, session) = await Checkout();
        Assert.Equal("open", session.GetProperty("status").GetString());
        var page = await world.Web.GetStringAsync(
            session.GetProperty("url").GetString(),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("The suite", page);
        await Pay(session);

        var told = await world.Hooks.Await(4);
        Assert.Equal(
            [
                "checkout.session.completed",
                "customer.subscription.created",
                "entitlements.active_entitlement_summary.updated",
                "invoice.paid",
            ],
            told.Select(hook => hook.Type).Order(StringComparer.Ordinal)
        );
        Assert.All(
            told,
            hook =>
                Assert.Equal(
                    StripeSignature.Header(Secret, world.Clock.GetUtcNow(), hook.Body),
                    hook.StripeSignature
                )
        );
        var done = told.Single(hook => hook.Type == "checkout.session.completed")
            .Json.GetProperty("data")
            .GetProperty("object");
        Assert.Equal("acct_1", done.GetProperty("client_reference_id").GetString());
        var entitled = await Json(
            await Call(
                HttpMethod.Get,
                $"/entitlements/active_entitlements?customer={customer}&limit=3"
            )
        );
        Assert.True(entitled.GetProperty("has_more").GetBoolean());
        var last = entitled.GetProperty("data")[2].GetProperty("id").GetString();
        var rest = await Json(
            await Call(
                HttpMethod.Get,
                $"/entitlements/active_entitlements?customer={customer}&starting_after={last}"
            )
        );
        Assert.Equal("orbit", rest.GetProperty("data")[0].GetProperty("lookup_key").GetString());
    }

    [Fact]
    public async Task Deleting_a_customer_ends_everything_for_good()
    {
        var (customer, session) = await Checkout();
        await Pay(session);
        await world.Hooks.Await(4);
        var deleted = await Json(await Call(HttpMethod.Delete, $"/customers/{customer}"));
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
        await world.Hooks.Await(1, "customer.deleted");
        await world.Hooks.Await(1, "customer.subscription.deleted");
        var summary = (
            await world.Hooks.Await(2, "entitlements.active_entitlement_summary.updated")
        )[1];
        var left = summary
            .Json.GetProperty("data")
            .GetProperty("object")
            .GetProperty("entitlements")
            .GetProperty("data");
        Assert.Equal(0, left.GetArrayLength());

        var later = await Json(await Call(HttpMethod.Get, $"/customers/{customer}"));
        Assert.True(later.GetProperty("deleted").GetBoolean());
        var used = await Call(HttpMethod.Post, $"/customers/{customer}", [("email", "b@b.test")]);
        Assert.Equal(HttpStatusCode.NotFound, used.StatusCode);
        Assert.Equal(
            "resource_missing",
            (await Json(used)).GetProperty("error").GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_key_answers_once_and_refuses_other_parameters()
    {
        var first = await Call(
            HttpMethod.Post,
            "/customers",
            [("email", "a@b.test")],
            key: "customer:1"
        );
        var again = await Call(
            HttpMethod.Post,
            "/customers",
            [("email", "a@b.test")],
            key: "customer:1"
        );
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(Id(await Json(first)), Id(await Json(again)));

        var other = await Call(
            HttpMethod.Post,
            "/customers",
            [("email", "c@d.test")],
            key: "customer:1"
        );
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        Assert.Equal(
            "idempotency_error",
            (await Json(other)).GetProperty("error").GetProperty("type").GetString()
        );
    }

    [Fact]
    public async Task After_a_lost_answer_the_same_key_returns_the_same_customer()
    {
        await world.Break(
            new
            {
                vendor = "stripe",
                kind = "reset_after",
                times = 1,
            }
        );
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            Call(HttpMethod.Post, "/customers", [("email", "a@b.test")], key: "customer:1")
        );
        var again = await Call(
            HttpMethod.Post,
            "/customers",
            [("email", "a@b.test")],
            key: "customer:1"
        );
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
    }

    [Theory]
    [InlineData("card_declined", 402)]
    [InlineData("rate_limit", 429)]
    [InlineData("conflict", 409)]
    [InlineData("server_error", 503)]
    [InlineData("server_error_replayed", 500)]
    public async Task A_fault_answers_as_the_real_one(string kind, int status)
    {
        await world.Break(
            new
            {
                vendor = "stripe",
                kind,
                times = 1,
            }
        );
        var answer = await Call(
            HttpMethod.Post,
            "/customers",
            [("email", "a@b.test")],
            key: "customer:1"
        );
        Assert.Equal(status, (int)answer.StatusCode);
        var again = await Call(
            HttpMethod.Post,
            "/customers",
            [("email", "a@b.test")],
            key: "customer:1"
        );
        Assert.Equal(kind == "server_error_replayed" ? 500 : 200, (int)again.StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_or_another_version_is_refused()
    {
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await Call(HttpMethod.Get, "/prices", bearer: "pk_x")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await Call(HttpMethod.Get, "/prices", version: "2025-01-01.acacia")).StatusCode
        );
        var prices = await Json(
            await Call(
                HttpMethod.Get,
                "/prices?lookup_keys[0]=scope_monthly&expand[0]=data.product"
            )
        );
        Assert.Equal(
            "Scope",
            prices.GetProperty("data")[0].GetProperty("product").GetProperty("name").GetString()
        );
    }

    private async Task<(string Customer, JsonElement Session)> Checkout()
    {
        var customer = Id(
            await Json(
                await Call(
                    HttpMethod.Post,
                    "/customers",
                    [("email", "a@b.test"), ("metadata[account]", "1")]
                )
            )
        );
        var session = await Json(
            await Call(
                HttpMethod.Post,
                "/checkout/sessions",
                [
                    ("mode", "subscription"),
                    ("customer", customer),
                    ("client_reference_id", "acct_1"),
                    ("line_items[0][price]", "price_suite_monthly"),
                    ("line_items[0][quantity]", "1"),
                    ("success_url", "http://127.0.0.1:1/done?s={CHECKOUT_SESSION_ID}"),
                ]
            )
        );
        return (customer, session);
    }

    private async Task Pay(JsonElement session)
    {
        // The way back leads to the app, which is not there.
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            world.Web.PostAsync(
                $"/checkout/{Id(session)}/pay",
                null,
                TestContext.Current.CancellationToken
            )
        );
    }

    private Task<HttpResponseMessage> Call(
        HttpMethod method,
        string path,
        (string Name, string Value)[]? fields = null,
        string? key = null,
        string bearer = "sk_test_sandbox",
        string version = StripeHooks.ApiVersion
    )
    {
        var request = new HttpRequestMessage(method, $"/stripe/v1{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.TryAddWithoutValidation("Stripe-Version", version);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (fields is not null)
        {
            request.Content = new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
            );
        }

        return world.Web.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<JsonElement> Json(HttpResponseMessage answer) => World.Json(answer);

    private static string Id(JsonElement one) => one.GetProperty("id").GetString()!;
}
