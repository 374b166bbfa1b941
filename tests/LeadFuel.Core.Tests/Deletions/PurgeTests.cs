using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Core.Tests.Subscriptions;

namespace LeadFuel.Core.Tests.Deletions;

/// <summary>In a suite whose time is moved: 30 days pass, one account goes, the other keeps everything to the byte.</summary>
public sealed class PurgeTests(CoreSuite suite)
{
    private const StringComparison Ordinal = StringComparison.Ordinal;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    [Fact]
    [Claim("T67")]
    public async Task After_30_days_no_row_of_it_is_left_anywhere_and_another_account_keeps_every_byte()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        var eve = await own.SignUp();
        foreach (var member in (Member[])[ada, eve])
        {
            await own.Drain(member);
            await (await member.Web.Post("/api/scope/icps", new { name = "Fintech CFOs" })).Json();
            await own.Drain(member);
        }

        var before = await Print(own, eve.Email);
        var asked = own.Time.GetUtcNow();
        await (await ada.Web.Post("/api/core/deletion", new { account = ada.Email })).Json();
        await own.Drain(ada);
        own.Advance(Grace - TimeSpan.FromMinutes(1));
        await own.Drain(ada);
        Assert.Contains("scope.icps", await Rows.With(own, ada.Email));

        own.Advance(TimeSpan.FromMinutes(1));
        await Purged(own, ada);

        Assert.Empty(await Rows.With(own, ada.Email));
        Assert.Equal(before, await Print(own, eve.Email));
        var mails = await own.Sandbox.Mails(ada.Email);
        // Asked for, 7 days, 1 day, the receipt.
        Assert.Equal(4, mails.Count);
        var receipt = mails[^1].Text!;
        Assert.Contains("scope accounts 1", receipt, StringComparison.Ordinal);
        var byTable = Line(receipt, "By table: ");
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(byTable))),
            Line(receipt, "SHA-256 of the line by table: ")
        );
        var scope = byTable.Split("; ").Single(part => part.StartsWith("scope ", Ordinal))[6..];
        Assert.Contains(
            $", scope {scope.Split(", ").Sum(table => int.Parse(table.Split(' ')[1], Invariant))},",
            Line(receipt, "Rows deleted by service: "),
            Ordinal
        );
        Assert.Contains($"asked for on {At(asked)}", receipt, Ordinal);
        Assert.Contains($"carried out on {At(asked + Grace)}", receipt, Ordinal);
        Assert.Equal(
            1L,
            await Rows.Scalar(
                own,
                "core",
                "select count(*) from purge_receipts where position(id::text in $1) > 0 and position(signature in $1) > 0",
                receipt
            )
        );

        own.Advance(TimeSpan.FromDays(366));
        var again = await own.SignUp(ada.Email);
        await own.Drain(again);
        Assert.Equal(
            1L,
            await Rows.Scalar(
                own,
                "core",
                "select count(*) from audit_entries where account_email = $1 and action = 'account.founded'",
                ada.Email
            )
        );
    }

    [Fact]
    [Claim("T67")]
    public async Task Stripe_forgets_who_paid_on_the_day_and_not_before_and_nobody_else()
    {
        await using var own = await suite.OwnTime();
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        foreach (var member in (Member[])[ada, eve])
        {
            await Shop.Pay(await Shop.Choose(member));
            await Shop.Until(member, "scope", "active stripe");
            await own.Drain(member);
        }

        var (hers, other) = (await Shop.Customer(own, ada), await Shop.Customer(own, eve));
        (
            await ada.Web.Post("/api/core/deletion", new { account = ada.Email })
        ).EnsureSuccessStatusCode();
        await own.Drain(ada);
        own.Advance(Grace - TimeSpan.FromMinutes(1));
        await own.Drain(ada);
        Assert.Equal(0, await Forgotten(own, hers));

        own.Advance(TimeSpan.FromMinutes(1));
        await Purged(own, ada);

        Assert.NotEqual(0, await Forgotten(own, hers));
        Assert.Equal(0, await Forgotten(own, other));
        Assert.Empty(await Rows.With(own, hers));
        Assert.NotEmpty(await Rows.With(own, other));
    }

    [Fact]
    [Claim("T68")]
    public async Task Undone_in_time_nothing_is_deleted_on_the_day()
    {
        await using var own = await suite.OwnTime();
        var ada = await own.SignUp();
        await own.Drain(ada);
        await (await ada.Web.Post("/api/scope/icps", new { name = "Fintech CFOs" })).Json();
        await own.Drain(ada);
        var before = await Print(own, ada.Email, "scope");
        (
            await ada.Web.Post("/api/core/deletion", new { account = ada.Email })
        ).EnsureSuccessStatusCode();
        await own.Drain(ada);
        own.Advance(Grace - TimeSpan.FromHours(1));
        var back = await own.SignUp(ada.Email);
        (await back.Web.Post("/api/core/deletion/undo")).EnsureSuccessStatusCode();
        await own.Drain(ada);

        own.Advance(TimeSpan.FromHours(2));
        await own.Drain(ada);

        Assert.Equal(before, await Print(own, ada.Email, "scope"));
        Assert.Equal(
            0L,
            await Rows.Scalar(
                own,
                "core",
                "select count(*) from purge_receipts where id is not null"
            )
        );
    }

    private static async Task<int> Forgotten(Suite own, string customer) =>
        (await own.Sandbox.Records("stripe")).Count(call =>
            call.Method == "DELETE" && call.Path.EndsWith($"/customers/{customer}", Ordinal)
        );

    private static string Line(string mail, string head)
    {
        var at = mail.IndexOf(head, Ordinal) + head.Length;
        return mail[at..mail.IndexOf('\n', at)].TrimEnd('.', '\r');
    }

    private static string At(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMMM yyyy", Invariant);

    // What waits for mail or a service that is away is due a little later each time.
    internal static Task Purged(Suite own, Member member) =>
        Wait.Until(
            async () =>
            {
                own.Advance(TimeSpan.FromSeconds(61));
                await own.Drain(member);
                return (await Rows.With(own, member.Email)).Count == 0;
            },
            () => "rows of the account are left"
        );

    // Without what moves by itself: hourly sweeps and the work they leave.
    private static async Task<string> Print(Suite suite, string account, string? only = null)
    {
        var print = new List<string>();
        foreach (
            var (database, table) in (await Rows.Tables(suite)).Where(t =>
                t.Table
                    is not (
                        "jobs"
                        or "job_lanes"
                        or "egress_calls"
                        or "idempotency_keys"
                        or "sessions"
                    )
                && (only is null || t.Database == only)
            )
        )
        {
            var text = await Rows.Scalar(
                suite,
                database,
                $"select coalesce(string_agg(to_jsonb(t)::text, ',' order by to_jsonb(t)::text), '') from \"{table}\" t where position($1 in to_jsonb(t)::text) > 0",
                account
            );
            print.Add($"{database}.{table}: {text}");
        }

        return string.Join('\n', print);
    }
}
