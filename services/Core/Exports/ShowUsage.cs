using Grpc.Core;
using Grpc.Net.ClientFactory;
using LeadFuel.Accounts.Rpc;
using LeadFuel.Core.Accounts;

namespace LeadFuel.Core.Exports;

/// <summary>How many rows each service keeps of the account. A service that does not answer is named, not hidden.</summary>
public static class ShowUsage
{
    public sealed record Table(string Name, long Rows);

    public sealed record Kept(string Service, bool Answers, long Rows, IReadOnlyList<Table> Tables);

    public sealed record View(IReadOnlyList<Kept> Items);

    public static void Map(WebApplication app) =>
        app.MapGet(
            "/usage",
            async (AccountRows own, GrpcClientFactory clients, CancellationToken ct) =>
                await Handle(own, clients, ct)
        );

    public static async Task<View> Handle(
        AccountRows own,
        GrpcClientFactory clients,
        CancellationToken ct
    )
    {
        var others = Task.WhenAll(
            OpenAccount.Services.Select(service => Ask(service, clients, ct))
        );
        return new View([.. (await others).Prepend(Of("core", await own.Count(ct)))]);
    }

    private static async Task<Kept> Ask(
        string service,
        GrpcClientFactory clients,
        CancellationToken ct
    )
    {
        try
        {
            var usage = await clients
                .CreateClient<AccountData.AccountDataClient>(service)
                .UsageAsync(new UsageRequest(), cancellationToken: ct);
            return Of(service, usage.Rows);
        }
        catch (RpcException gone)
            when (gone.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return new Kept(service, false, 0, []);
        }
    }

    private static Kept Of(string service, IEnumerable<KeyValuePair<string, long>> rows)
    {
        var tables = rows.Where(row => row.Value > 0)
            .OrderByDescending(row => row.Value)
            .Select(row => new Table(row.Key, row.Value))
            .ToList();
        return new Kept(service, true, tables.Sum(table => table.Rows), tables);
    }
}
