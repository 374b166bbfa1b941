using System.Net;
using LeadFuel.Accounts;
using LeadFuel.House.Tests.Walls;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>A token of a viewing reads, and changes nothing, whatever it is shown to and whoever shows it.</summary>
public sealed class ReadOnlyTests(Suite suite)
{
    private const string NotFound = "5";
    private const string PermissionDenied = "7";

    // What reads; everything else refuses the token of a viewing.
    private static readonly string[] Reading =
    [
        "AccountData/EgressCalls",
        "AccountData/Export",
        "AccountData/RenderEvent",
        "AccountData/Usage",
        "AccountDirectory/Describe",
        "Accounts/Get",
        "AiKeys/Get",
        "Entitlements/Check",
        "Icps/GetPublished",
        "Icps/ListPublished",
        "Relationships/FindWarmPaths",
        "Replies/Follow",
        "StoredContacts/ScanForContacts",
    ];

    // Where the invented row or message gives nothing to write, so that the database is not asked to.
    private static readonly Dictionary<string, (string Status, string Why)> NothingToWrite = new()
    {
        ["OperatorMails/Send"] = ("3", "no customer's account mails an operator"),
        ["OnBehalf/Delete"] = ("3", "no operator asks"),
        ["OnBehalf/Export"] = ("3", "no operator asks"),
        ["Suspensions/Lift"] = ("3", "no operator asks"),
        ["Suspensions/Suspend"] = ("3", "no operator asks"),
        ["AiKeys/TellRefused"] = ("0", "no key ends like that"),
        ["Events/Tell"] = ("0", "no channel is told of the event"),
        ["Deals/StopAtCompany"] = ("0", "nobody at that company gets mail"),
        ["ReplyInbox/Closed"] = ("0", "no address of ours leads to that mailbox"),
        ["ReplyInbox/ProbeCame"] = ("0", "no probe has that token"),
        ["Replies/Expect"] = ("6", "the mailbox is not being read"),
        ["Replies/Take"] = ("13", "the invented mail opens with no key"),
    };

    public static TheoryData<string> Services =>
        ["core", "scope", "reach", "signal", "orbit", "admin"];

    [Theory, MemberData(nameof(Services))]
    [Claim("T58")]
    public async Task Every_route_that_changes_something_refuses_a_viewing(string name)
    {
        var account = Suite.NewAddress();
        using var caller = suite.Direct(name, () => Viewing(name, account, "gateway"));
        var faults = new List<string>();
        foreach (
            var route in Route
                .Of(suite.Service(name))
                .Where(route => route is { PublicName: null, Method: not ("GET" or "HEAD") })
        )
        {
            var answer = await caller.Send(route.Verb, route.Path, route.Body);
            var says = await answer.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            );
            if (
                answer.StatusCode != HttpStatusCode.Forbidden
                || !says.Contains("/problems/impersonation-read-only", StringComparison.Ordinal)
            )
            {
                faults.Add($"{route}: {(int)answer.StatusCode} {says}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory, MemberData(nameof(Services))]
    [Claim("T58")]
    public async Task Every_method_that_changes_something_refuses_a_viewing(string name)
    {
        var ada = await suite.SignUp();
        await suite.Drain(ada);
        var seed = await Seed.Plant(suite, ada.Email);
        var before = await seed.Print(suite);
        var listed = Callers.Read();
        var service = suite.Service(name);
        var faults = new List<string>();
        foreach (var method in RpcMethod.Of(service))
        {
            // What is about no account has no viewing behind it; who may call it is listed.
            if (method.AccountFree || Callers.Of(listed, method.Path) is not [var caller, ..])
            {
                continue;
            }

            var token = Viewing(name, ada.Email, caller);
            var (status, says) = await method.Call(service, method.About(seed), token);
            var right =
                Reading.Contains(method.Name) ? status is "0" or NotFound
                : NothingToWrite.TryGetValue(method.Name, out var known) ? status == known.Status
                : status == PermissionDenied;
            if (!right)
            {
                faults.Add($"{method}: {status} {says}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await seed.Print(suite));
    }

    private string Viewing(string audience, string account, string issuer) =>
        suite.Tokens.Mint(
            audience,
            new TokenClaims(account)
            {
                Account = account,
                Viewing = new Viewing("operator:7", "0123", Write: false),
            },
            issuer
        );
}
