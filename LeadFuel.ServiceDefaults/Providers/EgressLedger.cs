using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using LeadFuel.Accounts;
using LeadFuel.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Providers;

/// <summary>The only way out: checks purpose, categories and host, writes the ledger, then lets the call go.</summary>
internal sealed class EgressLedger(
    Provider provider,
    IReadOnlyList<Uri> addresses,
    SwitchBoard switches,
    IServiceScopeFactory scopes,
    TimeProvider clock
) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var scope =
            Egress.Current
            ?? throw new InvalidOperationException($"A call to {provider.Name} names no purpose.");
        Check(request, scope);
        var body = request.Content is null
            ? []
            : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var call = new EgressCall
        {
            At = clock.GetUtcNow(),
            Provider = provider.Name,
            Host = request.RequestUri!.Host,
            Purpose = scope.Purpose,
            Categories = scope.Categories,
            BytesOut = body.Length,
            BodySha256 = SHA256.HashData(body),
            AskedBy = scope.Account.Member,
        };
        await using (var ledger = scopes.CreateAsyncScope())
        {
            var db = Enter(ledger, scope.Account);
            await using var work = await db.Begin(cancellationToken);
            db.EgressCalls.Add(call);
            await work.Commit(cancellationToken);
        }

        var started = Stopwatch.GetTimestamp();
        using var span = Spans.Source.StartActivity(
            $"{request.Method} {provider.Name}",
            ActivityKind.Client
        );
        span?.SetTag("peer.service", provider.Name);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            span?.SetStatus(
                response.IsSuccessStatusCode
                || response.StatusCode == HttpStatusCode.SwitchingProtocols
                    ? ActivityStatusCode.Unset
                    : ActivityStatusCode.Error
            );
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                // A socket: what goes both ways is counted, and told when it closes.
                response.Content = new CountedSocket(
                    response.Content,
                    (sent, received) =>
                        Complete(
                            scope.Account,
                            call.Id,
                            (int)response.StatusCode,
                            received,
                            started,
                            sent
                        )
                );
                return response;
            }

            response.Content = new CountedContent(
                response.Content,
                bytes => Complete(scope.Account, call.Id, (int)response.StatusCode, bytes, started)
            );
            return response;
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError
                    is HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
            )
        {
            span?.SetStatus(ActivityStatusCode.Error);
            // Nothing has left: the outcome is known.
            await Complete(
                scope.Account,
                call.Id,
                (int)HttpStatusCode.ServiceUnavailable,
                0,
                started
            );
            throw;
        }
    }

    private void Check(HttpRequestMessage request, EgressScope scope)
    {
        if (scope.Account.OpenWork > 0)
        {
            throw new InvalidOperationException(
                $"A call to {provider.Name} started inside a unit of work."
            );
        }

        var purpose =
            provider.Purposes.FirstOrDefault(p => p.Name == scope.Purpose)
            ?? throw new InvalidOperationException(
                $"{provider.Name} is not declared for {scope.Purpose}."
            );
        if (scope.Categories.Except(purpose.Categories).FirstOrDefault() is { } undeclared)
        {
            throw new InvalidOperationException(
                $"{provider.Name} may not get {undeclared} for {scope.Purpose}."
            );
        }

        var own =
            !provider.ByCustomer ? addresses
            : scope.Given is { } given ? [given]
            : [];
        if (
            request.RequestUri is not { } target
            || !own.Any(address =>
                target.Authority == address.Authority && Plain(target.Scheme) == address.Scheme
            )
        )
        {
            throw new InvalidOperationException(
                $"{provider.Name} may only be called at its own address."
            );
        }

        switches.Demand(provider.Name, scope.Account.Email);
    }

    private async Task Complete(
        CurrentAccount account,
        Guid id,
        int status,
        long bytesIn,
        long started,
        long? bytesOut = null
    )
    {
        await using var ledger = scopes.CreateAsyncScope();
        var db = Enter(ledger, account);
        await using var work = await db.Begin(CancellationToken.None);
        var ms = (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await db
            .EgressCalls.Where(c => c.Id == id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(c => c.Status, status)
                        .SetProperty(c => c.BytesIn, bytesIn)
                        .SetProperty(c => c.BytesOut, c => bytesOut ?? c.BytesOut)
                        .SetProperty(c => c.DurationMs, ms),
                CancellationToken.None
            );
        await work.Commit(CancellationToken.None);
    }

    private static string Plain(string scheme) =>
        scheme switch
        {
            "ws" => "http",
            "wss" => "https",
            _ => scheme,
        };

    private static ServiceDb Enter(AsyncServiceScope ledger, CurrentAccount account)
    {
        // The ledger is written for an impersonated read too, so it does not inherit the viewing.
        ledger
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(account.Email), account.Member);
        return ledger.ServiceProvider.GetRequiredService<ServiceDb>();
    }
}
