using System.ComponentModel.DataAnnotations;
using LeadFuel.Core.Sessions;
using Npgsql;

namespace LeadFuel.Core.SignInLinks;

public static class ConsumeLink
{
    public sealed record Request([Required, MaxLength(100)] string Token, bool Here = false);

    public static void Map(RouteGroupBuilder links) =>
        links
            .MapPost(
                "/consume",
                async (
                    Request request,
                    NpgsqlDataSource source,
                    CurrentAccount account,
                    CoreDb db,
                    SignIn signIn,
                    HttpContext http,
                    CancellationToken ct
                ) => SignIn.Answer(await Handle(request, source, account, db, signIn, ct), http)
            )
            .Public("sign-in");

    public static async Task<Outcome<SignIn.Opened>> Handle(
        Request request,
        NpgsqlDataSource source,
        CurrentAccount account,
        CoreDb db,
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
        if (!request.Here)
        {
            await using var look = await db.Begin(ct);
            var link = await db
                .SignInLinks.Where(l => l.TokenHash == hash)
                .Select(l => new { l.Browser })
                .SingleOrDefaultAsync(ct);
            if (link is null)
            {
                // Used meanwhile.
                return SignIn.Gone;
            }

            if (link.Browser is null || link.Browser != account.Browser)
            {
                return Refuse.Conflict(
                    "This link was asked for in another browser. Sign in here, or show a number and type it there.",
                    "other-browser"
                );
            }
        }

        return await signIn.Open(hash, ct);
    }
}
