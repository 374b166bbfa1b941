using System.Globalization;
using System.Text.Json;
using LeadFuel.Reach.Domains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>What a good engineer would write by hand without any of ours: the baseline, as a program of its own.</summary>
internal static class BareService
{
    private const string Select =
        "select id, name, status, records, dmarc, checked_at, created_at, version from reach.domains where account_email = $1 and id = $2";

    /// <summary>`args`: the address, then for the one that reads a row: the database and whose rows.</summary>
    public static async Task<int> Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = Path.GetTempPath() }
        );
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(args[0]);
        app.MapGet("/health", () => "ok");
        if (args is [_, var database, var account])
        {
            var source = NpgsqlDataSource.Create(database);
            app.MapGet(
                "/domains/{id:guid}",
                (Guid id, CancellationToken ct) => Read(source, account, id, ct)
            );
        }

        // Ends with the one that started it.
        _ = Task.Run(async () =>
        {
            await Console.In.ReadToEndAsync();
            await app.StopAsync();
        });
        await app.RunAsync();
        return 0;
    }

    private static async Task<IResult> Read(
        NpgsqlDataSource source,
        string account,
        Guid id,
        CancellationToken ct
    )
    {
        await using var command = source.CreateCommand(Select);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return Results.NotFound();
        }

        var status = row.GetString(2);
        return TypedResults.Ok(
            new GetDomain.View(
                row.GetGuid(0),
                row.GetString(1),
                status,
                status == "verified",
                JsonSerializer.Deserialize<List<DnsRecord>>(row.GetString(3))!,
                row.GetString(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.GetInt32(7)
            )
        );
    }
}
