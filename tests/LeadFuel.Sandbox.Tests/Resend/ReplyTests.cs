using System.Net;
using System.Text;

namespace LeadFuel.Sandbox.Tests.Resend;

public sealed class ReplyTests : IAsyncLifetime
{
    private World world = null!;

    public async ValueTask InitializeAsync() => world = await World.Start();

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_reply_goes_to_the_reply_address_and_names_the_mail_it_answers()
    {
        var id = await world.Send();
        await world.Post($"/mail/{id}/reply", new { text = "Thursday works." });

        var told = (await world.Hooks.Await(1, "email.received"))[0].Json.GetProperty("data");
        Assert.Equal("reply+abc@in.leadfuel.test", told.GetProperty("to")[0].GetString());
        Assert.False(told.TryGetProperty("text", out _));
        Assert.False(told.TryGetProperty("headers", out _));

        var sent = await World.Json(await world.Resend(HttpMethod.Get, $"/emails/{id}"));
        var mail = await World.Json(
            await world.Resend(
                HttpMethod.Get,
                $"/emails/receiving/{told.GetProperty("email_id").GetString()}"
            )
        );
        Assert.StartsWith("Thursday works.", mail.GetProperty("text").GetString());
        Assert.Equal("ines@kestrelpay.test", mail.GetProperty("from").GetString());
        var answered = sent.GetProperty("message_id").GetString();
        Assert.Equal(answered, mail.GetProperty("headers").GetProperty("in-reply-to").GetString());
        Assert.Equal(answered, mail.GetProperty("headers").GetProperty("references").GetString());
    }

    [Fact]
    public async Task A_colleague_may_answer_from_another_address()
    {
        var id = await world.Send();
        await world.Post(
            $"/mail/{id}/reply",
            new { text = "I take over.", from = "joost@kestrelpay.test" }
        );
        var told = (await world.Hooks.Await(1, "email.received"))[0].Json.GetProperty("data");
        Assert.Equal("joost@kestrelpay.test", told.GetProperty("from").GetString());
    }

    [Fact]
    public async Task An_auto_reply_says_so_in_its_headers()
    {
        var id = await world.Send();
        await world.Post($"/mail/{id}/auto-reply", new { });
        var headers = (await Received()).GetProperty("headers");
        Assert.Equal("auto-replied", headers.GetProperty("auto-submitted").GetString());
        Assert.Equal("yes", headers.GetProperty("x-autoreply").GetString());
    }

    [Theory]
    [InlineData("hard", "Permanent")]
    [InlineData("soft", "Transient")]
    public async Task A_bounce_is_hard_or_soft(string kind, string type)
    {
        var id = await world.Send();
        await world.Post($"/mail/{id}/bounce", new { kind });
        var told = (await world.Hooks.Await(1, "email.bounced"))[0]
            .Json.GetProperty("data")
            .GetProperty("bounce");
        Assert.Equal(type, told.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_complaint_is_told()
    {
        var id = await world.Send();
        await world.Post($"/mail/{id}/complain", new { });
        await world.Hooks.Await(1, "email.complained");
    }

    [Fact]
    public async Task The_content_may_be_missing_at_first()
    {
        var id = await world.Send();
        await world.Break(
            new
            {
                vendor = "resend",
                kind = "receiving_missing",
                times = 1,
            }
        );
        await world.Post($"/mail/{id}/reply", new { });
        var mail = (await world.Hooks.Await(1, "email.received"))[0]
            .Json.GetProperty("data")
            .GetProperty("email_id")
            .GetString();
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await world.Resend(HttpMethod.Get, $"/emails/receiving/{mail}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await world.Resend(HttpMethod.Get, $"/emails/receiving/{mail}")).StatusCode
        );
    }

    [Fact]
    public async Task An_attachments_link_opens_for_an_hour_and_without_the_key()
    {
        var id = await world.Send();
        var content = Convert.ToBase64String(Encoding.UTF8.GetBytes("minutes"));
        await world.Post(
            $"/mail/{id}/reply",
            new
            {
                attachments = new[]
                {
                    new
                    {
                        filename = "a.txt",
                        contentType = "text/plain",
                        content,
                    },
                },
            }
        );
        var mail = await Received();
        var list = await World.Json(
            await world.Resend(
                HttpMethod.Get,
                $"/emails/receiving/{mail.GetProperty("id").GetString()}/attachments"
            )
        );
        var link = list.GetProperty("data")[0].GetProperty("download_url").GetString()!;
        Assert.Equal(
            "minutes",
            await world.Web.GetStringAsync(link, TestContext.Current.CancellationToken)
        );

        var withKey = new HttpRequestMessage(HttpMethod.Get, link);
        withKey.Headers.TryAddWithoutValidation("Authorization", "Bearer re_sandbox_reach");
        var refused = await world.Web.SendAsync(withKey, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        world.Clock.Advance(TimeSpan.FromHours(1));
        var expired = await world.Web.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, expired.StatusCode);
    }

    [Fact]
    public async Task What_came_in_is_listed_page_by_page_for_its_team_only()
    {
        for (var mail = 0; mail < 3; mail++)
        {
            var answer = await world.Post(
                "/inbound",
                new
                {
                    team = "reach",
                    from = "a@b.test",
                    to = "x@in.leadfuel.test",
                    subject = $"Mail {mail}",
                    text = "t",
                }
            );
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var first = await World.Json(
            await world.Resend(HttpMethod.Get, "/emails/receiving?limit=2")
        );
        Assert.True(first.GetProperty("has_more").GetBoolean());
        var last = first.GetProperty("data")[1].GetProperty("id").GetString();
        var second = await World.Json(
            await world.Resend(HttpMethod.Get, $"/emails/receiving?limit=2&after={last}")
        );
        Assert.Equal("Mail 0", second.GetProperty("data")[0].GetProperty("subject").GetString());
        Assert.False(second.GetProperty("has_more").GetBoolean());
        var other = await World.Json(
            await world.Resend(HttpMethod.Get, "/emails/receiving", key: "re_sandbox_core")
        );
        Assert.Equal(0, other.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Another_sites_page_cannot_press_the_buttons()
    {
        var id = await world.Send();
        var request = new HttpRequestMessage(HttpMethod.Post, $"/mail/{id}/complain");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "cross-site");
        var answer = await world.Web.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await world.Hooks.Await(2);
        Assert.DoesNotContain(world.Hooks.All, told => told.Type == "email.complained");
    }

    private async Task<System.Text.Json.JsonElement> Received()
    {
        var told = (await world.Hooks.Await(1, "email.received"))[0].Json.GetProperty("data");
        return await World.Json(
            await world.Resend(
                HttpMethod.Get,
                $"/emails/receiving/{told.GetProperty("email_id").GetString()}"
            )
        );
    }
}
