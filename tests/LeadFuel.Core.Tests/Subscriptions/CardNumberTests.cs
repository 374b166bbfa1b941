using System.Text;
using System.Text.RegularExpressions;
using LeadFuel.Accounts;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Core.Tests.Subscriptions;

/// <summary>Card numbers go from the browser to Stripe's page and nowhere else.</summary>
public sealed partial class CardNumberTests(CoreSuite suite)
{
    [Theory]
    [Claim("T10")]
    [Claim("T45")]
    [InlineData("4242424242424242")]
    [InlineData("4242 4242 4242 4242")]
    [InlineData("5555-5555-5555-4444")]
    [InlineData("378282246310005")]
    [InlineData("My card is 6011 1111 1111 1117, thanks")]
    public async Task A_card_number_in_any_field_is_refused_and_leaves_no_trace(string brought)
    {
        var ada = await suite.SignUp();
        var mark = $"wombat{Guid.CreateVersion7():N}";
        var text = $"{mark} {brought}";
        var tag = (await ada.Web.Get("/api/core/account")).Tag();

        foreach (
            var answer in (HttpResponseMessage[])
                [
                    await ada.Web.Patch("/api/core/account", new { name = text }, tag),
                    await ada.Web.Post($"{Shop.Billing}/checkout-sessions", new { plan = text }),
                    await ada.Web.Post(
                        $"{Shop.Billing}/checkout-sessions",
                        new { plan = "suite_monthly", card = new { number = text } }
                    ),
                    await ada.Web.Post("/api/scope/icps", new { name = text }),
                    await ada.Web.Post("/api/reach/campaigns", new { name = text }),
                    await ada.Web.Post("/api/reach/imports", new { text, fileName = "x.csv" }),
                    // On a line of its own, as it is pasted.
                    await ada.Web.Post("/api/scope/icps", new { name = $"{mark}\n{brought}" }),
                    await ada.Web.Post(
                        "/api/reach/imports",
                        new { base64 = File($"email,note\nines@kestrelpay.test,{text}") }
                    ),
                    await ada.Web.Post(
                        "/api/reach/suppressions/import",
                        new { base64 = File($"{mark}@kestrelpay.test\n{brought}\n") }
                    ),
                ]
        )
        {
            await answer.Problem(HttpStatusCode.UnprocessableEntity, "card-number");
        }

        await suite.Drain(ada);
        Assert.Empty(await Rows.With(suite, mark));
        Assert.DoesNotContain(
            suite.Logs.Lines,
            line => line.Text.Contains(mark) || line.Text.Contains(brought)
        );
    }

    [Theory]
    [InlineData("4242 4242 4242 4241")]
    [InlineData("+49 151 1234 5678")]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("2026-11-28 16:20:00, order 1234567890123456789")]
    public async Task Other_numbers_are_taken(string name)
    {
        var ada = await suite.SignUp();
        (await ada.Web.Post("/api/scope/icps", new { name })).EnsureSuccessStatusCode();
    }

    [Fact]
    [Claim("T23")]
    public void No_route_takes_a_card_field_and_no_page_of_ours_has_one()
    {
        var fields = suite
            .Services.Where(service => service.Name is not "sandbox")
            .SelectMany(service =>
                service.Provider.GetRequiredService<EndpointDataSource>().Endpoints
            )
            .Select(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType)
            .OfType<Type>()
            .Distinct()
            .SelectMany(type =>
                type.GetProperties().Select(field => $"{type.FullName}.{field.Name}")
            )
            .ToList();
        Assert.NotEmpty(fields);
        Assert.DoesNotContain(fields, field => CardField().IsMatch(field.Split('.')[^1]));

        var pages = Repository
            .Files("gateway/web/src", ".tsx")
            .Concat(Repository.Files("gateway/web/src", ".ts"))
            .ToList();
        Assert.NotEmpty(pages);
        foreach (var page in pages.Select(Repository.Text))
        {
            Assert.DoesNotContain("js.stripe.com", page);
            Assert.DoesNotMatch("cc-number|cc-csc|cc-exp|cardNumber", page);
        }
    }

    [Fact]
    [Claim("T10")]
    public async Task The_buyer_is_sent_to_stripes_own_address()
    {
        var ada = await suite.SignUp();

        var page = await Shop.Choose(ada);

        Assert.Equal(suite.Sandbox.Address.Authority, page.Authority);
        Assert.NotEqual(suite.Gateway.Http.Authority, page.Authority);
        var policy = (await ada.Web.Get("/settings/plan")).Headers.GetValues(
            "Content-Security-Policy"
        );
        Assert.DoesNotContain("stripe", string.Join(' ', policy));
    }

    // As the page sends a file that somebody chose.
    private static string File(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("(?i)card|cvc|cvv|^pan$|iban|expir(y|es)month")]
    private static partial Regex CardField();
}
