using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Pages;
using LeadFuel.Sandbox.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>The sign-in host: the page on which a person allows reading, and where codes become tokens.</summary>
public static class MicrosoftSignInRoutes
{
    private static readonly string[] Known = ["openid", "profile", "offline_access", "email"];

    public static void MapMicrosoftSignIn(this WebApplication app)
    {
        var login = app.MapGroup("/microsoft/login/{tenant}")
            .WithMetadata(new PlayedVendor("microsoft"));
        login.MapGet("/oauth2/v2.0/authorize", Authorize);
        login.MapPost("/oauth2/v2.0/token", Token).DisableAntiforgery();
        login.MapGet("/v2.0/adminconsent", AdminConsent);
        app.MapPost("/microsoft-sign-in", Answer).DisableAntiforgery();
    }

    private static IResult Authorize(
        HttpContext http,
        MicrosoftWorld world,
        IConfiguration configuration
    )
    {
        var query = http.Request.Query;
        if (Wrong(query, configuration) is { } wrong)
        {
            return Results.Problem(statusCode: 400, title: "AADSTS90014", detail: wrong);
        }

        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
        return new RazorComponentResult<MicrosoftSignInPage>(
            new
            {
                Query = http.Request.QueryString.Value ?? "",
                Scopes = query["scope"].ToString().Split(' '),
                Boxes = world.All.Select(box => box.Address).Take(20).ToList(),
            }
        );
    }

    // Whoever opens the link is an administrator here, and allows it.
    private static IResult AdminConsent(
        HttpContext http,
        FaultBoard faults,
        IConfiguration configuration
    )
    {
        var query = http.Request.Query;
        var (back, state) = (query["redirect_uri"].ToString(), query["state"].ToString());
        if (
            query["client_id"] != ClientId(configuration)
            || StringValues.IsNullOrEmpty(query["scope"])
            || back.Length == 0
        )
        {
            return Results.Problem(
                statusCode: 400,
                title: "AADSTS90014",
                detail: "client_id, scope and redirect_uri are needed."
            );
        }

        var said = faults.Take("microsoft", null, state, "admin_refused") is null
            ? $"admin_consent=True&tenant={Guid.CreateVersion7()}&scope={Uri.EscapeDataString(query["scope"].ToString())}"
            : $"admin_consent=True&error=access_denied&error_description={Uri.EscapeDataString("AADSTS650051: The administrator did not consent.")}";
        return Results.Redirect($"{back}?{said}&state={Uri.EscapeDataString(state)}");
    }

    private static async Task<IResult> Answer(
        HttpContext http,
        MicrosoftWorld world,
        MicrosoftTokens tokens,
        FaultBoard faults,
        TimeProvider clock
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var address = form["address"].ToString() is { Length: > 0 } typed
            ? typed
            : "you@northbeam.example";
        return Results.Redirect(
            Decide(
                form["query"].ToString(),
                address,
                form["answer"].ToString(),
                world,
                tokens,
                faults,
                clock
            )
        );
    }

    /// <summary>What the person pressed, as the address that Microsoft sends the browser back to.</summary>
    public static string Decide(
        string queryString,
        string address,
        string answer,
        MicrosoftWorld world,
        MicrosoftTokens tokens,
        FaultBoard faults,
        TimeProvider clock
    )
    {
        var query = new QueryCollection(
            Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(queryString)
        );
        var back = query["redirect_uri"].ToString();
        var state = Uri.EscapeDataString(query["state"].ToString());
        if (answer == "cancel")
        {
            return $"{back}?error=access_denied&error_description={Uri.EscapeDataString("AADSTS65004: User declined to consent to access the app.")}&state={state}";
        }

        if (
            answer == "admin"
            || faults.Take("microsoft", null, address, "consent_required") is not null
        )
        {
            return $"{back}?error=consent_required&error_description={Uri.EscapeDataString("AADSTS90094: An administrator of the organisation has to allow this app.")}&state={state}";
        }

        var scope = query["scope"].ToString();
        if (faults.Take("microsoft", null, address, "narrow_scope") is not null)
        {
            scope = "openid profile offline_access";
        }

        if (faults.Take("microsoft", null, address, "wide_scope") is not null)
        {
            scope += " Mail.ReadWrite Mail.Send";
        }

        var box = world.Box(address);
        var code = tokens.Code(
            new MicrosoftTokens.Consent(
                box.Address,
                query["client_id"].ToString(),
                back,
                query["code_challenge"].ToString(),
                scope,
                query["nonce"].ToString(),
                clock.GetUtcNow()
            )
        );
        return $"{back}?code={Uri.EscapeDataString(code)}&state={state}&session_state={Guid.CreateVersion7()}";
    }

