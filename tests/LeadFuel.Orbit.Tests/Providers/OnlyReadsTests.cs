using System.Text;
using System.Text.Json;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Providers.MicrosoftGraph;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.Providers;

/// <summary>Graph gets nothing: what may leave, and what has left.</summary>
public sealed class OnlyReadsTests(Suite suite)
{
    private const string Root = "https://graph.microsoft.com/v1.0";

    public static TheoryData<string, string, string?> Refused =>
        new()
        {
            { "POST", "/me/sendMail", "{}" },
            { "POST", "/me/messages", "{}" },
            { "PATCH", "/me/messages/x", "{\"isRead\":true}" },
            { "DELETE", "/me/messages/x", null },
            { "POST", "/me/messages/x/reply", "{}" },
            { "POST", "/subscriptions", "{}" },
            { "GET", "/me/messages?$search=\"arne\"", null },
            { "GET", "/me/messages/x?$filter=from eq 'arne'", null },
            {
                "GET",
                "/me/mailFolders/inbox/messages/delta()?$filter=receivedDateTime ge 2026-01-01",
                null
            },
            { "GET", "/me/events", null },
            { "GET", "/users/somebody/messages", null },
            { "GET", "/me/messages/x/attachments", null },
            { "GET", "/me/messages/x", "{\"a\":1}" },
            {
                "POST",
                "/$batch",
                "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"/me/sendMail\",\"body\":{}}]}"
            },
            {
                "POST",
                "/$batch",
                "{\"requests\":[{\"id\":\"1\",\"method\":\"PATCH\",\"url\":\"/me/messages/x\"}]}"
            },
            {
                "POST",
                "/$batch",
                "{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/me/messages/x\",\"body\":{\"a\":1}}]}"
            },
            {
                "POST",
                "/$batch",
                "{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/me/messages/x?$search=arne\"}]}"
            },
            { "GET", "https://graph.example.com/v1.0/me", null },
            { "GET", "http://graph.microsoft.com/v1.0/me", null },
            { "GET", "https://graph.microsoft.com/beta/me", null },
        };

