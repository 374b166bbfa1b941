namespace LeadFuel.Sandbox.Records;

/// <summary>Marks the endpoints of one third party: what reaches them is recorded.</summary>
public sealed record PlayedVendor(string Name);

/// <summary>Writes down every request to a third party before anything answers it, so that one that hangs is seen too.</summary>
public sealed class RecordRequests(RequestDelegate next, RequestLog log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<PlayedVendor>() is not { } vendor)
        {
            await next(http);
            return;
        }

        using var copy = new MemoryStream();
        await http.Request.Body.CopyToAsync(copy, http.RequestAborted);
        var body = copy.ToArray();
        http.Request.Body = new MemoryStream(body);
        var recorded = log.Add(vendor.Name, http.Request, body);
        http.Features.Set(recorded);
        http.Features.Set(new RawBody(body));
        await next(http);
        recorded.Status = http.RequestAborted.IsCancellationRequested
            ? null
            : http.Response.StatusCode;
    }
}

public sealed record RawBody(byte[] Bytes);

public static class RecordedHttp
{
    public static byte[] RawBody(this HttpContext http) =>
        http.Features.Get<RawBody>()?.Bytes ?? [];

    /// <summary>The caller's key, in the two forms vendors take it.</summary>
    public static string? ApiKey(this HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                ? authorization[7..].Trim()
            : request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key ? key
            : null;
    }
}
