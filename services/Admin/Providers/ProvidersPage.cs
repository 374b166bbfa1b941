using LeadFuel.Admin.Accounts;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Jobs;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using Npgsql;

namespace LeadFuel.Admin.Providers;

/// <summary>The kill switches: a provider goes on, drains or is off for everybody within seconds.</summary>
internal static class ProvidersPage
{
    private static readonly string[] Names =
    [
        "Anthropic",
        "OpenAI",
        "Resend",
        "Stripe",
        "LinkedIn",
        "Microsoft",
        "Slack",
        "Webhook",
    ];

    private static readonly string[] States = ["on", "drain", "off"];

    public static void MapProviders(this WebApplication app)
    {
        app.MapGet("/providers", List).For(OperatorRole.Viewer, because: true);
        app.MapPost("/providers", Set).For(OperatorRole.Lead, fresh: true, because: true);
    }

    private static async Task<IResult> List(
        AdminDb db,
        NpgsqlDataSource doors,
        OperatorLog log,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        List<KillSwitch> known;
        await using (var work = await db.Begin(ct))
        {
            known = await db.KillSwitches.AsNoTracking().ToListAsync(ct);
            // Written down before the switches of single accounts are read: they name customers.
            await log.Write(
                gate.Who!.Email,
                "providers.listed",
                "all accounts",
                gate.Who.Reason ?? "",
                ct
            );
            await work.Commit(ct);
        }

        var lead = gate.Who.Role == OperatorRole.Lead;
        var rows = Names.Select(name =>
        {
            var own = known.Find(k => k.Provider == name);
            return (IReadOnlyList<string>)
                [
                    name,
                    own?.State ?? "on",
                    Page.E(own?.Message),
                    Page.E(own?.ChangedBy),
                    Page.At(own?.ChangedAt),
                    lead ? Form(name, "", own?.State, own?.Message, own?.Version ?? 0) : "",
                ];
        });
        var single = (
            await doors.Accounts(
                $"select account_email, provider, state, message, changed_by, changed_at, version from switches_of_accounts({SwitchBoard.Suite.Email})",
                ct
            )
        ).Select(row =>
        {
            var (account, name, state, message) = (
                row.Account.Email,
                (string)row.More[0]!,
                (string)row.More[1]!,
                (string)row.More[2]!
            );
            return (IReadOnlyList<string>)
                [
                    Page.E(account),
                    Page.E(name),
                    Page.E(state),
                    Page.E(message),
                    Page.E((string)row.More[3]!),
                    Page.At(new DateTimeOffset((DateTime)row.More[4]!, TimeSpan.Zero)),
                    lead ? Form(name, account, state, message, (int)row.More[5]!) : "",
                ];
        });
        var one = lead
            ? $"""<form method="post" action="/providers"><label>Account <input name="account" type="email" required></label><label>Provider <select name="provider">{string.Concat(Names.Select(name => $"<option>{name}</option>"))}</select></label><input type="hidden" name="version" value="0"><label>State <select name="state"><option>drain</option><option>off</option></select></label><label>People are told <input name="message" maxlength="300" required></label><button>Set</button></form>"""
            : "";
        return Page.Of(
            "Providers",
            gate.Who,
            $"""
            <h1>Providers</h1>
            <p>Drain starts no new call and lets run what runs. Off ends that as well. Work waits and is not lost. People are told what you write.</p>
            {(lead ? AccountsPage.Working(gate.Who) : "")}
            {Page.Table(["Provider", "State", "People are told", "By", "When", ""], rows)}
            <h2>For single accounts</h2>
            {one}
            {Page.Table(
                ["Account", "Provider", "State", "People are told", "By", "When", ""],
                single
            )}
            """
        );
    }

    private static string Form(
        string name,
        string account,
        string? state,
        string? message,
        int version
    ) =>
        $"""<form method="post" action="/providers"><input type="hidden" name="provider" value="{name}"><input type="hidden" name="account" value="{Page.E(account)}"><input type="hidden" name="version" value="{version}"><select name="state" aria-label="State of {name}">{string.Concat(States.Select(one => $"<option{(one == (state ?? "on") ? " selected" : "")}>{one}</option>"))}</select><input name="message" maxlength="300" aria-label="What people are told about {name}" value="{Page.E(message)}"><button>Set</button></form>""";

    private static async Task<IResult> Set(
        HttpContext http,
        OperatorGate gate,
        NpgsqlDataSource doors,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (name, state, message, account) = (
            form["provider"].ToString(),
            form["state"].ToString(),
            form["message"].ToString().Trim(),
            form["account"].ToString().Trim().ToLowerInvariant()
        );
        if (
            !Names.Contains(name)
            || !States.Contains(state)
            || message.Length > 300
            || message.Any(char.IsControl)
            || (state != "on" && message.Length < 5)
            || !int.TryParse(form["version"], out var version)
        )
        {
            return Page.Refused(
                400,
                "Something is not right yet.",
                "Choose on, drain or off, and say in a line what people are told."
            );
        }

        AccountKey? whose =
            account.Length == 0
                ? SwitchBoard.Suite
                : await doors.Account($"select account_known({account})", ct);
        if (whose is not { } key)
        {
            return Page.Refused(404, "There is no such account.", "Look at its address again.");
        }

        var who = gate.Who!;
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentAccount>().Enter(key, $"operator:{who.Email}");
        var db = services.GetRequiredService<AdminDb>();
        await using var work = await db.Begin(ct);
        var own = await db.KillSwitches.SingleOrDefaultAsync(k => k.Provider == name, ct);
        if ((own?.Version ?? 0) != version && !(account.Length > 0 && own?.State == "on"))
        {
            return Page.Refused(412, "Somebody changed it meanwhile.", "Look at it again.");
        }

        if (own is null)
        {
            own = new KillSwitch { Provider = name };
            db.KillSwitches.Add(own);
        }

        own.Set(state, message, who.Email, clock.GetUtcNow());
        foreach (var service in JobsPage.Services)
        {
            db.Enqueue(new PushSwitch.Job(name, service));
        }

        await services
            .GetRequiredService<OperatorLog>()
            .Write(
                who.Email,
                "provider.switched",
                name,
                $"{state}: {message}. Reason: {who.Reason}",
                ct
            );
        await work.Commit(ct);
        return Page.Go("/providers");
    }
}
