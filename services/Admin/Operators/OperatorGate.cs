using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Admin.Operators;

/// <summary>Who is signed in here, for the pages.</summary>
public sealed record SignedIn(
    Guid SessionId,
    string Email,
    string Name,
    OperatorRole Role,
    string? Reason,
    bool Fresh
);

/// <summary>The door of every page: an operator's own cookie with both factors, and the operator's own origin for every act.</summary>
internal sealed class OperatorGate(
    AdminDb db,
    SecondFactor factor,
    CurrentAccount account,
    IConfiguration configuration,
    TimeProvider clock
)
{
    public const string SignInPage = "/sign-in";
    public const string SecondFactorPage = "/second-factor";

    /// <summary>Read by the pages after the gate.</summary>
    public SignedIn? Who { get; private set; }

    public Guid? SessionId { get; private set; }

    public Uri Origin =>
        new(
            configuration["ADMIN_ORIGIN"]
                ?? throw new StartRefusedException("ADMIN_ORIGIN is missing.")
        );

    public bool Secure => Origin.Scheme == Uri.UriSchemeHttps;

    /// <summary>Asked by a name that is not this host's: no page of it may live under another.</summary>
    public bool ForeignHost(HttpRequest request) =>
        !string.Equals(request.Host.Value, Origin.Authority, StringComparison.OrdinalIgnoreCase);

    private string CookieName => Secure ? "__Host-lfop" : $"lfop-{Origin.Port}";

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Null: go on. Else what is answered instead.</summary>
    public async Task<IResult?> Check(
        HttpContext http,
        OperatorRole? least,
        bool fresh,
        bool because
    )
    {
        var ct = http.RequestAborted;
        account.Enter(SwitchBoard.Suite, "service");
        if (ForeignAct(http.Request))
        {
            return Pages.Page.Refused(
                StatusCodes.Status403Forbidden,
                "This act came from another page.",
                "Open the page here and press the button again."
            );
        }

        if (least is null)
        {
            await Find(http, ct);
            return null;
        }

        if (await Find(http, ct) is not { } found)
        {
            return Results.Redirect(SignInPage);
        }

        if (Who is null)
        {
            return Results.Redirect(SecondFactorPage);
        }

        if (!May(found.Role, least.Value))
        {
            return Pages.Page.Refused(
                StatusCodes.Status403Forbidden,
                "Your role does not include this.",
                "Ask a lead."
            );
        }

        if (because && Who.Reason is null && HttpMethods.IsGet(http.Request.Method))
        {
            return AskPage.BeforeReading(Who);
        }

        return (because && Who.Reason is null) || (fresh && !Who.Fresh)
            ? await Ask(http, because, fresh, ct)
            : null;
    }

    // What is missing is asked for in front of the act, with all that was typed; sent with it, the act goes on.
    private async Task<IResult?> Ask(
        HttpContext http,
        bool because,
        bool fresh,
        CancellationToken ct
    )
    {
        var form = await http.Request.ReadFormAsync(ct);
        SecondFactor.Wrong? wrong = null;
        if (because && Who!.Reason is null && form.ContainsKey(AskPage.Reason))
        {
            var reason = form[AskPage.Reason].ToString().Trim();
            if (Reason.Fits(reason))
            {
                await Say(reason, ct);
            }
            else
            {
                wrong = Reason.Wrong;
            }
        }

        if (wrong is null && fresh && !Who!.Fresh && form.ContainsKey(AskPage.Code))
        {
            wrong = await factor.Confirm(Who.SessionId, form[AskPage.Code].ToString().Trim(), ct);
            Who = Who with { Fresh = wrong is null };
        }

        var (reasonMissing, codeMissing) = (because && Who!.Reason is null, fresh && !Who!.Fresh);
        return reasonMissing || codeMissing
            ? AskPage.Of(http.Request, form, Who, reasonMissing, codeMissing, wrong)
            : null;
    }

    /// <summary>Keeps what the operator works on, for this browser's session.</summary>
    public async Task Say(string reason, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        var session = await db.OperatorSessions.SingleAsync(s => s.Id == Who!.SessionId, ct);
        session.Reason = reason;
        await work.Commit(ct);
        Who = Who! with { Reason = reason };
    }

    public void SetCookie(HttpResponse response, string token) =>
        response.Cookies.Append(CookieName, token, Cookie());

    public void DropCookie(HttpResponse response) => response.Cookies.Delete(CookieName, Cookie());

    private static bool May(OperatorRole role, OperatorRole least) =>
        role == OperatorRole.Lead
        || role == least
        || (least == OperatorRole.Viewer && role is OperatorRole.Support or OperatorRole.Privacy);

    private async Task<Operator?> Find(HttpContext http, CancellationToken ct)
    {
        if (http.Request.Cookies[CookieName] is not { Length: 43 } token)
        {
            return null;
        }

        var (hash, now) = (Hash(token), clock.GetUtcNow());
        await using var work = await db.Begin(ct);
        var session = await db.OperatorSessions.SingleOrDefaultAsync(s => s.TokenHash == hash, ct);
        if (
            session is null
            || session.SeenAt + OperatorSession.Idle <= now
            || session.CreatedAt + OperatorSession.Absolute <= now
        )
        {
            return null;
        }

        var known = await db
            .Operators.AsNoTracking()
            .SingleOrDefaultAsync(o => o.Email == session.Email, ct);
        if (known is null or { State: OperatorState.Suspended })
        {
            return null;
        }

        session.SeenAt = now;
        SessionId = session.Id;
        if (session.SecondFactorAt is { } confirmed)
        {
            Who = new SignedIn(
                session.Id,
                known.Email,
                known.Name,
                known.Role,
                session.Reason,
                confirmed + OperatorSession.StepUp > now
            );
        }

        await work.Commit(ct);
        return known;
    }

    private bool ForeignAct(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && !HttpMethods.IsHead(request.Method)
        && request.Headers.Origin.ToString() != Origin.GetLeftPart(UriPartial.Authority);

    private CookieOptions Cookie() =>
        new()
        {
            HttpOnly = true,
            Secure = Secure,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = OperatorSession.Absolute,
        };
}

/// <summary>Puts the gate before a page or an act.</summary>
internal static class OperatorPages
{
    /// <summary>No role: for the pages of the sign-in itself. `fresh`: a code of just now; `because`: only after the operator said what they work on, be it an act or a read of what is about customers.</summary>
    public static RouteHandlerBuilder For(
        this RouteHandlerBuilder route,
        OperatorRole? least,
        bool fresh = false,
        bool because = false
    ) =>
        route
            .WithoutToken()
            .DisableAntiforgery()
            .AddEndpointFilter(
                async (context, next) =>
                {
                    var http = context.HttpContext;
                    Pages.Page.Headers(http);
                    var gate = http.RequestServices.GetRequiredService<OperatorGate>();
                    if (gate.ForeignHost(http.Request))
                    {
                        return Pages.Page.Refused(
                            StatusCodes.Status421MisdirectedRequest,
                            "Nothing is here under this name.",
                            $"Open {gate.Origin.GetLeftPart(UriPartial.Authority)} instead."
                        );
                    }

                    return await gate.Check(http, least, fresh, because) is { } instead
                        ? instead
                        : await next(context);
                }
            );
}
