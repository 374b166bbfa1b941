using System.Net;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>The link that a member sends to the administrator of their organisation.</summary>
public sealed class AdminConsentTests(Suite suite)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_administrator_comes_back_to_a_page_of_their_own(bool refuses)
    {
        var box = await suite.Box();
        var problem = await (await box.Consent("admin")).Problem(
            HttpStatusCode.UnprocessableEntity,
            "admin-consent-required"
        );
        var link = new Uri(problem.GetProperty("adminConsentUrl").GetString()!);
        var state = QueryHelpers.ParseQuery(link.Query)["state"].ToString();
        Assert.InRange(state.Length, 16, 200);
        if (refuses)
        {
            await suite.Sandbox.Break(
                new
                {
                    vendor = "microsoft",
                    kind = "admin_refused",
                    times = 1,
                    match = state,
                }
            );
        }

        // Somebody's browser, which knows of no trace of ours.
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        using var browser = new HttpClient(handler);
        using var answer = await browser.GetAsync(link, Stage.Ct);

        var back = answer.Headers.Location!;
        Assert.Equal($"{suite.Gateway.Http}orbit/consent", back.GetLeftPart(UriPartial.Path));
        var said = QueryHelpers.ParseQuery(back.Query);
        Assert.Equal(("True", state), (said["admin_consent"].ToString(), said["state"].ToString()));
        Assert.Equal(refuses, said.ContainsKey("error"));
        Assert.Equal(!refuses, said.ContainsKey("tenant"));
        // Who comes back brings nothing that would connect a mailbox.
        Assert.False(said.ContainsKey("code"));
        Assert.Equal(0, await suite.Count("mailboxes", box.Member));
    }
}
