using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using LeadFuel.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Providers;

/// <summary>The only way out: checks purpose, categories and host, writes the ledger, then lets the call go.</summary>
internal sealed class EgressLedger(
    Provider provider,
    Uri address,
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
            Host = address.Host,
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
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
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

        if (
            request.RequestUri is not { } target
            || target.Authority != address.Authority
            || target.Scheme != address.Scheme
        )
        {
            throw new InvalidOperationException(
                $"{provider.Name} may only be called at its own address."
            );
        }

        if (switches.Refuses(provider.Name, scope.Account.Email) is { } says)
        {
            throw new ProviderSwitchedOffException(provider.Name, says);
        }
    }

    private async Task Complete(
        CurrentAccount account,
        Guid id,
        int status,
        long bytesIn,
        long started
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
                        .SetProperty(c => c.DurationMs, ms),
                CancellationToken.None
            );
        await work.Commit(CancellationToken.None);
    }

    private static ServiceDb Enter(AsyncServiceScope ledger, CurrentAccount account)
    {
        // The ledger is written for an impersonated read too, so it does not inherit the viewing.
        ledger
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(account.Email), account.Member);
        return ledger.ServiceProvider.GetRequiredService<ServiceDb>();
    }
}
