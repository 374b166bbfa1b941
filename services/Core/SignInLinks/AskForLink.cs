using System.ComponentModel.DataAnnotations;
using LeadFuel.Core.Mails;
using Npgsql;

namespace LeadFuel.Core.SignInLinks;

/// <summary>Answers alike for every address: whether anyone has it is told by the mail alone.</summary>
public static class AskForLink
{
    public const int LongestNext = 200;

    /// <param name="Next">The page the mailed link leads to: a path of ours, so that it can name no other site.</param>
    public sealed record Request(
        [Required, MaxLength(320)] string Email,
        [
            MaxLength(LongestNext),
            RegularExpression(
                "^/[a-z][A-Za-z0-9/_-]*$",
                ErrorMessage = "A page is a path of LeadFuel, such as /home."
            )
        ]
            string? Next = null
    );

    public sealed record View;

    public static void Map(RouteGroupBuilder links) =>
        links
            .MapPost(
                "",
                async (
                    Request request,
                    CoreDb db,
                    NpgsqlDataSource source,
                    CurrentAccount account,
                    LinkToken tokens,
                    SecretKeys keys,
                    TimeProvider clock,
                    CancellationToken ct
                ) =>
                    (
                        await Handle(request, db, source, account, tokens, keys, clock, ct)
                    ).ToAccepted(_ => "")
            )
            .Public("sign-in");

    public static async Task<Outcome<View>> Handle(
        Request request,
        CoreDb db,
        NpgsqlDataSource source,
        CurrentAccount account,
        LinkToken tokens,
        SecretKeys keys,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (SignInAddress.Read(request.Email) is not { } address)
        {
            return Refuse.Invalid(
                "email",
                "This is not an address that mail can reach. It looks like name@company.com."
            );
        }

        var key = await source.Account($"select typed_address({address})", ct);
        account.Enter(key!.Value, "anonymous");
        var now = clock.GetUtcNow();
        var since = now - SignInAsk.Window;
        await using var work = await db.Begin(ct);
        // Two asks at once must not both be the fifth, nor both keep three links.
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({address}, 0))",
            ct
        );
        var byAddress = await db.SignInAsks.CountAsync(ask => ask.At > since, ct);
        var network = SignInAsk.Of(account.Peer, keys);
        var byNetwork = await db
            .Database.SqlQuery<long>(
                $"select asks_of_network({network ?? ""}, {since}) as \"Value\""
            )
            .SingleAsync(ct);
        if (
            byAddress >= SignInAsk.PerAddress
            || (network is not null && byNetwork >= SignInAsk.PerNetwork)
        )
        {
            return new View();
        }

        var id = Guid.CreateVersion7();
        var link = new SignInLink
        {
            Id = id,
            TokenHash = LinkToken.Hash(tokens.Token(id)),
            Browser = account.Browser,
            Next = request.Next,
            ExpiresAt = now + SignInLink.Life,
            CreatedAt = now,
        };
        var mail = new Mail
        {
            Kind = MailKind.SignInLink,
            Recipient = address,
            SubjectId = id,
            CreatedAt = now,
        };
        db.SignInAsks.Add(new SignInAsk { At = now, Network = network });
        db.SignInLinks.Add(link);
        db.Mails.Add(mail);
        var old = await db
            .SignInLinks.OrderByDescending(l => l.CreatedAt)
            .Skip(SignInLink.MaxLive - 1)
            .ToListAsync(ct);
        db.SignInLinks.RemoveRange(old);
        db.Enqueue(new SendMail.Job(mail.Id));
        await work.Commit(ct);
        return new View();
    }
}
