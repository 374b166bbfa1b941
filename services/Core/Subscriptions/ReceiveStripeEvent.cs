using System.Text;
using System.Text.Json;
using LeadFuel.Core.Providers.Stripe;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadFuel.Core.Subscriptions;

/// <summary>Takes Stripe's notices as hints: the id, the kind and whom it is about are kept, and the state is read anew.</summary>
public static class ReceiveStripeEvent
{
    private const int Largest = 1024 * 1024;

    private sealed record Notice(string Id, string Type, string? ObjectId, string? Customer);

    public static void Map(WebApplication app) =>
        app.MapPost("/hooks/stripe", Handle).Public("stripe");

    private static async Task<IResult> Handle(
        HttpContext http,
        IOptionsMonitor<ProviderOptions> options,
        NpgsqlDataSource doors,
        CurrentAccount account,
        CoreDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await Mails.HookBody.Read(http.Request, Largest, ct) is not { } raw)
        {
            return new RefusedResult(Mails.HookBody.TooLarge);
        }

        var now = clock.GetUtcNow();
        var body = Encoding.UTF8.GetString(raw);
        if (
            !StripeGate.Holds(
                body,
                http.Request.Headers["Stripe-Signature"].ToString(),
                options.Get(StripeGate.Provider.Name).HookSecret,
                now
            )
        )
        {
            return new RefusedResult(
                new Refused(
                    Refusal.SignedOut,
                    "bad-signature",
                    "The signature does not hold.",
                    "Sign time and body with the secret of this address, within five minutes."
                )
            );
        }

        if (Read(body) is not { } notice)
        {
            return new RefusedResult(Refuse.Invalid("body", "This is not a notice of Stripe."));
        }

        // Whose it is, our own row says.
        var owner = notice.Customer is { } customer
            ? await doors.Account($"select account_of_customer({customer})", ct)
            : null;
        account.Enter(owner ?? SwitchBoard.Suite, "stripe");
        await using var work = await db.Begin(ct);
        var first = await db.Database.ExecuteSqlAsync(
            $"insert into stripe_events (account_email, stripe_event_id, type, object_id, at) values ({account.Email}, {notice.Id}, {notice.Type}, {notice.ObjectId}, {now}) on conflict do nothing",
            ct
        );
        if (first == 1 && owner is not null && Matters(notice.Type))
        {
            db.Enqueue(new ReadSubscription.Job());
        }

        await work.Commit(ct);
        return TypedResults.Ok();
    }

    private static bool Matters(string type) =>
        type
            is "checkout.session.completed"
                or "customer.subscription.created"
                or "customer.subscription.updated"
                or "customer.subscription.deleted"
                or "customer.subscription.paused"
                or "customer.subscription.resumed"
                or "entitlements.active_entitlement_summary.updated"
                or "invoice.paid"
                or "invoice.payment_failed"
                or ReadSubscription.CustomerDeleted;

    // Read as it is, not by the SDK's types: a release of theirs that we do not know must not stop us.
    private static Notice? Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var about = json.RootElement.GetProperty("data").GetProperty("object");
            var id = json.RootElement.GetProperty("id").GetString();
            var type = json.RootElement.GetProperty("type").GetString();
            var objectId = Text(about, "id");
            return id is { Length: > 0 and <= 100 } && type is { Length: > 0 and <= 80 }
                ? new Notice(
                    id,
                    type,
                    objectId is { Length: <= 100 } ? objectId : null,
                    Text(about, "object") == "customer" ? objectId : Text(about, "customer")
                )
                : null;
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
