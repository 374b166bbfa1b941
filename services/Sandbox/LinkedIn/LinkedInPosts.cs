using System.Text.Json;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.LinkedIn;

/// <summary>Publishing and listing posts, strict about every field.</summary>
public static class LinkedInPosts
{
    private const int LongestShown = 3_000;
    private static readonly TimeSpan RemembersTwins = TimeSpan.FromDays(90);
    private static readonly string[] Posting =
    [
        "ADMINISTRATOR",
        "DIRECT_SPONSORED_CONTENT_POSTER",
        "CONTENT_ADMINISTRATOR",
        "CONTENT_ADMIN",
    ];

    private static readonly string[] Fields =
    [
        "author",
        "commentary",
        "visibility",
        "distribution",
        "lifecycleState",
        "isReshareDisabledByAuthor",
    ];

    public static void Map(IEndpointRouteBuilder linkedIn)
    {
        linkedIn.MapPost("/rest/posts", Publish);
        linkedIn.MapGet("/rest/posts", List);
    }

    private static async Task<IResult> Publish(
        HttpContext http,
        LinkedInWorld world,
        FaultBoard faults
    )
    {
        if (http.TakeFault(faults, "linkedin", "reset_before") is not null)
        {
            http.Abort();
            return Results.Empty;
        }

        if (http.TakeFault(faults, "linkedin", "hang_before") is not null)
        {
            await Hang(http);
        }

        if (
            LinkedInGate.Refuse(http, world, faults, "w_member_social", "w_organization_social") is
            { } refused
        )
        {
            return refused;
        }

        JsonElement post;
        try
        {
            post = JsonDocument.Parse(http.RawBody()).RootElement;
        }
        catch (JsonException)
        {
            return LinkedInError.Of(400, "Invalid JSON");
        }

        var holder = world.Holder(http.Request.ApiKey())!;
        if (Wrong(post) is { } wrong)
        {
            return wrong;
        }

        var (author, commentary) = (Text(post, "author"), Text(post, "commentary"));
        if (Foreign(holder, author) is { } foreign)
        {
            return foreign;
        }

        if (LittleText.Shown(commentary).Length > LongestShown)
        {
            return LinkedInError.Field("/commentary", "Commentary length exceeds 3000 characters");
        }

        var twin = world
            .Posts(author)
            .FirstOrDefault(other =>
                other.Commentary == commentary && world.Now - other.CreatedAt < RemembersTwins
            );
        if (http.TakeFault(faults, "linkedin", "duplicate") is not null)
        {
            return LinkedInError.Duplicate(twin?.Urn ?? "urn:li:share:7000000000000000001");
        }

        if (twin is not null)
        {
            return LinkedInError.Duplicate(twin.Urn);
        }

        var stored = world.Add(holder, author, commentary, Text(post, "visibility"));
        return await Answer(http, faults, stored);
    }

    private static async Task<IResult> Answer(
        HttpContext http,
        FaultBoard faults,
        SharedPost stored
    )
    {
        switch (
            http.TakeFault(
                faults,
                "linkedin",
                "server_error_after_accept",
                "hang_after_accept",
                "reset_after",
                "no_id"
            )?.Kind
        )
        {
            case "server_error_after_accept":
                return LinkedInError.Of(500, "Internal error");
            case "hang_after_accept":
                await Hang(http);
                return Results.Empty;
            case "reset_after":
                http.Abort();
                return Results.Empty;
            case "no_id":
                return Results.StatusCode(StatusCodes.Status201Created);
            default:
                http.Response.Headers["x-restli-id"] = stored.Urn;
                return Results.StatusCode(StatusCodes.Status201Created);
        }
    }

