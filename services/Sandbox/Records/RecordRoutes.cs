using System.Globalization;

namespace LeadFuel.Sandbox.Records;

public static class RecordRoutes
{
    private static readonly string[] Vendors =
    [
        "resend",
        "anthropic",
        "openai",
        "stripe",
        "linkedin",
        "microsoft",
        "slack",
        "hubspot",
        "pipedrive",
    ];

    public static void MapRecords(this WebApplication app)
    {
        app.MapGet(
            "/records",
            (RequestLog log, string? vendor, string? since) =>
            {
                var items = log.Since(vendor, since);
                return Results.Ok(
                    new
                    {
                        items,
                        next = items.Count > 0
                            ? items[^1].Id.ToString(CultureInfo.InvariantCulture)
                            : since,
                    }
                );
            }
        );
        app.MapDelete(
            "/records",
            (RequestLog log) =>
            {
                log.Clear();
                return Results.NoContent();
            }
        );
    }

    /// <summary>What nobody plays answers 501 and stands on the Requests page, so that a wrong path is found at once.</summary>
    public static void MapUnplayed(this WebApplication app)
    {
        foreach (var vendor in Vendors)
        {
            app.Map($"/{vendor}/{{**path}}", NotPlayed)
                .WithMetadata(new PlayedVendor(vendor))
                .WithOrder(int.MaxValue - 1);
        }

        app.Map("/{**path}", NotPlayed)
            .WithMetadata(new PlayedVendor("unknown"))
            .WithOrder(int.MaxValue);
    }

    private static IResult NotPlayed(HttpContext http) =>
        Results.Problem(
            statusCode: StatusCodes.Status501NotImplemented,
            title: "The Sandbox does not play this.",
            detail: $"{http.Request.Method} {http.Request.Path} is written down on the page /requests."
        );
}
