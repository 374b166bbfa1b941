using LeadFuel.Admin.Accounts;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Pages;

namespace LeadFuel.Admin.Operators;

/// <summary>Who may sign in here, and what was done here.</summary>
internal static class OperatorsPage
{
    public static void MapOperators(this WebApplication app)
    {
        app.MapGet("/operators", List).For(OperatorRole.Viewer);
        app.MapPost("/operators", Add).For(OperatorRole.Lead, fresh: true, because: true);
        ChangeOperator.Map(app);
        app.MapGet("/log", Log).For(OperatorRole.Viewer);
    }

    private static async Task<IResult> List(AdminDb db, OperatorGate gate, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var operators = await db.Operators.AsNoTracking().OrderBy(o => o.Email).ToListAsync(ct);
        var mine = gate.Who!.Role == OperatorRole.Lead;
        var rows = operators.Select(o =>
            (IReadOnlyList<string>)
                [
                    Page.E(o.Email),
                    Page.E(o.Name),
                    Page.Word(o.Role),
                    Page.Word(o.State),
                    mine && o.Email != gate.Who.Email ? ChangeOperator.Forms(o) : "",
                ]
        );
        var add = mine
            ? $"""<h2>Add an operator</h2><p>They get a mail with a link that works for 30 minutes; later they ask for one here themselves.</p><form method="post" action="/operators"><label>Address <input name="email" type="email" required></label><label>Name <input name="name" maxlength="120" required></label><label>Role <select name="role">{string.Concat(Enum.GetValues<OperatorRole>().Select(role => $"<option>{Page.Word(role)}</option>"))}</select></label><button>Add</button></form>"""
            : "";
        var how = mine
            ? $"""{AccountsPage.Working(gate.Who)}<p>Whatever is changed here signs that operator out at once. A reset second factor is set up anew at the next sign-in.</p>"""
            : "";
        return Page.Of(
            "Operators",
            gate.Who,
            $"<h1>Operators</h1>{how}{Page.Table(["Address", "Name", "Role", "State", ""], rows)}{add}"
        );
    }

    private static async Task<IResult> Add(
        HttpContext http,
        AdminDb db,
        OperatorLog log,
        OperatorGate gate,
        SecretKeys keys,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var email = form["email"].ToString().Trim().ToLowerInvariant();
        var name = form["name"].ToString().Trim();
        if (
            email.Length is < 3 or > 254
            || !email.Contains('@')
            || name.Length is 0 or > 120
            || name.Any(char.IsControl)
            || !Enum.TryParse<OperatorRole>(form["role"], ignoreCase: true, out var role)
        )
        {
            return Page.Refused(
                400,
                "Something is not right yet.",
                "Give an address, a name and a role."
            );
        }

        await using var work = await db.Begin(ct);
        if (await db.Operators.AnyAsync(o => o.Email == email, ct))
        {
            return Page.Refused(409, "This operator is there already.", "Go back to the list.");
        }

        var now = clock.GetUtcNow();
        db.Operators.Add(
            new Operator
            {
                Email = email,
                Name = name,
                Role = role,
                CreatedAt = now,
            }
        );
        SignInPages.Send(db, keys, email, now, invite: true);
        await log.Write(
            gate.Who!.Email,
            "operator.added",
            email,
            $"{Page.Word(role)}. Reason: {gate.Who.Reason}",
            ct
        );
        await work.Commit(ct);
        return Page.Go("/operators");
    }

    // What concerns no single account; an account's page shows its own.
    private static async Task<IResult> Log(
        AdminDb db,
        OperatorLog log,
        OperatorGate gate,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var entries = await db
            .OperatorEntries.AsNoTracking()
            .OrderByDescending(e => e.At)
            .Take(200)
            .ToListAsync(ct);
        return Page.Of(
            "Log",
            gate.Who,
            $"<h1>Log</h1><p>Acts that concern the suite; each account's page has its own.</p>{Page.Chain(await log.Wrong(ct))}{Page.Entries(entries)}"
        );
    }
}
