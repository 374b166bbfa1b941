using LeadFuel.Sandbox.Pages;

namespace LeadFuel.Sandbox.Faults;

public static class FaultRoutes
{
    public static void MapFaults(this WebApplication app)
    {
        app.MapGet(
            "/faults",
            (HttpContext http, FaultBoard board) =>
                http
                    .Request.Headers.Accept.ToString()
                    .Contains("text/html", StringComparison.Ordinal)
                    ? PageRoutes.Faults(board)
                    : Results.Ok(new { items = board.All, kinds = FaultKinds.ByVendor })
        );
        app.MapPost(
            "/faults",
            (Fault fault, FaultBoard board) =>
                Wrong(fault) is { } wrong
                    ? Results.Problem(
                        statusCode: StatusCodes.Status400BadRequest,
                        title: "No such fault.",
                        detail: wrong
                    )
                    : Results.Created($"/faults/{fault.Id}", board.Add(fault))
        );
        app.MapDelete(
            "/faults",
            (FaultBoard board, string? vendor) =>
            {
                board.Clear(vendor);
                return Results.NoContent();
            }
        );
        app.MapDelete(
            "/faults/{id:guid}",
            (Guid id, FaultBoard board) =>
            {
                board.Clear(id: id);
                return Results.NoContent();
            }
        );
    }

    public static string? Wrong(Fault fault) =>
        !FaultKinds.ByVendor.TryGetValue(fault.Vendor, out var kinds)
            ? $"'vendor' is one of {string.Join(", ", FaultKinds.ByVendor.Keys)}."
        : !kinds.ContainsKey(fault.Kind)
            ? $"'kind' of {fault.Vendor} is one of {string.Join(", ", kinds.Keys)}."
        : null;
}
