using LeadFuel.Accounts;
using LeadFuel.House.Tests.Walls;
using LeadFuel.Testing;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>
/// Every gRPC method of every service, called with the ids of somebody else. The databases' own wall is open here:
/// what is not shown, the services themselves did not show.
/// </summary>
public sealed class MethodSweepTests(OpenWall open) : IClassFixture<OpenWall>
{
    // Directories and acts of operators, which are about all accounts by their nature; who may call them is listed.
    private static readonly string[] OfAllAccounts =
    [
        "AccountData/Archive",
        "AccountData/Jobs",
        "AccountData/RetryJobs",
        "AccountData/Switch",
        "AccountDirectory/List",
        // The account, the operator and the reason stand in the message: this is how a viewing begins.
        "Impersonations/Start",
    ];

    private readonly Suite suite = open.Suite;

    public static TheoryData<string> Services =>
        ["core", "scope", "reach", "signal", "orbit", "admin"];

    [Theory, MemberData(nameof(Services))]
    [Claim("T48")]
    public async Task Ids_of_another_account_find_nothing_and_change_nothing(string name)
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        await suite.Drain(ada);
        await suite.Drain(eve);
        var seed = await Seed.Plant(suite, ada.Email);
        var before = await seed.Print(suite);
        var listed = Callers.Read();
        var service = suite.Service(name);
        var faults = new List<string>();

        foreach (var method in RpcMethod.Of(service))
        {
            if (
                OfAllAccounts.Contains(method.Name)
                || Callers.Of(listed, method.Path) is not [var caller, ..]
            )
            {
                continue;
            }

            var message = method.About(seed);
            var token = suite.Tokens.Mint(
                name,
                new TokenClaims(eve.Email) { Account = eve.Email },
                caller
            );
            var (_, says) = await method.Call(service, message, token);
            var asked = message.ToString()!;
            if (
                (
                    !asked.Contains(ada.Email, StringComparison.Ordinal)
                    && says.Contains(ada.Email, StringComparison.Ordinal)
                )
                || seed.Ids.Any(id =>
                    !asked.Contains(id, StringComparison.Ordinal)
                    && says.Contains(id, StringComparison.Ordinal)
                )
            )
            {
                faults.Add($"{method} shows what is ada's: {says}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await seed.Print(suite));
    }
}
