using System.Globalization;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Pages;
using LeadFuel.Core.Rpc;
using Microsoft.Extensions.Primitives;

namespace LeadFuel.Admin.Accounts;

/// <summary>Which accounts are looked for, as the form on the page says it.</summary>
internal sealed record FindAccounts(
    string Query,
    string State,
    string Plan,
    string Product,
    int DueDays,
    string After
)
{
    public const int PerPage = 50;

    private static readonly string[] States =
    [
        "",
        "active",
        "suspended",
        "deletion_pending",
        "purging",
    ];

    private static readonly string[] Products = ["", "scope", "reach", "signal", "orbit"];

    private static readonly (int Days, string Says)[] Due =
    [
        (0, "all"),
        (1, "within a day"),
        (7, "within 7 days"),
        (30, "within 30 days"),
    ];

    public static FindAccounts Read(Func<string, StringValues> field)
    {
        var (state, product) = (field("state").ToString(), field("product").ToString());
        _ = int.TryParse(
            field("due").ToString(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var days
        );
        return new FindAccounts(
            field("query").ToString().Trim(),
            States.Contains(state) ? state : "",
            field("plan").ToString(),
            Products.Contains(product) ? product : "",
            Due.Any(one => one.Days == days) ? days : 0,
            field("after").ToString()
        );
    }

    public ListAccountsRequest Request =>
        new()
        {
            Query = Query,
            State = State,
            Plan = Plan,
            Product = Product,
            DeletionDueDays = DueDays,
            After = After,
            Limit = PerPage,
        };

    /// <summary>The same in words, for the log.</summary>
    public string Said =>
        OperatorLog.Search(
            ("search", Query),
            ("state", State),
            ("plan", Plan),
            ("product", Product),
            ("deletion", DueDays == 0 ? "" : Due.First(one => one.Days == DueDays).Says)
        );

    /// <summary>Where the accounts after this one stand.</summary>
    public string Next(string last) =>
        $"/?query={Uri.EscapeDataString(Query)}&state={State}&plan={Uri.EscapeDataString(Plan)}&product={Product}&due={DueDays}&after={Uri.EscapeDataString(last)}";

    /// <summary>The same again, to be changed. `plans`: the words a plan may have.</summary>
    public string Form(IEnumerable<string> plans) =>
        $"""<form method="get" action="/" role="search"><label>Address or name, a member's address, or Stripe's id of a customer or subscription <input name="query" value="{Page.E(
            Query
        )}"></label><label>State {Select(
            "state",
            States.Select(one => (one, one)),
            State
        )}</label><label>Plan {Select(
            "plan",
            plans.Prepend("").Select(one => (one, one)),
            Plan
        )}</label><label>May use {Select(
            "product",
            Products.Select(one => (one, one)),
            Product
        )}</label><label>Deletion due {Select(
            "due",
            Due.Select(one => (one.Days.ToString(CultureInfo.InvariantCulture), one.Says)),
            DueDays.ToString(CultureInfo.InvariantCulture)
        )}</label><button>Search</button></form>""";

    private static string Select(
        string name,
        IEnumerable<(string Value, string Says)> options,
        string chosen
    ) =>
        $"<select name=\"{name}\">{string.Concat(options.Select(one => $"<option value=\"{Page.E(one.Value)}\"{(one.Value == chosen ? " selected" : "")}>{Page.E(one.Says.Length == 0 ? "all" : one.Says)}</option>"))}</select>";
}
