using LeadFuel.Signal.Providers.LinkedIn;

namespace LeadFuel.Signal.Connections;

/// <summary>Sends the browser to LinkedIn. What comes back counts only in this session, once, within ten minutes.</summary>
public static class BeginConsent
{
    /// <summary>The page of the app to which LinkedIn sends the browser back; it posts what it was given.</summary>
    public const string ReturnsTo = "/signal/connections/return";

    /// <param name="Pages">Ask for the pages, too; done anyway where a connection has some. An application without that product is refused as a whole.</param>
    public sealed record Request(bool Pages);

    public sealed record View(string Url);

    public static void Map(RouteGroupBuilder connections) =>
        connections.MapPost("/authorize", Answer).ByMembersOnly();

    private static async Task<IResult> Answer(
        Request request,
        SignalDb db,
        LinkedInClient linkedIn,
        IConfiguration settings,
        TimeProvider clock,
        CancellationToken ct
    ) => (await Handle(request, db, linkedIn, settings, clock, ct)).ToOk();

    public static async Task<Outcome<View>> Handle(
        Request request,
        SignalDb db,
        LinkedInClient linkedIn,
        IConfiguration settings,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (db.Account.SessionId is not { Length: > 0 } session)
        {
            return Refuse.Forbidden(
                "session-required",
                "LinkedIn is connected in a browser, by a person who is signed in."
            );
        }

        var state = Consent.NewState();
        await using var work = await db.Begin(ct);
        var connected = await db
            .Connections.AsNoTracking()
            .Where(c => c.State != ConnectionState.Disconnected)
            .ToListAsync(ct);
        // LinkedIn may be signed in as somebody whose pages are connected: asked for less, they would lose them.
        var pages = request.Pages || connected.Any(c => c.Grants(LinkedInClient.MayPostForPages));
        var app = linkedIn.App(pages);
        var scopes = pages ? LinkedInClient.PageScopes : LinkedInClient.MemberScopes;
        db.Consents.Add(
            new Consent
            {
                StateHash = Consent.Hash(state),
                SessionId = session,
                ClientId = app.ClientId,
                Scopes = scopes,
                ExpiresAt = clock.GetUtcNow() + Consent.Lives,
            }
        );
        // Not kept for a repeat: the address holds the state.
        await work.Commit(ct);
        return new View(linkedIn.ConsentAddress(app, Redirect(settings), state, scopes));
    }

    internal static string Redirect(IConfiguration settings) =>
        settings["PUBLIC_ORIGIN"]!.TrimEnd('/') + ReturnsTo;
}
