using System.Net;
using LeadFuel.Core.AuditEntries;
using LeadFuel.Core.Providers.Anthropic;

namespace LeadFuel.Core.AiKeys;

/// <summary>Takes the account's own key once Anthropic has accepted it, in place of the one before.</summary>
public static class GiveAiKey
{
    private const int Longest = 300;

    public sealed record Request(string? Key);

    public static void Map(RouteGroupBuilder room) =>
        room.MapPut("", Answer).Produces<GetAiKey.View>(StatusCodes.Status200OK);

    private static async Task<IResult> Answer(
        Request request,
        CoreDb db,
        SecretKeys keys,
        AuditLog audit,
        TimeProvider clock,
        IServiceProvider services,
        CancellationToken ct
    ) =>
        (
            await Handle(
                request,
                db,
                keys,
                audit,
                services.GetRequiredService<KeyCheck>(),
                clock,
                ct
            )
        ).ToOk();

    internal static async Task<Outcome<GetAiKey.View>> Handle(
        Request request,
        CoreDb db,
        SecretKeys keys,
        AuditLog audit,
        KeyCheck check,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var text = request.Key?.Trim() ?? "";
        if (
            text.Length is < 20 or > Longest
            || !text.StartsWith("sk-ant-", StringComparison.Ordinal)
            || text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
        )
        {
            return Refuse.Invalid(
                "key",
                "This is no key of Anthropic's API: those begin with sk-ant-."
            );
        }

        var key = new Secret(text);
        try
        {
            await check.Accepts(key, ct);
        }
        catch (ProviderRefusedException refused)
            when (refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            await using var note = await db.Begin(ct);
            await audit.Write(
                "ai-key.refused",
                db.Account.Email,
                "Anthropic does not accept a key that was given. It was not stored.",
                ct
            );
            await note.Commit(ct);
            return Refuse.Unprocessable(
                "key-refused",
                "Anthropic does not accept this key. It was not stored. Make one in its console and try again."
            );
        }
        catch (ProviderRefusedException)
        {
            return Refuse.ProviderDown("Anthropic");
        }

        await using var work = await db.Begin(ct);
        var kept = await db.AiKeys.SingleOrDefaultAsync(ct);
        if (kept is null)
        {
            kept = new AiKey();
            db.AiKeys.Add(kept);
        }

        kept.Give(keys, db.Account.Email, key, db.Account.Member, clock.GetUtcNow());
        await work.Flush(ct);
        await audit.Write(
            "ai-key.given",
            db.Account.Email,
            $"Gave an Anthropic key of your own, ending in {kept.LastFour}.",
            ct
        );
        return await work.Commit(GetAiKey.View.Of(kept), ct);
    }
}
