using System.Text;

namespace LeadFuel.Gateway.Tests.Routes;

/// <summary>What cannot be read is refused in words, and never breaks anything.</summary>
public sealed class GarbageTests(GatewaySuite suite)
{
    private static readonly (string Verb, string Path)[] Places =
    [
        ("POST", "/api/core/sign-in-links"),
        ("POST", "/api/core/sign-in-links/consume"),
        ("POST", "/api/core/sign-in-links/number"),
        ("POST", "/api/core/sign-in-links/confirm"),
        ("PATCH", "/api/core/account"),
        ("POST", "/api/scope/icps"),
        ("POST", "/api/reach/campaigns"),
        ("POST", "/api/reach/suppressions"),
        ("POST", "/impersonation/enter"),
        ("POST", "/hooks/resend/core"),
        ("POST", "/hooks/resend/reach"),
    ];

    public static TheoryData<string, byte[]> Bodies =>
        new()
        {
            { "nothing", [] },
            { "no JSON", "hello"u8.ToArray() },
            { "half of it", """{"name":"x","""u8.ToArray() },
            { "two of them", """{"name":"x"}{"name":"y"}"""u8.ToArray() },
            { "null", "null"u8.ToArray() },
            { "a list", "[]"u8.ToArray() },
            { "a word", "\"name\""u8.ToArray() },
            { "a number", "1e999"u8.ToArray() },
            {
                "very deep",
                Encoding.ASCII.GetBytes(
                    $"{{\"name\":{new string('[', 900)}{new string(']', 900)}}}"
                )
            },
            { "deep without end", Encoding.ASCII.GetBytes("{\"name\":" + new string('[', 3_000)) },
            {
                "bytes that are no letters",
                [.. "{\"name\":\""u8, 0xff, 0xfe, 0xc3, 0x28, .. "\"}"u8]
            },
            { "half a letter", """{"name":"\ud800"}"""u8.ToArray() },
            { "zero bytes", new byte[64] },
            { "zero in a word", """{"name":"a\u0000b","email":"a\u0000b"}"""u8.ToArray() },
            { "UTF-16", Encoding.Unicode.GetBytes("{\"name\":\"x\"}") },
            {
                "other types",
                """{"name":{"a":1},"email":[1],"token":7,"number":true,"code":{}}"""u8.ToArray()
            },
            { "a name twice", """{"name":1,"name":[],"email":1,"email":2}"""u8.ToArray() },
        };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_body_that_makes_no_sense_is_refused_in_words(string what, byte[] bytes)
    {
        var ada = await suite.SignUp();
        var faults = new List<string>();
        foreach (var (verb, path) in Places)
        {
            using var body = new ByteArrayContent(bytes);
            body.Headers.ContentType = new("application/json");
            var answer = await ada.Web.Send(new HttpMethod(verb), path, body, "\"1\"");

            var says = await answer.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            );
            var status = (int)answer.StatusCode;
            if (
                status is < 400 or >= 500
                || answer.Content.Headers.ContentType?.MediaType != "application/problem+json"
                || !says.Contains("\"detail\"", StringComparison.Ordinal)
                || !says.Contains("\"requestId\"", StringComparison.Ordinal)
            )
            {
                faults.Add($"{verb} {path} with {what}: {status} {says}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("?limit=x")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=99999999999999999999")]
    [InlineData("?after=%00")]
    [InlineData("?after=%ff%fe")]
    [InlineData("?after=..%2f..")]
    [InlineData("?after=00000000-0000-0000-0000-00000000000g")]
    public async Task A_parameter_that_makes_no_sense_breaks_nothing(string query)
    {
        var ada = await suite.SignUp();
        var faults = new List<string>();
        foreach (
            var path in (string[])
                [
                    "/api/core/audit-entries",
                    "/api/core/egress-calls",
                    "/api/scope/icps",
                    "/api/reach/campaigns",
                    "/api/reach/contacts",
                ]
        )
        {
            var answer = await ada.Web.Get(path + query);
            if ((int)answer.StatusCode >= 500)
            {
                faults.Add($"{path}{query}: {await answer.Text()}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("POST", "/nowhere")]
    [InlineData("DELETE", "/")]
    [InlineData("PUT", "/trust")]
    [InlineData("TRACE", "/")]
    [InlineData("GET", "/hooks/resend/core")]
    [InlineData("PROPFIND", "/api/core/bootstrap")]
    public async Task A_verb_that_is_not_taken_is_refused_in_words(string verb, string path)
    {
        var ada = await suite.SignUp();

        var answer = await ada.Web.Send(new HttpMethod(verb), path);

        Assert.InRange((int)answer.StatusCode, 404, 405);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("GET", "/hooks/resend/core", 405)]
    [InlineData("GET", "/hooks/hubspot/x", 405)]
    [InlineData("DELETE", "/hooks/pipedrive/x", 405)]
    [InlineData("GET", "/hooks/none", 404)]
    public async Task A_hooks_address_says_that_it_takes_posts(string verb, string path, int status)
    {
        var answer = await suite.Browser().Send(new HttpMethod(verb), path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 405 ? "POST" : null, answer.Content.Headers.Allow.SingleOrDefault());
    }
}
