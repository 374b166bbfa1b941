using LeadFuel.Admin.Accounts;
using LeadFuel.Admin.AuditEntries;
using LeadFuel.Admin.Pages;

namespace LeadFuel.Admin.Operators;

/// <summary>Browsers that operators are signed in with: one's own, for a lead all of them, and the end of each.</summary>
internal static class SessionsPage
{
    public static void MapSessions(this WebApplication app)
    {
        app.MapGet("/sessions", List).For(OperatorRole.Viewer);
        app.MapPost("/sessions/end", End).For(OperatorRole.Viewer, because: true);
    }

    private static async Task<IResult> List(
        AdminDb db,
        OperatorGate gate,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (who, now) = (gate.Who!, clock.GetUtcNow());
        await using var work = await db.Begin(ct);
        var sessions = await Mine(db, who)
            .AsNoTracking()
            .Where(s =>
                s.SeenAt > now - OperatorSession.Idle
                && s.CreatedAt > now - OperatorSession.Absolute
            )
            .OrderByDescending(s => s.SeenAt)
            .ToListAsync(ct);
        var rows = sessions.Select(s =>
            (IReadOnlyList<string>)
                [
                    Page.E(s.Email),
                    Page.At(s.CreatedAt),
                    Page.At(s.SeenAt),
                    s.SecondFactorAt is null ? "link only" : Page.At(s.SecondFactorAt),
                    s.Id == who.SessionId
                        ? "this one"
                        : $"""<form method="post" action="/sessions/end"><input type="hidden" name="id" value="{s.Id}"><button>End</button></form>""",
                ]
        );
        return Page.Of(
            "Sessions",
            who,
            $"<h1>Sessions</h1>{AccountsPage.Working(who)}{Page.Table(["Whose", "Since", "Last used", "Last code", ""], rows)}"
        );
    }

    private static async Task<IResult> End(
        HttpContext http,
        AdminDb db,
        OperatorLog log,
        OperatorGate gate,
        Impersonations.Visits visits,
        IServiceScopeFactory scopes,
        CancellationToken ct
    )
    {
        var who = gate.Who!;
        if (!Guid.TryParse((await http.Request.ReadFormAsync(ct))["id"], out var id))
        {
            return Gone;
        }

        string email;
        await using (var work = await db.Begin(ct))
        {
            if (await Mine(db, who).SingleOrDefaultAsync(s => s.Id == id, ct) is not { } session)
            {
                return Gone;
            }

            email = session.Email;
            db.OperatorSessions.Remove(session);
            await log.Write(
                who.Email,
                "operator.session-ended",
                email,
                $"Reason: {who.Reason}",
                ct
            );
            await work.Commit(ct);
        }

        // Whoever had that browser may have begun a viewing with it.
        await visits.EndOf(email, scopes, ct);
        return Page.Go("/sessions");
    }

    private static IResult Gone =>
        Page.Refused(
            404,
            "There is no such session.",
            "It may have ended. Look at the list again."
        );

    private static IQueryable<OperatorSession> Mine(AdminDb db, SignedIn who) =>
        db.OperatorSessions.Where(s => who.Role == OperatorRole.Lead || s.Email == who.Email);
}
