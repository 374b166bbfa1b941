global using System.Net;
global using LeadFuel.Testing;
global using LeadFuel.Testing.Services;

[assembly: AssemblyFixture(typeof(LeadFuel.Gateway.Tests.GatewaySuite))]

namespace LeadFuel.Gateway.Tests;

/// <summary>The gateway and the services whose routes stand for all.</summary>
public sealed class GatewaySuite()
    : Suite(new SuiteOptions { Services = ["core", "scope", "reach", "admin", "gateway"] });

internal static class Requests
{
    /// <summary>A program that sends exactly the headers that a test names, no cookie of its own.</summary>
    public static Caller Program(this Suite suite) => suite.Direct("gateway", () => null);

    public static HttpRequestMessage With(
        this HttpRequestMessage request,
        params (string Name, string? Value)[] headers
    )
    {
        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
            }
        }

        return request;
    }

    public static string Origin(this Suite suite) =>
        suite.Gateway.Http.GetLeftPart(UriPartial.Authority);

    public static string CookieOf(this Suite suite, Member member) =>
        $"lf-{suite.Gateway.Http.Port}={member.Session}";

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    public static Task<string> Text(this HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
