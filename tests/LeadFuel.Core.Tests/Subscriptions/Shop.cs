using System.Net.Http.Json;
using System.Text.Json;

namespace LeadFuel.Core.Tests.Subscriptions;

/// <summary>Buying as people do it: our page, Stripe's page, and back.</summary>
internal static class Shop
{
    public const string Billing = "/api/core/billing";

    public static async Task<Uri> Choose(Member member, string plan = "suite_monthly") =>
        new(
            (await (await member.Web.Post($"{Billing}/checkout-sessions", new { plan })).Json())
                .GetProperty("url")
                .GetString()!
        );

    /// <summary>Presses Pay; where Stripe sends the buyer then.</summary>
    public static async Task<Uri> Pay(Uri page)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var answer = await http.PostAsync(
            new Uri($"{page}/pay"),
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!;
    }

    public static async Task<string?> State(Member member, string product) =>
        (await member.Web.Json("/api/core/entitlements"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(item => item.GetProperty("product").GetString() == product)
            .Select(item => $"{item.GetProperty("state")} {item.GetProperty("source")}")
            .SingleOrDefault();

    public static Task Until(Member member, string product, string state) =>
        Wait.Until(
            async () => await State(member, product) == state,
            () => $"{product} did not become {state}"
        );

    public static async Task<string> Customer(Suite suite, Member member) =>
        (string)
            (
                await Rows.Scalar(
                    suite,
                    "core",
                    "select stripe_customer_id from billing_customers where account_email = $1",
                    member.Email
                )
            )!;

    /// <summary>Something done at Stripe by its API, as its dashboard would.</summary>
    public static async Task<JsonElement> AtStripe(
        Suite suite,
        HttpMethod method,
        string path,
        params (string Name, string Value)[] fields
    )
    {
        // A dashboard elsewhere knows nothing of the traces here.
        using var apart = new SocketsHttpHandler { ActivityHeadersPropagator = null };
        using var http = new HttpClient(apart) { BaseAddress = suite.Sandbox.Address };
        using var request = new HttpRequestMessage(method, $"/stripe/v1/{path}");
        request.Headers.Authorization = new("Bearer", "sk_test_dashboard");
        if (fields.Length > 0)
        {
            request.Content = new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
            );
        }

        var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{request.RequestUri} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}"
        );
        return await answer.Content.ReadFromJsonAsync<JsonElement>(
            TestContext.Current.CancellationToken
        );
    }
}
