using Grpc.Core;
using LeadFuel.Accounts;
using LeadFuel.Prompts.Rpc;
using LeadFuel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>What a service asks of its neighbours for a request ends when the session or viewing behind it ends.</summary>
public sealed class TokenEndTests(Suite suite)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Claim("T49")]
    [Claim("T58")]
    public async Task No_neighbour_answers_after_the_end_of_the_session_or_viewing_behind_a_request(
        bool viewing
    )
    {
        var ada = await suite.SignUp();
        var now = suite.Time.GetUtcNow();
        var claims = new TokenClaims(ada.Email)
        {
            Account = ada.Email,
            SessionId = viewing ? null : "0123",
            Viewing = viewing ? new Viewing("operator:7", "0123", Write: false) : null,
        };

        await Ask(claims with { EndsAt = now.AddMinutes(1) });
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            Ask(claims with { EndsAt = now.AddSeconds(-1) })
        );

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    private async Task Ask(TokenClaims claims)
    {
        await using var scope = suite.Reach.Provider.CreateAsyncScope();
        // As the gate does it with a request's token; the request itself may run on for minutes.
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().Describe(claims);
        await scope
            .ServiceProvider.GetRequiredService<AiKeys.AiKeysClient>()
            .GetAsync(
                new GetAiKeyRequest(),
                cancellationToken: TestContext.Current.CancellationToken
            );
    }
}