    private static async Task<IResult> Token(
        HttpContext http,
        MicrosoftWorld world,
        MicrosoftTokens tokens,
        FaultBoard faults,
        TimeProvider clock,
        IConfiguration configuration
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var whose = tokens.Whose(form["code"].ToString(), form["refresh_token"].ToString());
        switch (
            faults.Take(
                "microsoft",
                null,
                whose,
                "token_revoked",
                "token_interaction",
                "token_error",
                "token_hang"
            )
        )
        {
            case { Kind: "token_revoked" }:
                return Refused("invalid_grant", 50173, clock);
            case { Kind: "token_interaction" }:
                return Refused("interaction_required", 50076, clock);
            case { Kind: "token_error" }:
                return Results.StatusCode(500);
            case { Kind: "token_hang" } fault:
                await Task.Delay(fault.Delay(60_000), http.RequestAborted);
                return Results.StatusCode(500);
        }

        if (
            form["client_id"] != ClientId(configuration)
            || form["client_secret"] != ClientSecret(configuration)
        )
        {
            return Refused("invalid_client", 7000215, clock);
        }

        var (pair, error, number) = form["grant_type"].ToString() switch
        {
            "authorization_code" => tokens.Redeem(
                form["code"].ToString(),
                form["client_id"].ToString(),
                form["redirect_uri"].ToString(),
                form["code_verifier"].ToString()
            ),
            "refresh_token" => tokens.Renew(form["refresh_token"].ToString()),
            _ => (null, "unsupported_grant_type", 70003),
        };
        if (pair is null)
        {
            return Refused(error, number, clock);
        }

        var scopes = pair.Consent.Scope.Split(' ');
        return Results.Json(
            new
            {
                token_type = "Bearer",
                // As Microsoft does: the names of what may be read, without offline_access.
                scope = string.Join(
                    ' ',
                    scopes
                        .Where(scope => scope != "offline_access")
                        .Select(scope =>
                            Known.Contains(scope) ? scope : $"https://graph.microsoft.com/{scope}"
                        )
                ),
                expires_in = (int)MicrosoftTokens.Life.TotalSeconds,
                ext_expires_in = (int)MicrosoftTokens.Life.TotalSeconds,
                access_token = pair.Access,
                refresh_token = pair.RefreshToken,
                id_token = scopes.Contains("openid")
                    ? MicrosoftTokens.IdToken(
                        pair.Consent,
                        world.Box(pair.Consent.Address),
                        clock.GetUtcNow()
                    )
                    : null,
            }
        );
    }

    private static IResult Refused(string error, int number, TimeProvider clock) =>
        Results.Json(
            new
            {
                error,
                error_description = $"AADSTS{number}: The request was refused by the Sandbox.",
                error_codes = new[] { number },
                timestamp = clock.GetUtcNow().ToString("u"),
                trace_id = Guid.CreateVersion7(),
                correlation_id = Guid.CreateVersion7(),
            },
            statusCode: 400
        );

    private static string? Wrong(IQueryCollection query, IConfiguration configuration) =>
        query["response_type"] != "code" ? "response_type must be code."
        : query["code_challenge_method"] != "S256"
        || query["code_challenge"].ToString().Length != 43
            ? "A code_challenge by S256 is needed."
        : query["client_id"] != ClientId(configuration) ? "This application is not known."
        : StringValues.IsNullOrEmpty(query["state"]) ? "state is missing."
        : StringValues.IsNullOrEmpty(query["redirect_uri"]) ? "redirect_uri is missing."
        : null;

    private static string ClientId(IConfiguration configuration) =>
        configuration["Sandbox:Microsoft:ClientId"] ?? "leadfuel-sandbox";

    private static string ClientSecret(IConfiguration configuration) =>
        configuration["Sandbox:Microsoft:ClientSecret"] ?? "microsoft-sandbox-secret";
}
