using System.Text.RegularExpressions;
using LeadFuel.Testing;

namespace LeadFuel.House.Tests.Conventions;

/// <summary>Where the sources speak past the account wall: nowhere, or in files that are listed here and were read for it.</summary>
public sealed partial class WallSourceTests
{
    // Statements of their own over one account's rows: each stands in a unit of work, behind row-level security.
    private static readonly string[] OwnSql =
    [
        "LeadFuel.ServiceDefaults/Accounts/AccountRows.cs",
        "services/Admin/AuditEntries/OperatorLog.cs",
        "services/Admin/Impersonations/Visits.cs",
        "services/Admin/Operators/ChangeOperator.cs",
        "services/Admin/Operators/SecondFactor.cs",
        "services/Core/AuditEntries/AuditLog.cs",
        "services/Core/Deletions/Deletion.cs",
        "services/Core/Integrations/Channel.cs",
        "services/Core/Integrations/SendAgain.cs",
        "services/Core/Mails/Mail.cs",
        "services/Core/SignInLinks/AskForLink.cs",
        "services/Core/Subscriptions/ReadSubscription.cs",
        "services/Core/Subscriptions/StartCheckout.cs",
        "services/Orbit/Messages/CommitPage.cs",
        "services/Reach/Contacts/ListContactFields.cs",
        "services/Reach/Rpc/DealsRpc.cs",
        "services/Reach/Sends/WakeMessages.cs",
        "services/Reach/Suppressions/ImportSuppressions.cs",
        "services/Scope/Icps/Icp.cs",
        "services/Scope/Outcomes/TakeCrmEvents.cs",
        "services/Scope/Syntheses/SynthesisLog.cs",
    ];

    private static IEnumerable<(string File, string Text)> Product =>
        ((string[])["LeadFuel.AppHost", "LeadFuel.ServiceDefaults", "gateway", "services"])
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => (file, Repository.Text(file)));

    [Fact]
    public void No_query_lifts_the_account_filter()
    {
        var lifted = Product
            .SelectMany(source =>
                Lifted()
                    .Matches(source.Text)
                    .Select(match => (source.File, Filters: match.Groups[1].Value))
            )
            .ToList();

        Assert.NotEmpty(lifted);
        Assert.DoesNotContain(lifted, one => one.Filters.Trim() != "[AccountDbContext.KeptFilter]");
    }

    [Fact]
    public void The_account_of_a_connection_is_set_in_one_place_and_for_one_transaction()
    {
        Assert.Equal(
            ["LeadFuel.ServiceDefaults/Accounts/AccountGate.cs"],
            Product
                .Where(source => source.Text.Contains("set_config(", StringComparison.Ordinal))
                .Select(source => source.File)
        );
        Assert.DoesNotContain(Product, source => ForTheSession().IsMatch(source.Text));
        Assert.DoesNotContain(Product, source => RowSecurity().IsMatch(source.Text));
    }

    [Fact]
    public void Queries_in_sql_stand_in_listed_files_only() =>
        Assert.Equal(
            OwnSql,
            Product
                .Where(source => SqlQuery().IsMatch(source.Text))
                .Select(source => source.File)
                .Order(StringComparer.Ordinal)
        );

    [GeneratedRegex(@"IgnoreQueryFilters(?:<\w+>)?\(([^)]*)\)")]
    private static partial Regex Lifted();

    [GeneratedRegex(@"set_config\([^)]*false\s*\)|\bset session\b|set app\.account")]
    private static partial Regex ForTheSession();

    [GeneratedRegex(@"\brow_security\b")]
    private static partial Regex RowSecurity();

    [GeneratedRegex(@"\.(?:FromSql|SqlQuery)\w*[<(]")]
    private static partial Regex SqlQuery();
}
