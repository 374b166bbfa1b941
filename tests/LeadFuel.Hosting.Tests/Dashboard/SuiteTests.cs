using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Hosting.Tests.Lifecycle;
using LeadFuel.Testing;

namespace LeadFuel.Hosting.Tests.Dashboard;

/// <summary>The whole suite, started as a developer starts it.</summary>
public sealed class SuiteTests
{
    [Fact(Timeout = 540_000)]
    [Claim("K8")]
    public async Task One_request_is_seen_across_gateway_service_gRPC_SQL_and_the_third_party()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var run = AppHostProcess.Start(
            ["--ephemeral"],
            ct,
            program: "LeadFuel.AppHost.dll"
        );
        using var page = await run.Dashboard();
        await run.Ready();
        string[] services =
        [
            "core",
            "scope",
            "reach",
            "signal",
            "orbit",
            "admin",
            "gateway",
            "sandbox",
        ];
        foreach (var name in services)
        {
            Assert.Equal("Running", (await page.Resource(name)).GetProperty("state").GetString());
        }

        Assert.Equal(
            "7 of 7 databases",
            (await page.Resource("postgres")).GetProperty("note").GetString()
        );
        var gateway = await Address(page, "gateway");
        var sandbox = await Address(page, "sandbox");
        using var member = await SignIn(gateway, sandbox, 1, ct);
        var domainName = $"{Guid.CreateVersion7():N}.example";
        var domain = await Json(
            await member.PostAsJsonAsync("/api/reach/domains", new { name = domainName }, ct),
            ct
        );
        while (
            (
                await Json(
                    await member.GetAsync(
                        new Uri($"/api/reach/domains/{domain.GetProperty("id")}", UriKind.Relative),
                        ct
                    ),
                    ct
                )
            )
                .GetProperty("records")
                .GetArrayLength() == 0
        )
        {
            await Task.Delay(100, ct); // The job that sets it up has its own turn at Resend.
        }

        // A session that nobody has asked Core for yet.
        using var again = await SignIn(gateway, sandbox, 2, ct);
        await Json(
            await again.PostAsync(
                new Uri($"/api/reach/domains/{domain.GetProperty("id")}/check", UriKind.Relative),
                null,
                ct
            ),
            ct
        );

        var check = await Trace(
            page,
            trace =>
                trace.GetProperty("name").GetString()!.EndsWith("/check", StringComparison.Ordinal),
            spans =>
                Any(spans, "gateway", "call")
                && Any(spans, "core", "call")
                && Any(spans, "reach", "database")
                && Any(spans, "reach", "provider")
        );
        var found = check.GetProperty("spans").EnumerateArray().ToList();
        Assert.Equal("gateway", found[0].GetProperty("resource").GetString());
        Assert.Equal(0, found[0].GetProperty("depth").GetInt32());
        Assert.All(found.Skip(1), span => Assert.True(span.GetProperty("depth").GetInt32() > 0));
        Assert.Contains(
            found,
            span =>
                span.GetProperty("name").GetString()!.EndsWith(" Resend", StringComparison.Ordinal)
        );
        Assert.Contains(
            found,
            span => span.GetProperty("name").GetString()!.Contains("leadfuel.core.v1")
        );

        // The mail that a request asked for is its effect, in a trace of its own.
        var asked = await Trace(
            page,
            trace => trace.GetProperty("name").GetString()!.Contains("sign-in-links"),
            _ => true,
            trace => trace.GetProperty("caused").GetArrayLength() > 0
        );
        Assert.StartsWith(
            "job core.",
            asked.GetProperty("caused")[0].GetProperty("name").GetString()
        );
        await Silent(sandbox, ct);
    }

    /// <summary>No trace header left the house.</summary>
    private static async Task Silent(Uri sandbox, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = sandbox };
        var records = await http.GetStringAsync(
            new Uri("/records?vendor=resend", UriKind.Relative),
            ct
        );
        Assert.Contains("user-agent", records, StringComparison.OrdinalIgnoreCase);
        foreach (
            var header in (string[])["traceparent", "tracestate", "baggage", "correlation-context"]
        )
        {
            Assert.DoesNotContain(header, records, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static bool Any(IEnumerable<JsonElement> spans, string resource, string sort) =>
        spans.Any(span =>
            span.GetProperty("resource").GetString() == resource
            && span.GetProperty("sort").GetString() == sort
        );

    /// <summary>Waits until the services have sent all of it.</summary>
    private static async Task<JsonElement> Trace(
        DashboardVisitor page,
        Func<JsonElement, bool> wanted,
        Func<IReadOnlyList<JsonElement>, bool> whole,
        Func<JsonElement, bool>? also = null
    )
    {
        while (true)
        {
            foreach (var listed in (await page.Json("/api/traces")).EnumerateArray().Where(wanted))
            {
                var trace = await page.Json($"/api/traces/{listed.GetProperty("id").GetString()}");
                if (
                    whole([.. trace.GetProperty("spans").EnumerateArray()])
                    && also?.Invoke(trace) is not false
                )
                {
                    return trace;
                }
            }

            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Uri> Address(DashboardVisitor page, string name) =>
        new(
            (await page.Resource(name))
                .GetProperty("urls")
                .EnumerateArray()
                .Single(url => url.GetProperty("name").GetString() == "http")
                .GetProperty("url")
                .GetString()!
        );

    private static async Task<HttpClient> SignIn(
        Uri gateway,
        Uri sandbox,
        int mail,
        CancellationToken ct
    )
    {
        const string Email = "ada@example.test";
        var http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Add("Origin", gateway.GetLeftPart(UriPartial.Authority));
        http.DefaultRequestHeaders.Add("X-LF-Client", "web");
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await Json(
            await http.PostAsJsonAsync("/api/core/sign-in-links", new { email = Email }, ct),
            ct
        );
        using var world = new HttpClient { BaseAddress = sandbox };
        while (true)
        {
            var mails = (
                await world.GetFromJsonAsync<JsonElement>($"/deliveries?to={Email}", ct)
            ).GetProperty("items");
            if (mails.GetArrayLength() >= mail)
            {
                var text = mails[mail - 1].GetProperty("text").GetString()!;
                var token = new string([
                    .. text[(text.IndexOf("#t=") + 3)..].TakeWhile(c => !char.IsWhiteSpace(c)),
                ]);
                await Json(
                    await http.PostAsJsonAsync(
                        "/api/core/sign-in-links/consume",
                        new { token },
                        ct
                    ),
                    ct
                );
                return http;
            }

            await Task.Delay(100, ct);
        }
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }
}
