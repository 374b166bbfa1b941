using System.ComponentModel.DataAnnotations;
using LeadFuel.Signal.AuditEntries;
using LeadFuel.Signal.Providers.LinkedIn;
using LeadFuel.Signal.Targets;

namespace LeadFuel.Signal.Connections;

/// <summary>What LinkedIn gave the browser, posted by the page it came back to: code and state become tokens, a profile and its pages.</summary>
public static class FinishConsent
{
    public sealed record Request(
        [Required]
        [StringLength(200, MinimumLength = 1, ErrorMessage = "The state is missing.")]
            string State,
        [StringLength(4_000, ErrorMessage = "This is no code of LinkedIn.")] string? Code,
        [StringLength(200)] string? Error
    );

    private static readonly Refused Invalid = Refuse.Unprocessable(
        "consent-invalid",
        "This sign-in at LinkedIn has run out, was used already, or was begun in another session. Nothing was connected. Start it again."
    );

    public static void Map(RouteGroupBuilder connections) =>
        connections.MapPost("/callback", Answer).ByMembersOnly();

    private static async Task<IResult> Answer(
        Request request,
        SignalDb db,
        LinkedInClient linkedIn,
        IServiceProvider services,
        CancellationToken ct
    ) => (await Handle(request, db, linkedIn, services, ct)).ToOk();

    public static async Task<Outcome<ListConnections.View>> Handle(
        Request request,
        SignalDb db,
        LinkedInClient linkedIn,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var clock = services.GetRequiredService<TimeProvider>();
        if (await Take(request.State, db, clock, ct) is not { } consent)
        {
            return Invalid;
        }

        if (request.Error is { Length: > 0 } error)
        {
            return Refused(error);
        }

        if (
            request.Code is not { Length: > 0 } code
            || linkedIn.App(consent.ClientId) is not { } app
        )
        {
            return Invalid;
        }

        var redirect = BeginConsent.Redirect(services.GetRequiredService<IConfiguration>());
        var granted = await linkedIn.Exchange(app, code, redirect, ct);
        var profile = await linkedIn.Who(granted.AccessToken, ct);
        var pages = await FindTargets.Ask(linkedIn, granted.AccessToken, granted.Scopes, ct);
        var keys = services.GetRequiredService<SecretKeys>();
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var connection = await Upsert(db, profile, app, now, ct);
        var lacking = connection.Scopes.Except(granted.Scopes).ToList();
        if (connection.State == ConnectionState.Active && lacking.Count > 0)
        {
            return Refuse.Unprocessable(
                "consent-narrower",
                $"LinkedIn granted less for {profile.Name} than before: {string.Join(", ", lacking)} is missing. Nothing was changed here. Connect it again and allow all of it; to give less, disconnect it first."
            );
        }

        var moved = connection.ClientId != app.ClientId;
        if (moved)
        {
            connection.MovedTo(app.ClientId);
        }

        connection.Connected(now, granted.Scopes, granted.AccessLives, granted.RefreshLives);
        await work.Flush(ct);
        var token = await db.ConnectionTokens.SingleOrDefaultAsync(
            t => t.ConnectionId == connection.Id,
            ct
        );
        if (token is null)
        {
            token = new ConnectionToken { ConnectionId = connection.Id };
            db.ConnectionTokens.Add(token);
        }

        if (moved)
        {
            token.ForgetRefresh();
        }

        token.Access(keys, db.Account.Email, granted.AccessToken);
        token.Refresh(keys, db.Account.Email, granted.RefreshToken);
        token.RenewingUntil = null;
        await FindTargets.Apply(db, connection, pages, ct);
        RenewConnection.Plan(db, connection, token, now);
        CheckRoles.Plan(db, connection, now);
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                now,
                "linkedin.connected",
                connection.Id,
                $"The LinkedIn profile of {profile.Name} was connected for {string.Join(", ", granted.Scopes)}."
            )
        );
        await work.Flush(ct);
        return await work.Commit(await ListConnections.Read(db, ct), ct);
    }

    /// <summary>Good once: whoever takes it, takes it away.</summary>
    private static async Task<Consent?> Take(
        string state,
        SignalDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (hash, session, now) = (Consent.Hash(state), db.Account.SessionId, clock.GetUtcNow());
        await using var work = await db.Begin(ct);
        var consent = await db
            .Consents.AsNoTracking()
            .SingleOrDefaultAsync(
                c => c.StateHash == hash && c.SessionId == session && c.ExpiresAt > now,
                ct
            );
        var taken = consent is null
            ? 0
            : await db.Consents.Where(c => c.Id == consent.Id).ExecuteDeleteAsync(ct);
        await work.Commit(ct);
        return taken == 1 ? consent : null;
    }

    private static async Task<Connection> Upsert(
        SignalDb db,
        Profile profile,
        LinkedInApp app,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var known = await db.Connections.SingleOrDefaultAsync(c => c.MemberUrn == profile.Urn, ct);
        if (known is not null)
        {
            (known.DisplayName, known.By) = (profile.Name, db.Account.Member);
            return known;
        }

        var connection = new Connection
        {
            MemberUrn = profile.Urn,
            DisplayName = profile.Name,
            ClientId = app.ClientId,
            By = db.Account.Member,
            CreatedAt = now,
        };
        db.Connections.Add(connection);
        return connection;
    }

    private static Refused Refused(string error) =>
        error switch
        {
            "user_cancelled_login" or "user_cancelled_authorize" => Refuse.Unprocessable(
                "consent-cancelled",
                "You did not allow it at LinkedIn. Nothing was connected, and nothing has changed."
            ),
            "unauthorized_scope_error" => Refuse.Unprocessable(
                "consent-scope",
                "LinkedIn has not approved this suite for what was asked. Connect the profile without its pages."
            ),
            _ => Refuse.Unprocessable(
                "consent-refused",
                "LinkedIn refused the sign-in. Nothing was connected. Try it again."
            ),
        };
}