    [Theory, MemberData(nameof(Refused))]
    [Claim("T26")]
    public async Task What_is_more_than_reading_does_not_leave(
        string method,
        string path,
        string? body
    )
    {
        using var request = Request(method, path, body);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Guard().Check(request, Stage.Ct));
    }

    [Theory]
    [InlineData("GET", "/me/mailFolders?$top=100&includeHiddenFolders=true", null)]
    [InlineData("GET", "/me/mailFolders/inbox", null)]
    [InlineData("GET", "/me/mailFolders/AQMk-_=/childFolders?%24top=100", null)]
    [InlineData(
        "GET",
        "/me/mailFolders/AQMk/messages/delta()?$select=id,subject&$orderby=receivedDateTime%20desc",
        null
    )]
    [InlineData("GET", "/me/mailFolders/AQMk/messages/delta?$deltatoken=abc", null)]
    [InlineData("GET", "/me/messages/AAkA?$select=internetMessageHeaders", null)]
    [InlineData(
        "POST",
        "/$batch",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/me/messages/x?$select=id\"}]}"
    )]
    public async Task Reading_leaves(string method, string path, string? body)
    {
        using var request = Request(method, path, body);

        await Guard().Check(request, Stage.Ct);
    }

    [Fact]
    [Claim("T26")]
    public async Task Nothing_but_reading_has_ever_reached_microsoft()
    {
        var box = await suite.Box(messages: 200);
        await box.Synced(choice => choice["skipMarked"] = true);
        await box.Post("expire");
        await box.Again();

        var calls = await suite.Sandbox.Records("microsoft");

        Assert.Contains(calls, call => call.Path.EndsWith("/$batch", StringComparison.Ordinal));
        Assert.Contains(calls, call => call.Path.EndsWith("/token", StringComparison.Ordinal));
        var faults = calls.Where(call => !Reads(call)).Select(call => $"{call.Method} {call.Path}");
        Assert.Empty(faults);
        Assert.DoesNotContain(calls, call => call.Status == 501);
        // Neither who the customer is nor what was done before goes along.
        Assert.All(
            calls,
            call =>
            {
                Assert.DoesNotContain(
                    "traceparent",
                    call.Headers.Keys,
                    StringComparer.OrdinalIgnoreCase
                );
                Assert.DoesNotContain(
                    "SdkVersion",
                    call.Headers.Keys,
                    StringComparer.OrdinalIgnoreCase
                );
                Assert.DoesNotContain(
                    box.Member.Email,
                    call.Body,
                    StringComparison.OrdinalIgnoreCase
                );
            }
        );
    }

    [Fact]
    public async Task More_than_was_asked_for_is_said_to_its_member()
    {
        var box = await suite.Box();
        Assert.False((await box.Connect()).MoreThanReading);
        var wide = await suite.Box(box.Member);
        await wide.Break("wide_scope");

        Assert.True((await wide.Connect()).MoreThanReading);
        var ana = await suite.Colleague(box.Member).Read<GetMailbox.View>($"/mailboxes/{wide.Id}");
        Assert.False(ana.MoreThanReading);
    }

    [Fact]
    public async Task Every_page_of_folders_is_asked_for_in_the_same_manner()
    {
        var box = await suite.Box();
        for (var i = 0; i < 100; i++)
        {
            await box.Post("folders", new { folder = $"Folder {i}" });
        }

        Assert.InRange((await box.Connect()).Folders.Count, 101, 200);

        var calls = (await suite.Sandbox.Records("microsoft"))
            .Where(call => call.Path.StartsWith("/microsoft/v1.0", StringComparison.Ordinal))
            .ToList();
        Assert.All(
            calls.Where(call => call.Path.Contains("mailFolders", StringComparison.Ordinal)),
            call => Assert.Contains("ImmutableId", Header(call, "Prefer"), StringComparison.Ordinal)
        );
        var ids = calls.Select(call => Header(call, "client-request-id")).ToList();
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _)));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    private static string Header(SandboxWorld.Recorded call, string name) =>
        call.Headers.FirstOrDefault(h =>
            h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)
        ).Value
        ?? "";

    [Fact]
    [Claim("T26")]
    public void The_source_asks_the_sdk_for_nothing_but_reading()
    {
        var files = Repository.Files("services/Orbit", ".cs").ToList();
        var sdk = files.Where(file =>
            Repository.Text(file).Contains("using Microsoft.Graph", StringComparison.Ordinal)
            || Repository.Text(file).Contains("using Microsoft.Kiota", StringComparison.Ordinal)
        );
        Assert.All(
            sdk,
            file =>
                Assert.StartsWith(
                    "services/Orbit/Providers/MicrosoftGraph/",
                    file,
                    StringComparison.Ordinal
                )
        );
        string[] verbs =
        [
            ".PostAsync(",
            ".PatchAsync(",
            ".PutAsync(",
            ".DeleteAsync(",
            "SendMail",
            "Subscriptions",
            "ToPostRequestInformation",
            "ToPatchRequestInformation",
            "ToDeleteRequestInformation",
        ];
        foreach (var file in sdk)
        {
            var text = Repository.Text(file);
            Assert.DoesNotContain(verbs, verb => text.Contains(verb, StringComparison.Ordinal));
            Assert.Equal(
                file.EndsWith("GraphHeaders.cs", StringComparison.Ordinal) ? 1 : 0,
                text.Split("Method.POST").Length - 1
            );
        }

        var projects = Repository
            .Files("services", ".csproj")
            .Concat(Repository.Files("gateway", ".csproj"))
            .Where(file =>
                Repository.Text(file).Contains("\"Microsoft.Graph\"", StringComparison.Ordinal)
            );
        Assert.Equal(["services/Orbit/LeadFuel.Orbit.csproj"], projects);
    }

    private static bool Reads(SandboxWorld.Recorded call)
    {
        if (call.Method == "GET")
        {
            return call.Body.Length == 0;
        }

        if (call.Method != "POST")
        {
            return false;
        }

        if (call.Path.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))
        {
            return true;
        }

        return call.Path.EndsWith("/v1.0/$batch", StringComparison.Ordinal)
            && JsonDocument
                .Parse(call.Body)
                .RootElement.GetProperty("requests")
                .EnumerateArray()
                .All(part =>
                    part.GetProperty("method").GetString() == "GET"
                    && !part.TryGetProperty("body", out _)
                );
    }

    private static OnlyReads Guard() => new(new Uri("https://graph.microsoft.com/"));

    private static HttpRequestMessage Request(string method, string path, string? body) =>
        new(new HttpMethod(method), path.StartsWith('/') ? Root + path : path)
        {
            Content = body is null
                ? null
                : new StringContent(body, Encoding.UTF8, "application/json"),
        };
}
