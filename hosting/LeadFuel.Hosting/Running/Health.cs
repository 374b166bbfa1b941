using System.Net;

namespace LeadFuel.Hosting.Running;

/// <summary>Asks a resource's health address, over HTTP/1.1.</summary>
internal sealed class Health : IDisposable
{
    public const string Silent = "does not answer";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        }
    );

    /// <summary>Null when it answers with the status, else what it did.</summary>
    public async Task<string?> Ask(string url, int status, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url)
            {
                Version = HttpVersion.Version11,
            };
            using var response = await _http.SendAsync(request, limit.Token);
            return (int)response.StatusCode == status
                ? null
                : $"{request.RequestUri!.AbsolutePath} {(int)response.StatusCode}";
        }
        catch (HttpRequestException)
        {
            return Silent;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer in {Patience.TotalSeconds} s from {url}";
        }
    }

    public void Dispose() => _http.Dispose();
}
