using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadFuel.Outcomes;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>What a service's own validation is worth: each is asked with bodies that cannot be meant.</summary>
public sealed class InvalidBodyTests(Suite suite)
{
    public static TheoryData<string> Services => ["core", "scope", "reach", "signal", "orbit"];

    [Theory, MemberData(nameof(Services))]
    public async Task A_body_that_is_no_json_is_a_problem_and_no_fault(string name)
    {
        var ada = await suite.SignUp();
        var asked = 0;
        foreach (var route in WithBody(name))
        {
            foreach (var text in (string[])["", "{\"name\": ", "[1]", "\"words\"", "null"])
            {
                using var request = new HttpRequestMessage(route.Verb, route.Path);
                request.Content = new StringContent(
                    text,
                    new MediaTypeHeaderValue("application/json")
                );
                request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                var answer = await ada.Direct(name).Send(request);
                var says = await answer.Content.ReadAsStringAsync(
                    TestContext.Current.CancellationToken
                );
                Assert.True(
                    answer.StatusCode == HttpStatusCode.BadRequest
                        && answer.Content.Headers.ContentType?.MediaType
                            == "application/problem+json",
                    $"{route} with {text}: {(int)answer.StatusCode} {says}"
                );
                asked++;
            }
        }

        Assert.True(asked > 0);
    }

    [Theory, MemberData(nameof(Services))]
    public async Task A_field_out_of_its_bounds_is_named_in_the_problem(string name)
    {
        var ada = await suite.SignUp();
        var asked = 0;
        foreach (var route in WithBody(name))
        {
            var body = JsonSerializer
                .SerializeToNode(Bodies.Of(route.Takes!), route.Takes!, HouseJson.Options)!
                .AsObject();
            foreach (
                var (field, longest) in route
                    .Takes!.GetConstructors()
                    .SelectMany(constructor => constructor.GetParameters())
                    .Select(field =>
                        (
                            JsonNamingPolicy.CamelCase.ConvertName(field.Name!),
                            Longest: field
                                .GetCustomAttribute<StringLengthAttribute>()
                                ?.MaximumLength
                                ?? field.GetCustomAttribute<MaxLengthAttribute>()?.Length
                        )
                    )
                    .Where(field => field.Longest is not null)
            )
            {
                var wrong = body.DeepClone().AsObject();
                wrong[field] = new string('x', longest!.Value + 1);
                var problem = await (
                    await ada.Direct(name).Send(route.Verb, route.Path, wrong, "\"1\"")
                ).Problem(HttpStatusCode.BadRequest);
                Assert.True(
                    problem.GetProperty("errors").TryGetProperty(field, out _),
                    $"{route} {field}: {problem}"
                );
                asked++;
            }
        }

        Assert.True(asked > 0, $"{name} has no field with bounds: ask it something else.");
    }

    private IEnumerable<Route> WithBody(string name) =>
        Route
            .Of(suite.Service(name))
            .Where(route =>
                route is { PublicName: null, Takes: { IsInterface: false } takes }
                && takes != typeof(string)
            );
}
