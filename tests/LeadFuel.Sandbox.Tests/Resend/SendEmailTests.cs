using System.Net;
using System.Text.Json;

namespace LeadFuel.Sandbox.Tests.Resend;

public sealed class SendEmailTests : IAsyncLifetime
{
    private World world = null!;

    public async ValueTask InitializeAsync() => world = await World.Start();

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_mail_is_accepted_read_back_and_told_about()
    {
        var id = await world.Send();

        var told = await world.Hooks.Await(2);
        Assert.Equal(["email.sent", "email.delivered"], told.Select(hook => hook.Type));
        var data = told[1].Json.GetProperty("data");
        Assert.Equal(id, data.GetProperty("email_id").GetString());
        Assert.Equal("s-1", data.GetProperty("tags").GetProperty("send").GetString());
        Assert.Equal(
            "List-Unsubscribe",
            data.GetProperty("headers")[0].GetProperty("name").GetString()
        );
        var mail = await World.Json(await world.Resend(HttpMethod.Get, $"/emails/{id}"));
        Assert.Equal("delivered", mail.GetProperty("last_event").GetString());
        Assert.Equal(
            data.GetProperty("message_id").GetString(),
            mail.GetProperty("message_id").GetString()
        );
    }

    [Fact]
    public async Task Another_team_neither_reads_the_mail_nor_hears_of_it()
    {
        var id = await world.Send();
        var answer = await world.Resend(HttpMethod.Get, $"/emails/{id}", key: "re_sandbox_core");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("not_found", (await World.Json(answer)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Who_calls_without_user_agent_or_key_is_refused()
    {
        var bare = new HttpRequestMessage(HttpMethod.Post, "/resend/emails");
        bare.Headers.TryAddWithoutValidation("Authorization", "Bearer re_sandbox_reach");
        var answer = await world.Web.SendAsync(bare, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            "1010",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );

        await Refused(
            401,
            "missing_api_key",
            await world.Resend(HttpMethod.Post, "/emails", World.Mail(), key: null)
        );
        await Refused(
            403,
            "invalid_api_key",
            await world.Resend(HttpMethod.Post, "/emails", World.Mail(), key: "re_x")
        );
    }

    [Theory]
    [InlineData(422, "missing_required_field", """{"to":"a@b.test","subject":"s","text":"t"}""")]
    [InlineData(
        422,
        "missing_required_field",
        """{"from":"a@mail.leadfuel.test","to":"a@b.test","subject":"s"}"""
    )]
    [InlineData(
        422,
        "invalid_from_address",
        """{"from":"nobody","to":"a@b.test","subject":"s","text":"t"}"""
    )]
    [InlineData(
        400,
        "validation_error",
        """{"from":"a@mail.leadfuel.test","to":"nobody","subject":"s","text":"t"}"""
    )]
    [InlineData(
        400,
        "validation_error",
        """{"from":"a@mail.leadfuel.test","to":"a@b.test","subject":"s\n","text":"t"}"""
    )]
    [InlineData(
        400,
        "validation_error",
        """{"from":"a@mail.leadfuel.test","to":"a@b.test","subject":"s","text":"t","tags":[{"name":"to","value":"a@b.test"}]}"""
    )]
    [InlineData(
        403,
        "validation_error",
        """{"from":"a@other.test","to":"a@b.test","subject":"s","text":"t"}"""
    )]
    [InlineData(
        422,
        "invalid_attachment",
        """{"from":"a@mail.leadfuel.test","to":"a@b.test","subject":"s","text":"t","attachments":[{"filename":"x"}]}"""
    )]
    [InlineData(400, "validation_error", "[]")]
    [InlineData(400, "validation_error", "{")]
    public async Task Bad_mail_is_refused_by_name_and_reaches_nobody(
        int status,
        string name,
        string body
    )
    {
        await Refused(status, name, await world.Resend(HttpMethod.Post, "/emails", body));
        Assert.Empty((await world.Get("/deliveries")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_wrong_method_and_an_unknown_path_are_told_apart()
    {
        await Refused(405, "method_not_allowed", await world.Resend(HttpMethod.Delete, "/emails"));

        var unknown = await world.Resend(HttpMethod.Post, "/audiences", new { name = "all" });
        Assert.Equal(HttpStatusCode.NotImplemented, unknown.StatusCode);
        var records = (await world.Get("/records?vendor=resend"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Contains(
            records,
            record =>
                record.GetProperty("path").GetString() == "/resend/audiences"
                && record.GetProperty("status").GetInt32() == 501
        );
    }

    [Fact]
    public async Task A_strict_batch_is_all_or_nothing_and_a_permissive_one_names_the_bad()
    {
        var batch = new[] { World.Mail("a@b.test"), new { from = "x" }, World.Mail("c@d.test") };
        await Refused(
            422,
            "missing_required_field",
            await world.Resend(HttpMethod.Post, "/emails/batch", batch)
        );
        Assert.Empty((await world.Get("/deliveries")).GetProperty("items").EnumerateArray());

        var answer = await world.Resend(
            HttpMethod.Post,
            "/emails/batch",
            batch,
            headers: ("x-batch-validation", "permissive")
        );
        var json = await World.Json(answer);
        Assert.Equal(2, json.GetProperty("data").GetArrayLength());
        Assert.Equal(1, json.GetProperty("errors")[0].GetProperty("index").GetInt32());
    }

    [Theory]
    [InlineData("delivered+a@resend.dev", "email.sent", "email.delivered")]
    [InlineData("bounced@resend.dev", "email.sent", "email.bounced")]
    [InlineData("complained@resend.dev", "email.sent", "email.delivered", "email.complained")]
    [InlineData("suppressed+x@resend.dev", "email.suppressed")]
    public async Task The_test_addresses_fire_their_events(string to, params string[] types)
    {
        await world.Send(World.Mail(to));
        var told = await world.Hooks.Await(types.Length);
        Assert.Equal(types, told.Select(hook => hook.Type));
    }

    [Theory]
    [InlineData("rate_limit", 429, "rate_limit_exceeded")]
    [InlineData("daily_quota", 429, "daily_quota_exceeded")]
    [InlineData("monthly_quota", 429, "monthly_quota_exceeded")]
    [InlineData("server_error", 500, "internal_server_error")]
    [InlineData("concurrent", 409, "concurrent_idempotent_requests")]
    [InlineData("restricted_key", 401, "restricted_api_key")]
    [InlineData("security_error", 451, "security_error")]
    public async Task A_fault_answers_as_the_real_one_and_accepts_nothing(
        string kind,
        int status,
        string name
    )
    {
        await world.Break(
            new
            {
                vendor = "resend",
                kind,
                times = 1,
            }
        );
        await Refused(status, name, await world.Resend(HttpMethod.Post, "/emails", World.Mail()));
        Assert.Empty((await world.Get("/deliveries")).GetProperty("items").EnumerateArray());
        await world.Send();
    }

    [Fact]
    public async Task A_connection_dropped_before_the_mail_was_accepted_delivers_nothing()
    {
        await world.Break(
            new
            {
                vendor = "resend",
                kind = "reset_before",
                times = 1,
            }
        );
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            world.Resend(HttpMethod.Post, "/emails", World.Mail())
        );
        Assert.Empty((await world.Get("/deliveries")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_sixth_request_of_a_second_waits_and_quotas_end_the_day()
    {
        await using var slow = await World.Start(
            ("Sandbox:Resend:RequestsPerSecond", "5"),
            ("Sandbox:Resend:DailyQuota", "6")
        );
        for (var sent = 0; sent < 5; sent++)
        {
            await slow.Send();
        }

        var sixth = await slow.Resend(HttpMethod.Post, "/emails", World.Mail());
        await Refused(429, "rate_limit_exceeded", sixth);
        Assert.Equal("1", sixth.Headers.GetValues("retry-after").Single());
        Assert.Equal("0", sixth.Headers.GetValues("ratelimit-remaining").Single());
        await slow.Send(World.Mail(), key: "re_sandbox_core");

        slow.Clock.Advance(TimeSpan.FromSeconds(1));
        await slow.Send();
        await Refused(
            429,
            "daily_quota_exceeded",
            await slow.Resend(HttpMethod.Post, "/emails", World.Mail())
        );
        slow.Clock.Advance(TimeSpan.FromDays(1));
        await slow.Send();
    }

    [Fact]
    public async Task A_domain_sends_only_after_it_was_verified_and_only_for_its_team()
    {
        object Mail() =>
            new
            {
                from = "a@new.example",
                to = "b@c.test",
                subject = "s",
                text = "t",
            };
        var made = await world.Resend(
            HttpMethod.Post,
            "/domains",
            new { name = "new.example", region = "eu-west-1" }
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var domain = await World.Json(made);
        Assert.Equal("not_started", domain.GetProperty("status").GetString());
        Assert.Equal(3, domain.GetProperty("records").GetArrayLength());
        await Refused(
            403,
            "validation_error",
            await world.Resend(HttpMethod.Post, "/emails", Mail())
        );
        await Refused(
            403,
            "validation_error",
            await world.Resend(
                HttpMethod.Post,
                "/domains",
                new { name = "new.example" },
                "re_sandbox_core"
            )
        );

        var id = domain.GetProperty("id").GetString();
        await world.Resend(HttpMethod.Post, $"/domains/{id}/verify");
        var verified = await World.Json(await world.Resend(HttpMethod.Get, $"/domains/{id}"));
        Assert.Equal("verified", verified.GetProperty("status").GetString());
        await world.Send(Mail());
        await Refused(
            403,
            "validation_error",
            await world.Resend(HttpMethod.Post, "/emails", Mail(), "re_sandbox_core")
        );
        await Refused(
            404,
            "not_found",
            await world.Resend(HttpMethod.Get, $"/domains/{id}", key: "re_sandbox_core")
        );
    }

    private static async Task Refused(int status, string name, HttpResponseMessage answer)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        var error = await World.Json(answer);
        Assert.Equal(name, error.GetProperty("name").GetString());
        Assert.Equal(status, error.GetProperty("statusCode").GetInt32());
        Assert.Equal(JsonValueKind.String, error.GetProperty("message").ValueKind);
    }
}
