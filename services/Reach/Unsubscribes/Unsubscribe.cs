using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Suppressions;
using Npgsql;

namespace LeadFuel.Reach.Unsubscribes;

/// <summary>
/// Takes the address of a link off every list of the account. POST only: mail scanners fetch links.
/// Mailbox providers post <c>List-Unsubscribe=One-Click</c> (RFC 8058) without cookies; people press the page's button.
/// </summary>
public static class Unsubscribe
{
    public static void MapUnsubscribes(this WebApplication app)
    {
        var links = app.MapGroup("/u");
        links
            .MapGet(
                "/{token}",
                async (
                    string token,
                    ReachDb db,
                    CurrentAccount account,
                    NpgsqlDataSource source,
                    UnsubscribeToken tokens,
                    CancellationToken ct
                ) =>
                {
                    if (await Enter(token, account, source, tokens, ct) is not { } id)
                    {
                        return UnsubscribePage.Unknown();
                    }

                    await using var work = await db.Begin(ct);
                    var link = await db
                        .UnsubscribeLinks.AsNoTracking()
                        .SingleAsync(l => l.Id == id, ct);
                    var forms = DomainName.Forms(link.Address);
                    var off = await db.Suppressions.AnyAsync(
                        s =>
                            s.Kind == SuppressionKind.Address
                            && forms.Contains(s.Key)
                            && s.LiftedAt == null,
                        ct
                    );
                    return off
                        ? UnsubscribePage.Done(link.FromName)
                        : UnsubscribePage.Ask(link.FromName);
                }
            )
            .Public("u");
        links
            .MapPost(
                "/{token}",
                async (
                    string token,
                    HttpRequest request,
                    ReachDb db,
                    CurrentAccount account,
                    NpgsqlDataSource source,
                    UnsubscribeToken tokens,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                {
                    var fromPage = request.Query.ContainsKey("page");
                    if (await Enter(token, account, source, tokens, ct) is not { } id)
                    {
                        return UnsubscribePage.Unknown();
                    }

                    await using var work = await db.Begin(ct);
                    var link = await db
                        .UnsubscribeLinks.AsNoTracking()
                        .SingleAsync(l => l.Id == id, ct);
                    await SuppressAddress.Suppress(
                        db,
                        link.Address,
                        SuppressionReason.Unsubscribed,
                        $"unsubscribe:{id}",
                        clock.GetUtcNow(),
                        ct
                    );
                    await work.Commit(ct);
                    return fromPage ? UnsubscribePage.Done(link.FromName) : Results.Ok();
                }
            )
            .Public("u")
            .DisableAntiforgery();
    }

    private static async Task<Guid?> Enter(
        string token,
        CurrentAccount account,
        NpgsqlDataSource source,
        UnsubscribeToken tokens,
        CancellationToken ct
    )
    {
        if (
            tokens.Read(token) is not { } id
            || await source.Account($"select account_of_unsubscribe({id})", ct) is not { } owner
        )
        {
            return null;
        }

        account.Enter(owner, "recipient");
        return id;
    }
}
