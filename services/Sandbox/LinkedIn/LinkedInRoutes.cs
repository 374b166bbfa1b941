using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Pages;
using LeadFuel.Sandbox.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.LinkedIn;

public static class LinkedInRoutes
{
    public sealed record RoleChange(string Page, string? Role);

    public static void AddLinkedIn(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<LinkedInWorld>();

    public static void MapLinkedIn(this WebApplication app)
    {
        var linkedIn = app.MapGroup("/linkedin").WithMetadata(new PlayedVendor("linkedin"));
        LinkedInSignIn.Map(linkedIn);
        LinkedInPosts.Map(linkedIn);
        linkedIn.MapGet("/rest/organizationAcls", Acls);
        linkedIn.MapGet("/rest/organizations/{id}", Organization);

        // What people and tests look at; LinkedIn has nothing like it.
        app.MapGet("/linkedin/feed/update/{urn}", Posts);
        app.MapGet("/posts", Posts);
        app.MapPost("/members/{sub}/roles", ChangeRole).DisableAntiforgery();
        app.MapPost("/members/{sub}/revoke", Revoke).DisableAntiforgery();
    }

    private static IResult Acls(HttpContext http, LinkedInWorld world, FaultBoard faults)
    {
        if (LinkedInGate.Refuse(http, world, faults, "r_organization_admin") is { } refused)
        {
            return refused;
        }

        if (http.Request.Query["q"] != "roleAssignee")
        {
            return LinkedInError.Of(400, "Only the finder q=roleAssignee is played");
        }

        var member = world.Holder(http.Request.ApiKey())!.Member;
        return Results.Json(
            new
            {
                paging = new
                {
                    start = 0,
                    count = 100,
                    links = Array.Empty<object>(),
                },
                elements = member.Roles.Select(role => new
                {
                    organization = $"urn:li:organization:{role.Key}",
                    role = role.Value,
                    state = "APPROVED",
                    roleAssignee = member.Urn,
                }),
            }
        );
    }

    private static IResult Organization(
        string id,
        HttpContext http,
        LinkedInWorld world,
        FaultBoard faults
    )
    {
        if (LinkedInGate.Refuse(http, world, faults, "r_organization_admin") is { } refused)
        {
            return refused;
        }

        var member = world.Holder(http.Request.ApiKey())!.Member;
        return member.Pages.FirstOrDefault(page => page.Id == id) is { } found
            ? Results.Json(
                new
                {
                    id = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture),
                    localizedName = found.Name,
                    vanityName = found.Vanity,
                }
            )
            : LinkedInError.Of(404, "Could not find entity");
    }

    private static IResult Posts(HttpContext http, LinkedInWorld world, string? urn, string? author)
    {
        var posts = world.Posts(author, urn);
        return http
            .Request.Headers.Accept.ToString()
            .Contains("text/html", StringComparison.Ordinal)
            ? new RazorComponentResult<LinkedInPostsPage>(new { Items = posts, Urn = urn })
            : Results.Ok(new { items = posts });
    }

    private static IResult ChangeRole(string sub, RoleChange change, LinkedInWorld world)
    {
        if (world.Member(sub) is not { } member)
        {
            return Results.NotFound();
        }

        var id = change.Page.Split(':')[^1];
        if (change.Role is { } role)
        {
            member.Roles[id] = role;
        }
        else
        {
            member.Roles.Remove(id);
        }

        return Results.NoContent();
    }

    private static IResult Revoke(string sub, LinkedInWorld world)
    {
        if (world.Member(sub) is not { } member)
        {
            return Results.NotFound();
        }

        world.Revoke(member);
        return Results.NoContent();
    }
}
