using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Gateway.Tests.Routes;

/// <summary>What the services say to each other, and by what right, is worth nothing outside.</summary>
public sealed class InsideTests(GatewaySuite suite)
{
    [Fact]
    [Claim("K2")]
    [Claim("T49")]
    public async Task A_token_of_the_inside_opens_nothing_at_the_door_and_speaks_for_nobody_else()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        (await ada.Web.Post("/api/scope/icps", new { name = "Ada's" })).EnsureSuccessStatusCode();
        foreach (
            var (service, path) in new[]
            {
                ("core", "/api/core/bootstrap"),
                ("scope", "/api/scope/icps"),
                ("reach", "/api/reach/campaigns"),
            }
        )
        {
            var token = ("Authorization", $"Bearer {suite.Tokens.Mint(service, ada.Claims)}");
            // At the service's own port it does open; only there, and nobody outside reaches that.
            (
                await ada.Direct(service).Get(path[$"/api/{service}".Length..])
            ).EnsureSuccessStatusCode();

            var nobody = new HttpRequestMessage(HttpMethod.Get, path).With(token);
            await (await suite.Program().Send(nobody)).Problem(HttpStatusCode.Unauthorized);

            var asEve = new HttpRequestMessage(HttpMethod.Get, path).With(
                token,
                ("Cookie", suite.CookieOf(eve))
            );
            var answer = await suite.Program().Send(asEve);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var shown = await answer.Text();
            Assert.DoesNotContain(ada.Email, shown, StringComparison.Ordinal);
            Assert.DoesNotContain("Ada's", shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Claim("K2")]
    public async Task Neither_what_services_ask_each_other_nor_admin_is_reached_from_outside()
    {
        var ada = await suite.SignUp();
        var inside = suite
            .Services.Where(service => service.Name is not ("gateway" or "sandbox"))
            .SelectMany(service =>
                service
                    .Provider.GetRequiredService<EndpointDataSource>()
                    .Endpoints.OfType<RouteEndpoint>()
                    .Where(endpoint =>
                        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null
                    )
                    .Select(endpoint => (service.Name, Path: endpoint.RoutePattern.RawText!))
            )
            .Distinct()
            .ToList();
        Assert.Contains(inside, one => one.Name == "admin");
        Assert.Contains(inside, one => one.Name == "core");
        var faults = new List<string>();
        foreach (var (service, path) in inside)
        {
            foreach (var type in (string[])["application/grpc", "application/json"])
            {
                foreach (var outside in (string[])[path, $"/api/{service}{path}"])
                {
                    using var body = new ByteArrayContent(new byte[5]);
                    body.Headers.ContentType = new(type);
                    var answer = await ada.Web.Send(
                        new HttpRequestMessage(HttpMethod.Post, outside) { Content = body }.With(
                            (
                                "Authorization",
                                $"Bearer {suite.Tokens.Mint(service, ada.Claims, "core")}"
                            ),
                            ("TE", "trailers")
                        )
                    );
                    if (
                        (int)answer.StatusCode is < 400 or >= 500
                        || answer.Headers.Contains("grpc-status")
                    )
                    {
                        faults.Add($"{outside} as {type}: {(int)answer.StatusCode}");
                    }
                }
            }
        }

        foreach (var path in (string[])["/api/admin", "/api/admin/accounts", "/api/databases"])
        {
            await (await ada.Web.Get(path)).Problem(HttpStatusCode.NotFound);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
