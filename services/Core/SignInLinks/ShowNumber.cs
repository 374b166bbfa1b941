using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace LeadFuel.Core.SignInLinks;

/// <summary>The browser that holds the mail shows six digits; the browser that asked types them.</summary>
public static class ShowNumber
{
    public sealed record Request([Required, MaxLength(100)] string Token);

    public sealed record View(string Number);

    /// <param name="TimeZone">The browser's: a new account begins with it.</param>
    public sealed record Typed(
        [Required, RegularExpression("^[0-9]{6}$", ErrorMessage = "The number has six digits.")]
            string Number,
        string? TimeZone = null
    );

    public static void Map(RouteGroupBuilder links)
    {
        links
            .MapPost(
                "/number",
                async (
                    Request request,
                    NpgsqlDataSource source,
                    CurrentAccount account,
                    CoreDb db,
                    LinkToken tokens,
                    TimeProvider clock,
                    CancellationToken ct
                ) => (await Show(request, source, account, db, tokens, clock, ct)).ToOk()
            )
            .Public("sign-in");
        links
            .MapPost(
                "/confirm",
                async (
                    Typed request,
                    NpgsqlDataSource source,
                    IServiceScopeFactory scopes,
                    CurrentAccount account,
                    LinkToken tokens,
                    HttpContext http,
                    CancellationToken ct
                ) =>
                    SignIn.Answer(await Confirm(request, source, scopes, account, tokens, ct), http)
            )
            .Public("sign-in");
    }

    public static async Task<Outcome<View>> Show(
        Request request,
        NpgsqlDataSource source,
        CurrentAccount account,
        CoreDb db,
        LinkToken tokens,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var hash = LinkToken.Hash(request.Token);
        if (await source.Account($"select account_of_link({hash})", ct) is not { } key)
        {
            return SignIn.Gone;
        }

        account.Enter(key, key.Email);
        var now = clock.GetUtcNow();
        await using var work = await db.Begin(ct);
        var link = await db.SignInLinks.SingleOrDefaultAsync(
            l => l.TokenHash == hash && l.ExpiresAt > now,
            ct
        );
        if (link is null)
        {
            return SignIn.Gone;
        }

        link.Show(now);
        await work.Commit(ct);
        return new View(tokens.Number(link.Id));
    }

    // The browser may wait for links of several addresses: each is tried in a scope of its own account.
    public static async Task<Outcome<SignIn.Opened>> Confirm(
        Typed request,
        NpgsqlDataSource source,
        IServiceScopeFactory scopes,
        CurrentAccount account,
        LinkToken tokens,
        CancellationToken ct
    )
    {
        var typed = Encoding.ASCII.GetBytes(request.Number);
        foreach (
            var (key, more) in await source.Accounts(
                $"select account_email, id from links_of_browser({account.Browser ?? ""})",
                ct
            )
        )
        {
            var id = (Guid)more[0]!;
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(key, key.Email);
            var db = scope.ServiceProvider.GetRequiredService<CoreDb>();
            byte[]? hash;
            await using (var work = await db.Begin(ct))
            {
                // Counted before it is compared: guesses at once cannot share a try.
                var tried = await db
                    .SignInLinks.Where(l => l.Id == id && l.NumberTries < SignInLink.MaxTries)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(l => l.NumberTries, l => l.NumberTries + 1),
                        ct
                    );
                hash =
                    tried == 0
                        ? null
                        : await db
                            .SignInLinks.Where(l => l.Id == id)
                            .Select(l => l.TokenHash)
                            .SingleOrDefaultAsync(ct);
                await work.Commit(ct);
            }

            if (
                hash is not null
                && CryptographicOperations.FixedTimeEquals(
                    Encoding.ASCII.GetBytes(tokens.Number(id)),
                    typed
                )
            )
            {
                return await scope
                    .ServiceProvider.GetRequiredService<SignIn>()
                    .Open(hash, account.OldSession, request.TimeZone, ct);
            }
        }

        return Refuse.Invalid(
            "number",
            "This is not the number the other browser shows. After three tries, ask for a new link."
        );
    }
}
