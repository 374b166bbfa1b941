using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace LeadFuel.Core.SignInLinks;

public static class ConsumeLink
{
    /// <param name="TimeZone">The browser's: a new account begins with it.</param>
    public sealed record Request(
        [Required, MaxLength(100)] string Token,
        bool Here = false,
        string? TimeZone = null
    );

    public static void Map(RouteGroupBuilder links) =>
        links
            .MapPost(
                "/consume",
                async (
                    Request request,
                    NpgsqlDataSource source,
                    CurrentAccount account,
                    CoreDb db,
                    SharedDb shared,
                    SignIn signIn,
                    HttpContext http,
                    CancellationToken ct
                ) =>
                    SignIn.Answer(
                        await Handle(request, source, account, db, shared, signIn, ct),
                        http
                    )
            )
            .Public("sign-in");

    public static async Task<Outcome<SignIn.Opened>> Handle(
        Request request,
        NpgsqlDataSource source,
        CurrentAccount account,
        CoreDb db,
        SharedDb shared,
        SignIn signIn,
        CancellationToken ct
    )
    {
        var hash = LinkToken.Hash(request.Token);
        if (await source.Account($"select account_of_link({hash})", ct) is not { } key)
        {
            return SignIn.Gone;
        }

        account.Enter(key, key.Email);
        string? asked;
        await using (await db.Begin(ct))
        {
            var link = await db
                .SignInLinks.Where(l => l.TokenHash == hash)
                .Select(l => new { l.Browser })
                .SingleOrDefaultAsync(ct);
            if (link is null)
            {
                // Used meanwhile.
                return SignIn.Gone;
            }

            asked = link.Browser;
        }

        if (asked is null || asked != account.Browser)
        {
            if (!request.Here)
            {
                return Refuse.Conflict(
                    "This link was asked for in another browser. Sign in here, or show a number and type it there.",
                    "other-browser"
                );
            }

            await using var look = await shared.Begin(ct);
            if (await shared.Accounts.AnyAsync(a => a.SameBrowserOnly, ct))
            {
                return Refuse.Forbidden(
                    "other-browser",
                    "This account lets a link open only the browser that asked for it. Show the number and type it there."
                );
            }
        }

        return await signIn.Open(hash, account.OldSession, request.TimeZone, ct);
    }
}
