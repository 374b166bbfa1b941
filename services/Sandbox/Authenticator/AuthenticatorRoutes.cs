using LeadFuel.Sandbox.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.Authenticator;

/// <summary>The page on which a pasted secret shows its codes, by reload and without a script.</summary>
public static class AuthenticatorRoutes
{
    private const string Wrong =
        "This is neither a secret in Base32 (letters and 2 to 7) nor an otpauth://totp/ address.";

    public static void AddAuthenticator(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<AuthenticatorWorld>();

    public static void MapAuthenticator(this WebApplication app)
    {
        app.MapGet(
            "/authenticator",
            (AuthenticatorWorld world, TimeProvider clock) => Page(world, clock, null)
        );
        app.MapPost("/authenticator", Paste).DisableAntiforgery();
        app.MapPost(
                "/authenticator/forget",
                (AuthenticatorWorld world) =>
                {
                    world.Forget();
                    return Results.Redirect("/authenticator");
                }
            )
            .DisableAntiforgery();
    }

    private static async Task<IResult> Paste(
        HttpContext http,
        AuthenticatorWorld world,
        TimeProvider clock
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return world.Paste(form["secret"].ToString())
            ? Results.Redirect("/authenticator")
            : Page(world, clock, Wrong);
    }

    public static IResult Page(AuthenticatorWorld world, TimeProvider clock, string? wrong) =>
        new RazorComponentResult<AuthenticatorPage>(
            new
            {
                Secrets = world.All,
                Now = clock.GetUtcNow(),
                Wrong = wrong,
            }
        );
}
