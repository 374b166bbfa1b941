using System.Net;
using System.Net.Http.Headers;

namespace LeadFuel.Sandbox.Tests;

public sealed class PageTests : IAsyncLifetime
{
    private World world = null!;

    public async ValueTask InitializeAsync() => world = await World.Start();

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/mail")]
    [InlineData("/requests")]
    [InlineData("/faults")]
    [InlineData("/authenticator")]
    public async Task Each_page_opens_before_anything_happened(string path) =>
        Assert.Contains("<main", await Page(path));

    [Fact]
    public async Task A_mail_is_shown_as_text_of_a_stranger()
    {
        var id = await world.Send(
            new
            {
                from = "a@mail.leadfuel.test",
                to = "b@c.test",
                subject = "<script>alert(1)</script>",
                text = "See http://localhost:5080/sign-in#token.",
            }
        );
        var page = await Page($"/mail/{id}");
        Assert.Contains("&lt;script&gt;alert(1)", page);
        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains(
            """<a href="http://localhost:5080/sign-in#token" target="_blank" rel="noopener noreferrer">""",
            page
        );
    }

    [Fact]
    public async Task Html_runs_no_script_fetches_nothing_and_opens_links_in_a_tab_of_their_own()
    {
        var id = await world.Send();
        var answer = await world.Web.GetAsync(
            $"/mail/{id}/html",
            TestContext.Current.CancellationToken
        );
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith(
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'",
            policy
        );
        Assert.DoesNotContain("allow-scripts", policy);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(
            """<a target="_blank" rel="noopener noreferrer" href="https://leadfuel.test/x">""",
            html
        );
        Assert.Contains(
            "sandbox=\"allow-popups allow-popups-to-escape-sandbox\"",
            await Page($"/mail/{id}")
        );
    }

    [Fact]
    public async Task A_reply_pressed_on_the_page_is_told_and_shown()
    {
        var id = await world.Send();
        using var form = new FormUrlEncodedContent([
            new("text", "Thursday works."),
            new("other", "joost@kestrelpay.test"),
            new("elsewhere", "1"),
        ]);
        await world.Web.PostAsync($"/mail/{id}/reply", form, TestContext.Current.CancellationToken);
        await world.Hooks.Await(1, "email.received");
        var page = await Page($"/mail/{id}");
        Assert.Contains("joost@kestrelpay.test answered", page);
        Assert.Contains("Thursday works.", page);
    }

    [Fact]
    public async Task A_file_chosen_on_the_page_goes_with_the_answer()
    {
        var id = await world.Send();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Here they are."), "text" },
            { new StringContent("minutes of Thursday"), "files", "minutes.txt" },
        };

        await world.Web.PostAsync($"/mail/{id}/reply", form, TestContext.Current.CancellationToken);

        var told = (await world.Hooks.Await(1, "email.received"))[0].Json.GetProperty("data");
        Assert.Equal(
            "minutes.txt",
            told.GetProperty("attachments")[0].GetProperty("filename").GetString()
        );
        Assert.Contains("With minutes.txt, 19 bytes", await Page($"/mail/{id}"));
    }

    [Fact]
    public async Task Pressing_unsubscribe_never_leaves_this_machine()
    {
        var id = await world.Send();
        var answer = await world.Web.PostAsync(
            $"/mail/{id}/unsubscribe",
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task What_nobody_plays_is_answered_501_and_shown()
    {
        var answer = await world.Web.GetAsync(
            "/hubspot/crm/v3/objects/deals",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        var page = await Page("/requests");
        Assert.Contains("/hubspot/crm/v3/objects/deals", page);
        Assert.Contains("501 not played", page);
    }

    [Fact]
    public async Task A_fault_switched_on_by_hand_works_and_can_be_removed()
    {
        using var form = new FormUrlEncodedContent([
            new("fault", "resend/server_error"),
            new("account", "ines@"),
            new("times", ""),
        ]);
        await world.Web.PostAsync("/faults/add", form, TestContext.Current.CancellationToken);
        Assert.Contains("One thing goes wrong.", await Page("/faults"));
        Assert.Equal(
            500,
            (int)(await world.Resend(HttpMethod.Post, "/emails", World.Mail())).StatusCode
        );
        await world.Web.PostAsync("/faults/clear", null, TestContext.Current.CancellationToken);
        await world.Send();
    }

    [Fact]
    public async Task Records_are_given_since_the_last_one_and_can_be_forgotten()
    {
        await world.Send();
        var first = await world.Get("/records?vendor=resend");
        var next = first.GetProperty("next").GetString();
        await world.Send();
        var second = await world.Get($"/records?vendor=resend&since={next}");
        Assert.Equal(1, second.GetProperty("items").GetArrayLength());
        Assert.Equal(
            "/resend/emails",
            second.GetProperty("items")[0].GetProperty("path").GetString()
        );
        Assert.Contains(
            "kestrelpay",
            second.GetProperty("items")[0].GetProperty("body").GetString()
        );
        await world.Web.DeleteAsync("/records", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await world.Get("/records")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "Pasted secret")]
    [InlineData("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "Pasted secret")]
    [InlineData(
        "otpauth://totp/LeadFuel:operator@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=LeadFuel",
        "LeadFuel:operator@example.com"
    )]
    public async Task An_authenticator_shows_the_code_of_each_pasted_secret(
        string pasted,
        string name
    )
    {
        // A moment of RFC 6238's own table, and its code's last six digits.
        world.Clock.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(20_000_000_000));
        using var form = new FormUrlEncodedContent([new("secret", pasted)]);

        await world.Web.PostAsync("/authenticator", form, TestContext.Current.CancellationToken);

        var page = await Page("/authenticator");
        Assert.Contains($"<th scope=\"row\">{name}</th>", page);
        Assert.Contains("data-code>353130</td>", page);
        Assert.Contains("<td>10 s</td>", page);
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain("353130", await Page("/authenticator"));
        Assert.Contains("href=\"/authenticator\"", await Page("/mail"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a secret!")]
    [InlineData("otpauth://hotp/LeadFuel:x?secret=GEZDGNBVGY3TQOJQ")]
    public async Task What_is_no_secret_is_said_to_be_none(string pasted)
    {
        using var form = new FormUrlEncodedContent([new("secret", pasted)]);

        var answer = await world.Web.PostAsync(
            "/authenticator",
            form,
            TestContext.Current.CancellationToken
        );

        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("This is neither a secret", page);
        Assert.DoesNotContain("data-code", page);
    }

    private async Task<string> Page(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var answer = await world.Web.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
