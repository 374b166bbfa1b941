using Grpc.Core;
using Grpc.Core.Interceptors;
using LeadFuel.Accounts;
using LeadFuel.Outcomes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers clients of other services.</summary>
public static class ServiceClients
{
    /// <summary>A gRPC client of another service: discovery, a deadline for plain calls (5 s, a job 15 s, for which nobody waits), and a token minted for that one service. Named, when several services answer the same contract.</summary>
    public static void AddServiceClient<TClient>(
        this WebApplicationBuilder builder,
        string service,
        string? name = null
    )
        where TClient : class =>
        builder
            .Services.AddGrpcClient<TClient>(
                name ?? typeof(TClient).Name,
                options => options.Address = new Uri($"http://_grpc.{service}")
            )
            .AddServiceDiscovery()
            .AddInterceptor(
                Grpc.Net.ClientFactory.InterceptorScope.Client,
                services => new CallOut(
                    service,
                    services.GetRequiredService<CurrentAccount>(),
                    services.GetRequiredService<TokenMint>()
                )
            );

    private sealed class CallOut(string service, CurrentAccount account, TokenMint mint)
        : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation
        ) =>
            continuation(
                request,
                With(context, TimeSpan.FromSeconds(account.Member == "job" ? 15 : 5))
            );

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<
            TRequest,
            TResponse
        >(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation
        ) => continuation(request, With(context, null));

        private ClientInterceptorContext<TRequest, TResponse> With<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            TimeSpan? deadline
        )
            where TRequest : class
            where TResponse : class
        {
            if (account.OpenWork > 0)
            {
                throw new InvalidOperationException(
                    $"A call to {service} started inside a unit of work."
                );
            }

            var headers = context.Options.Headers ?? [];
            headers.Add("Authorization", "Bearer " + mint.Mint(service, Claims()));
            var options = context.Options.WithHeaders(headers);
            if (deadline is { } wait && options.Deadline is null)
            {
                // The machine's clock: gRPC measures deadlines by it.
                options = options.WithDeadline(
                    TimeProvider.System.GetUtcNow().Add(wait).UtcDateTime
                );
            }

            return new(context.Method, context.Host, options);
        }

        private TokenClaims Claims() =>
            new(account.Member)
            {
                Account = account.Entered ? account.Email : null,
                SessionId = account.SessionId,
                SignedInAt = account.SignedInAt,
                Viewing = account.Viewing,
                EndsAt = account.EndsAt,
            };
    }
}