    private static IResult List(HttpContext http, LinkedInWorld world, FaultBoard faults)
    {
        if (
            LinkedInGate.Refuse(http, world, faults, "r_organization_social", "r_member_social") is
            { } refused
        )
        {
            return refused;
        }

        var query = http.Request.Query;
        var author = query["author"].ToString();
        if (
            query["q"] != "author"
            || http.Request.Headers["X-RestLi-Method"] != "FINDER"
            || !author.StartsWith("urn:li:", StringComparison.Ordinal)
        )
        {
            return LinkedInError.Of(400, "Only the finder q=author is played");
        }

        if (
            !http.Request.QueryString.Value!.Contains(
                "author=urn%3Ali%3A",
                StringComparison.Ordinal
            )
        )
        {
            return LinkedInError.Of(
                400,
                "Syntax exception in path or query: URNs are percent-encoded"
            );
        }

        var holder = world.Holder(http.Request.ApiKey())!;
        if (author == holder.Member.Urn && !holder.Scopes.Contains("r_member_social"))
        {
            return LinkedInError.Denied(
                "Not enough permissions to access: partnerApiPostsExternal.FINDER-author"
            );
        }

        if (Foreign(holder, author) is { } foreign)
        {
            return foreign;
        }

        var count = int.TryParse(query["count"], out var given) ? Math.Clamp(given, 1, 100) : 10;
        return Results.Json(
            new
            {
                paging = new
                {
                    start = 0,
                    count,
                    links = Array.Empty<object>(),
                },
                elements = world
                    .Posts(author)
                    .Take(count)
                    .Select(post => new
                    {
                        id = post.Urn,
                        author = post.Author,
                        commentary = post.Commentary,
                        visibility = post.Visibility,
                        lifecycleState = "PUBLISHED",
                        createdAt = post.CreatedAt.ToUnixTimeMilliseconds(),
                        publishedAt = post.CreatedAt.ToUnixTimeMilliseconds(),
                        lastModifiedAt = post.CreatedAt.ToUnixTimeMilliseconds(),
                    }),
            }
        );
    }

    private static IResult? Wrong(JsonElement post)
    {
        if (post.ValueKind != JsonValueKind.Object)
        {
            return LinkedInError.Of(400, "A post is an object");
        }

        if (post.TryGetProperty("content", out _))
        {
            return Results.Problem(statusCode: 501, title: "The Sandbox plays text posts only.");
        }

        foreach (var field in post.EnumerateObject().Where(field => !Fields.Contains(field.Name)))
        {
            return LinkedInError.Of(
                400,
                $"Unpermitted fields present in REQUEST_BODY: /{field.Name}",
                "ILLEGAL_ARGUMENT"
            );
        }

        foreach (var field in Fields.Where(field => !post.TryGetProperty(field, out _)))
        {
            return LinkedInError.Field(
                $"/{field}",
                "field is required but not found and has no default value"
            );
        }

        var page = Text(post, "author")
            .StartsWith("urn:li:organization:", StringComparison.Ordinal);
        var visibility = Text(post, "visibility");
        if (visibility != "PUBLIC" && (page || visibility != "CONNECTIONS"))
        {
            return LinkedInError.Field("/visibility", "not a visibility for this author");
        }

        if (Text(post, "lifecycleState") != "PUBLISHED")
        {
            return LinkedInError.Field("/lifecycleState", "must be PUBLISHED");
        }

        return Text(post, "commentary").Length == 0
                ? LinkedInError.Field("/commentary", "A text post needs a commentary")
            : Text(post.GetProperty("distribution"), "feedDistribution") != "MAIN_FEED"
                ? LinkedInError.Field("/distribution/feedDistribution", "must be MAIN_FEED")
            : null;
    }

    private static IResult? Foreign(Grant holder, string author)
    {
        if (author == holder.Member.Urn)
        {
            return holder.Scopes.Contains("w_member_social")
                ? null
                : LinkedInError.Denied("Not enough permissions to access: ugcPosts.CREATE");
        }

        var id = author.Split(':')[^1];
        return
            author == $"urn:li:organization:{id}"
            && holder.Scopes.Contains("w_organization_social")
            && holder.Member.Roles.TryGetValue(id, out var role)
            && Posting.Contains(role)
            ? null
            : LinkedInError.Denied(
                "Organization permissions must be used when using organization as author"
            );
    }

    private static Task Hang(HttpContext http) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);

    private static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";
}
