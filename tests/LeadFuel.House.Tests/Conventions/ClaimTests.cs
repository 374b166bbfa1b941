using System.Text.RegularExpressions;
using LeadFuel.Core.Trust;
using LeadFuel.Testing;

namespace LeadFuel.House.Tests.Conventions;

/// <summary>A promise counts as proved by tests that name it; a name that stands for nothing proves nothing.</summary>
public sealed partial class ClaimTests
{
    // The shape of the suite, which the trust page does not speak of.
    private static IEnumerable<string> Shape =>
        Enumerable.Range(1, 8).Select(number => $"K{number}");

    private static IReadOnlyList<(string File, string Claim)> Claims =>
        [
            .. Repository
                .Files("tests", ".cs")
                .SelectMany(file =>
                    Named()
                        .Matches(Repository.Text(file))
                        .Select(match => (file, match.Groups[1].Value))
                ),
        ];

    [Fact]
    public void What_a_test_claims_is_promised()
    {
        var promised = Promises.All.Select(promise => promise.Id).ToHashSet();

        Assert.NotEmpty(Claims);
        Assert.DoesNotContain(Claims, claim => !promised.Union(Shape).Contains(claim.Claim));
    }

    [Fact]
    public void What_is_promised_has_a_test_or_is_stated_by_the_deployment_or_comes_later()
    {
        // Uploads are not built yet, which the page says in its own words.
        string[] later = ["T08"];
        Assert.Contains(
            Promises.Limits,
            limit => limit.Contains("Not built yet", StringComparison.Ordinal)
        );
        var claimed = Claims.Select(claim => claim.Claim).ToHashSet();

        var open = Promises
            .All.Where(promise => !promise.Declared)
            .Select(promise => promise.Id)
            .Concat(Shape)
            .Except(claimed);

        Assert.Equal(later, open);
    }

    [Fact]
    public void What_only_a_deployment_can_state_is_claimed_by_no_test()
    {
        var declared = Promises
            .All.Where(promise => promise.Declared)
            .Select(promise => promise.Id);

        Assert.DoesNotContain(Claims, claim => declared.Contains(claim.Claim));
    }

    [Fact]
    public void No_test_is_left_out() =>
        Assert.DoesNotContain(
            Repository.Files("tests", ".cs"),
            file => LeftOut().IsMatch(Repository.Text(file))
        );

    [GeneratedRegex("""Claim\("(\w+)"\)""")]
    private static partial Regex Named();

    [GeneratedRegex(@"(Fact|Theory)\(.*Skip\s*=|Assert\.Skip\w*\(|Assert\.True\(true\)")]
    private static partial Regex LeftOut();
}
