using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Pages;
using LeadFuel.Sandbox.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace LeadFuel.Sandbox.LinkedIn;

/// <summary>The page on which a member allows an app, the tokens that follow, and who they are.</summary>
public static class LinkedInSignIn
{
    /// <summary>What this app was approved for; one more, and LinkedIn refuses the whole consent.</summary>
    public static readonly string[] Approved =
    [
        "openid",
        "profile",
        "w_member_social",
        "w_organization_social",
        "r_organization_social",
        "r_organization_admin",
    ];

    public static void Map(IEndpointRouteBuilder linkedIn)
    {
        linkedIn.MapGet("/oauth/v2/authorization", Ask);
        linkedIn.MapPost("/oauth/v2/authorization", Decide).DisableAntiforgery();
        linkedIn.MapPost("/oauth/v2/accessToken", Tokens).DisableAntiforgery();
        linkedIn.MapGet("/v2/userinfo", UserInfo);
    }

    private static IResult Ask(HttpContext http, IConfiguration configuration)
    {
        var query = http.Request.Query;
        var (client, redirect, state) = (
            query["client_id"].ToString(),
            query["redirect_uri"].ToString(),
            query["state"].ToString()
        );
        if (client != Client(configuration) || !Uri.TryCreate(redirect, UriKind.Absolute, out _))
        {
            return Results.BadRequest(
                "LinkedIn does not know this application or its redirect_uri."
            );
        }

        var scopes = Scopes(query["scope"].ToString());
        if (query["response_type"] != "code" || scopes.Except(Approved).Any())
        {
            return Back(
                redirect,
                state,
                "unauthorized_scope_error",
                "Scope is not authorized for your application"
            );
        }

        return new RazorComponentResult<LinkedInSignInPage>(
            new
            {
                ClientId = client,
                RedirectUri = redirect,
                State = state,
                Scopes = scopes,
            }
        );
    }

    private static async Task<IResult> Decide(
        HttpContext http,
        LinkedInWorld world,
        IConfiguration configuration
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (client, redirect, state) = (
            form["client_id"].ToString(),
            form["redirect_uri"].ToString(),
            form["state"].ToString()
        );
        if (client != Client(configuration) || !Uri.TryCreate(redirect, UriKind.Absolute, out _))
        {
            return Results.BadRequest(
                "LinkedIn does not know this application or its redirect_uri."
            );
        }

        if (form["decision"] != "allow")
        {
            return Back(
                redirect,
                state,
                "user_cancelled_authorize",
                "The user cancelled the authorization"
            );
        }

        var name = form["name"].ToString() is { Length: > 0 } given ? given : "Maria Kern";
        var code = world.Consent(
            world.SignIn(name),
            client,
            redirect,
            [.. form["scope"].Select(scope => scope!).Intersect(Approved)]
        );
        return Results.Redirect(
            QueryHelpers.AddQueryString(
                redirect,
                new Dictionary<string, string?> { ["code"] = code, ["state"] = state }
            )
        );
    }

    private static async Task<IResult> Tokens(
        HttpContext http,
        LinkedInWorld world,
        FaultBoard faults,
        IConfiguration configuration
    )
    {
        if (http.TakeFault(faults, "linkedin", "token_down") is not null)
        {
            return LinkedInError.OAuth(503, "temporarily_unavailable", "Try again later");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (
            form["client_id"] != Client(configuration)
            || form["client_secret"]
                != (configuration["Sandbox:LinkedIn:ClientSecret"] ?? "sandbox")
        )
        {
            return LinkedInError.OAuth(401, "invalid_client", "Client authentication failed");
        }

        if (http.TakeFault(faults, "linkedin", "invalid_grant") is not null)
        {
            return LinkedInError.OAuth(400, "invalid_grant", "The token was revoked");
        }

        var (consent, kept) = form["grant_type"].ToString() switch
        {
            "authorization_code" => (world.UseCode(form["code"].ToString()), (string?)null),
            "refresh_token" => (
                world.Refresh(form["refresh_token"].ToString()),
                form["refresh_token"].ToString()
            ),
            _ => (null, null),
        };
        if (consent is null || (kept is null && consent.RedirectUri != form["redirect_uri"]))
        {
            return LinkedInError.OAuth(
                400,
                kept is null ? "invalid_request" : "invalid_grant",
                "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code, or it expired"
            );
        }

        if (http.TakeFault(faults, "linkedin", "partial_scopes") is not null)
        {
            consent = consent with { Scopes = [.. consent.Scopes.Except(["w_member_social"])] };
        }

        var (token, seconds) = world.Access(consent);
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = token,
            ["expires_in"] = seconds,
            // With commas or spaces, as it happens.
            ["scope"] = string.Join(kept is null ? ',' : ' ', consent.Scopes),
            ["token_type"] = "Bearer",
        };
        if (http.TakeFault(faults, "linkedin", "empty_refresh_token") is not null)
        {
            answer["refresh_token"] = "";
        }
        else if (http.TakeFault(faults, "linkedin", "no_refresh_token") is null)
        {
            var (again, left) = kept is null
                ? world.RefreshToken(consent)
                : (kept, world.SecondsLeft(consent));
            answer["refresh_token"] = again;
            answer["refresh_token_expires_in"] = left;
        }

        return Results.Json(answer);
    }

    private static IResult UserInfo(HttpContext http, LinkedInWorld world, FaultBoard faults)
    {
        if (http.TakeFault(faults, "linkedin", "userinfo_down") is not null)
        {
            return LinkedInError.Of(500, "Internal error");
        }

        if (LinkedInGate.Token(http, world) is { } refused)
        {
            return refused;
        }

        var member = world.Holder(http.Request.ApiKey())!.Member;
        var names = member.Name.Split(' ', 2);
        return Results.Json(
            new
            {
                sub = member.Sub,
                name = member.Name,
                given_name = names[0],
                family_name = names.Length > 1 ? names[1] : "",
                locale = new { country = "DE", language = "en" },
            }
        );
    }

    internal static string[] Scopes(string given) =>
        given.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static string Client(IConfiguration configuration) =>
        configuration["Sandbox:LinkedIn:ClientId"] ?? "sandbox-linkedin";

    private static IResult Back(string redirect, string state, string error, string says) =>
        Results.Redirect(
            QueryHelpers.AddQueryString(
                redirect,
                new Dictionary<string, string?>
                {
                    ["error"] = error,
                    ["error_description"] = says,
                    ["state"] = state,
                }
            )
        );
}
