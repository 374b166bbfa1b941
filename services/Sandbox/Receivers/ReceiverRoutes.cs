using System.Text;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Pages;
using LeadFuel.Sandbox.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.Receivers;

/// <summary>A customer's webhook receiver: it takes whatever comes, and its page tells which signatures are right.</summary>
public static class ReceiverRoutes
{
    public static void AddReceivers(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<Receivers>();

    public static void MapReceivers(this WebApplication app)
    {
        app.MapPost("/hooks/{name}", Take).WithMetadata(new PlayedVendor("webhook"));
        app.MapGet("/hooks/{name}", Page);
        app.MapGet("/hooks/{name}/received", List);
        app.MapPost("/hooks/{name}/secret", Keep).DisableAntiforgery();
    }

    public static IResult Page(string name, Receivers receivers) =>
        new RazorComponentResult<ReceiverPage>(new { Receiver = receivers.Of(name) });

    private static IResult List(string name, string? secret, Receivers receivers)
    {
        var receiver = receivers.Of(name);
        return Results.Ok(
            new
            {
                items = receiver.All.Select(one => new
                {
                    one.At,
                    one.Headers,
                    Body = Encoding.UTF8.GetString(one.Body),
                    one.Status,
                    Holds = one.Holds(secret ?? receiver.Secret),
                }),
            }
        );
    }

    private static async Task<IResult> Keep(HttpContext http, string name, Receivers receivers)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        receivers.Of(name).Secret = form["secret"].ToString().Trim();
        return Results.Redirect($"/hooks/{Uri.EscapeDataString(name)}");
    }

    private static async Task Take(
        HttpContext http,
        string name,
        Receivers receivers,
        FaultBoard faults,
        TimeProvider clock
    )
    {
        var fault = http.TakeFault(
            faults,
            "webhook",
            "status",
            "redirect",
            "delay",
            "reset",
            "reset_after_headers",
            "endless",
            "hang"
        );
        var status = fault?.Kind switch
        {
            "status" => fault.Status ?? 500,
            "reset_after_headers" => fault.Status ?? 200,
            "redirect" => 302,
            _ => 200,
        };
        receivers
            .Of(name)
            .Add(
                new Received(
                    clock.GetUtcNow(),
                    http.Request.Headers.ToDictionary(
                        header => header.Key,
                        header => header.Value.ToString(),
                        StringComparer.OrdinalIgnoreCase
                    ),
                    http.RawBody(),
                    status
                )
            );
        http.Response.StatusCode = status;
        if (fault?.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        }

        switch (fault?.Kind)
        {
            case "redirect":
                http.Response.Headers.Location = $"/hooks/{name}-elsewhere";
                break;
            case "delay":
                await Task.Delay(fault.Delay(20_000), clock, http.RequestAborted);
                break;
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
                break;
            case "reset":
                http.Abort();
                break;
            case "reset_after_headers":
                // A body is promised that never comes.
                http.Response.ContentLength = 1024;
                await http.Response.Body.FlushAsync(http.RequestAborted);
                // What is on its way when a connection is dropped is lost: the headers arrive first.
                await Task.Delay(fault.Delay(500), clock, http.RequestAborted);
                http.Abort();
                break;
            case "endless":
                await Endless(http);
                break;
        }
    }

    private static async Task Endless(HttpContext http)
    {
        var much = new byte[16 * 1024];
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.Body.WriteAsync(much, http.RequestAborted);
        }
    }
}
