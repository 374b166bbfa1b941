using LeadFuel.Admin.Jobs;
using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;

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
        app.MapGet("/providers", List).For(OperatorRole.Viewer);
        app.MapPost("/providers", Set).For(OperatorRole.Lead, fresh: true);
    }

    private static async Task<IResult> List(AdminDb db, OperatorGate gate, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var known = await db.KillSwitches.AsNoTracking().ToListAsync(ct);
        var lead = gate.Who!.Role == OperatorRole.Lead;
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
                    lead ? Form(name, own) : "",
                ];
        });
        return Page.Of(
            "Providers",
            gate.Who,
            $"<h1>Providers</h1><p>Drain and off start no new call; what runs ends. Work waits and is not lost. People are told what you write.</p>{Page.Table(["Provider", "State", "People are told", "By", "When", ""], rows)}"
        );
    }

    private static string Form(string name, KillSwitch? own) =>
        $"""<form method="post" action="/providers"><input type="hidden" name="provider" value="{name}"><input type="hidden" name="version" value="{own?.Version ?? 0}"><select name="state" aria-label="State of {name}">{string.Concat(States.Select(one => $"<option{(one == (own?.State ?? "on") ? " selected" : "")}>{one}</option>"))}</select><input name="message" maxlength="300" aria-label="What people are told about {name}" value="{Page.E(own?.Message)}"><button>Set</button></form>""";

    private static async Task<IResult> Set(
        HttpContext http,
        AdminDb db,
        OperatorGate gate,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (name, state, message) = (
            form["provider"].ToString(),
            form["state"].ToString(),
            form["message"].ToString().Trim()
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

        await using var work = await db.Begin(ct);
        var own = await db.KillSwitches.SingleOrDefaultAsync(k => k.Provider == name, ct);
        if ((own?.Version ?? 0) != version)
        {
            return Page.Refused(412, "Somebody changed it meanwhile.", "Look at it again.");
        }

        if (own is null)
        {
            own = new KillSwitch { Provider = name };
            db.KillSwitches.Add(own);
        }

        var now = clock.GetUtcNow();
        own.Set(state, message, gate.Who!.Email, now);
        foreach (var service in JobsPage.Services)
        {
            db.Enqueue(new PushSwitch.Job(name, service));
        }

        OperatorsPage.Note(db, now, gate.Who, "provider.switched", name, $"{state}: {message}");
        await work.Commit(ct);
        return Page.Go("/providers");
    }
}
