using LeadFuel.Scope.Rpc;

namespace LeadFuel.Signal.Generations;

/// <summary>The published customer profiles, asked of Scope.</summary>
public static class ListIcps
{
    public sealed record Line(Guid Id, string Name, int Version, DateTimeOffset PublishedAt);

    public sealed record View(IReadOnlyList<Line> Items, string? Next);

    public static void MapIcps(this WebApplication app) => app.MapRoom("/icps").MapGet("", Answer);

    private static async Task<IResult> Answer(IServiceProvider services, CancellationToken ct) =>
        TypedResults.Ok(await Handle(services.GetRequiredService<Icps.IcpsClient>(), ct));

    internal static async Task<View> Handle(Icps.IcpsClient scope, CancellationToken ct)
    {
        var reply = await scope.ListPublishedAsync(
            new ListPublishedRequest(),
            cancellationToken: ct
        );
        return new(
            [
                .. reply.Icps.Select(icp => new Line(
                    Guid.Parse(icp.Id),
                    icp.Name,
                    icp.Version,
                    icp.PublishedAt.ToDateTimeOffset()
                )),
            ],
            null
        );
    }
}
