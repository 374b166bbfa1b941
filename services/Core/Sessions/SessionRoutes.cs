using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.SignInLinks;

namespace LeadFuel.Core.Sessions;

public static class SessionRoutes
{
    public sealed record View(
        Guid Id,
        string Device,
        string Browser,
        string Network,
        DateTimeOffset CreatedAt,
        DateTimeOffset SeenAt,
        bool Current
    );

    public sealed record Page(IReadOnlyList<View> Items, string? Next);

    public static void MapSessions(this WebApplication app)
    {
        var sessions = app.MapRoom("/sessions");
        sessions.MapGet("", List);
        sessions.MapDelete(
            "/{id:guid}",
            async (Guid id, CoreDb db, AuditLog audit, CancellationToken ct) =>
                await End(db, audit, db.Sessions.Where(s => s.Id == id), ct) == 0
                    ? new RefusedResult(Refuse.NotFound("session"))
                    : Results.NoContent()
        );
        sessions.MapDelete(
            "",
            async (CoreDb db, AuditLog audit, CurrentAccount account, CancellationToken ct) =>
            {
                var current = Current(account);
                await End(
                    db,
                    audit,
                    db.Sessions.Where(s => s.Id != current && s.Member == account.Member),
                    ct
                );
                return TypedResults.NoContent();
            }
        );
        app.MapDelete(
            "/session",
            async (
                CoreDb db,
                AuditLog audit,
                CurrentAccount account,
                HttpContext http,
                CancellationToken ct
            ) =>
            {
                var current = Current(account);
                await End(db, audit, db.Sessions.Where(s => s.Id == current), ct);
                http.Response.Headers[SignIn.Header] = "none";
                return TypedResults.NoContent();
            }
        );
    }

    public static async Task<Page> List(CoreDb db, CurrentAccount account, CancellationToken ct)
    {
        var current = Current(account);
        await using var work = await db.Begin(ct);
        var items = await db
            .Sessions.AsNoTracking()
            .Where(s => s.Member == account.Member)
            .OrderByDescending(s => s.SeenAt)
            .Select(s => new View(
                s.Id,
                s.Device,
                s.Browser,
                s.Network,
                s.CreatedAt,
                s.SeenAt,
                s.Id == current
            ))
            .ToListAsync(ct);
        return new Page(items, null);
    }

    // Told to every gateway when this commits: the ids alone, and only then.
    private static async Task<int> End(
        CoreDb db,
        AuditLog audit,
        IQueryable<Session> which,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var ended = await which.ToListAsync(ct);
        foreach (var session in ended)
        {
            db.Sessions.Remove(session);
            await db.Database.ExecuteSqlAsync(
                $"select pg_notify({RevocationFeed.ChannelName}, {session.Id.ToString()})",
                ct
            );
            await audit.Write("session.ended", session.Id.ToString(), "Signed out.", ct);
        }

        await work.Commit(ct);
        return ended.Count;
    }

    private static Guid Current(CurrentAccount account) =>
        Guid.TryParse(account.SessionId, out var id) ? id : Guid.Empty;
}
