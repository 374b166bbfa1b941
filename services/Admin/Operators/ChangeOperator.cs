using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Impersonations;
using LeadFuel.Admin.Pages;

namespace LeadFuel.Admin.Operators;

/// <summary>What a lead does with another operator: shuts out, lets in, gives another role, resets the second factor, removes. Each signs the other out at once.</summary>
internal sealed class ChangeOperator(
    AdminDb db,
    OperatorLog log,
    OperatorGate gate,
    Visits visits,
    IServiceScopeFactory scopes
)
{
    public static void Map(WebApplication app)
    {
        app.MapPost(
                "/operators/suspend",
                (HttpContext http, ChangeOperator act, CancellationToken ct) =>
                    act.Do(http, Suspend, ct)
            )
            .For(OperatorRole.Lead, fresh: true, because: true);
        app.MapPost(
                "/operators/role",
                (HttpContext http, ChangeOperator act, CancellationToken ct) =>
                    act.Do(http, GiveRole, ct)
            )
            .For(OperatorRole.Lead, fresh: true, because: true);
        app.MapPost(
                "/operators/second-factor",
                (HttpContext http, ChangeOperator act, CancellationToken ct) =>
                    act.Do(http, ForgetFactor, ct)
            )
            .For(OperatorRole.Lead, fresh: true, because: true);
        app.MapPost(
                "/operators/remove",
                (HttpContext http, ChangeOperator act, CancellationToken ct) =>
                    act.Do(http, act.Remove, ct)
            )
            .For(OperatorRole.Lead, fresh: true, because: true);
    }

    /// <summary>The forms beside an operator's row.</summary>
    public static string Forms(Operator other)
    {
        var roles = string.Concat(
            Enum.GetValues<OperatorRole>()
                .Select(role =>
                    $"<option{(role == other.Role ? " selected" : "")}>{Page.Word(role)}</option>"
                )
        );
        var suspended = other.State == OperatorState.Suspended;
        return Form("suspend", "", suspended ? "Let in again" : "Suspend")
            + Form(
                "role",
                $"<select name=\"role\" aria-label=\"Role of {Page.E(other.Email)}\">{roles}</select>",
                "Change role"
            )
            + Form("second-factor", "", "Reset second factor")
            + Form("remove", "", "Remove");

        string Form(string act, string field, string button) =>
            $"""<form method="post" action="/operators/{act}"><input type="hidden" name="email" value="{Page.E(other.Email)}">{field}<button>{button}</button></form>""";
    }

    private async Task<IResult> Do(
        HttpContext http,
        Func<Operator, IFormCollection, (string Action, string Said)?> change,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (who, email) = (gate.Who!, form["email"].ToString());
        await using (var work = await db.Begin(ct))
        {
            // All rows, locked in one order: of two leads who act on each other the second is none any more, so that a lead always stays.
            var all = await db
                .Operators.FromSql(
                    $"select * from operators where account_email = {db.Account.Email} order by email for update"
                )
                .ToListAsync(ct);
            if (
                !all.Exists(o =>
                    o.Email == who.Email
                    && o is { Role: OperatorRole.Lead, State: OperatorState.Active }
                )
            )
            {
                return Page.Refused(403, "Your role does not include this.", "Ask a lead.");
            }

            if (email == who.Email || all.Find(o => o.Email == email) is not { } other)
            {
                return Page.Refused(404, "There is no such operator.", "Go back to the list.");
            }

            if (change(other, form) is not var (action, said))
            {
                return Page.Refused(400, "Something is not right yet.", "Choose another role.");
            }

            // The operator's row before their sessions, in the order of their sign-in: neither waits for the other.
            await work.Flush(ct);
            await db.OperatorSessions.Where(s => s.Email == email).ExecuteDeleteAsync(ct);
            // Of who was removed no link stays either.
            await db
                .OperatorLinks.Where(l =>
                    l.Email == email && !db.Operators.Any(o => o.Email == l.Email)
                )
                .ExecuteDeleteAsync(ct);
            await log.Write(who.Email, action, email, $"{said}Reason: {who.Reason}", ct);
            await work.Commit(ct);
        }

        await visits.EndOf(email, scopes, ct);
        return Page.Go("/operators");
    }

    private static (string, string)? Suspend(Operator other, IFormCollection form)
    {
        var suspend = other.State != OperatorState.Suspended;
        other.Suspend(suspend);
        return (suspend ? "operator.suspended" : "operator.let-in", "");
    }

    private static (string, string)? GiveRole(Operator other, IFormCollection form)
    {
        var before = other.Role;
        if (
            !Enum.TryParse<OperatorRole>(form["role"], ignoreCase: true, out var role)
            || !Enum.IsDefined(role)
            || role == before
        )
        {
            return null;
        }

        other.Role = role;
        return ("operator.role-changed", $"{Page.Word(before)} to {Page.Word(role)}. ");
    }

    private static (string, string)? ForgetFactor(Operator other, IFormCollection form)
    {
        other.ForgetFactor();
        return ("operator.factor-reset", "");
    }

    private (string, string)? Remove(Operator other, IFormCollection form)
    {
        db.Operators.Remove(other);
        return ("operator.removed", "");
    }
}
