using System.Text.Json;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Sends;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadFuel.Reach.Replies;

/// <summary>Takes Resend's word on what became of mails: signed, once per event, in any order. The event and its job are on disk before Resend hears 200.</summary>
public static class ReceiveHook
{
    private const int Largest = 1024 * 1024;

    public static void Map(WebApplication app) =>
        app.MapPost("/hooks/resend/reach", Handle).Public("resend");

    private static async Task<IResult> Handle(
        HttpContext http,
        IOptionsMonitor<ProviderOptions> options,
        NpgsqlDataSource doors,
        CurrentAccount account,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await Body(http.Request, ct) is not { } body)
        {
            return new RefusedResult(
                new Refused(
                    Refusal.TooLarge,
                    "too-large",
                    "This event is too large.",
                    "An event holds at most 1 MiB."
                )
            );
        }

        var now = clock.GetUtcNow();
        var id = http.Request.Headers["svix-id"].ToString();
        if (
            !HookSignature.Holds(
                options.Get("Resend").HookSecret,
                id,
                http.Request.Headers["svix-timestamp"].ToString(),
                http.Request.Headers["svix-signature"].ToString(),
                body,
                now
            )
        )
        {
            return new RefusedResult(
                new Refused(
                    Refusal.SignedOut,
                    "bad-signature",
                    "The signature does not hold.",
                    "Sign id, time and body with the secret of this address, within five minutes."
                )
            );
        }

        if (HookEvent.Read(body) is not { } told)
        {
            return new RefusedResult(Refuse.Invalid("body", "This is not an event of Resend."));
        }

        if (!told.Matters)
        {
            return TypedResults.Ok();
        }

        var owner = await Owner(doors, told, ct);
        account.Enter(owner ?? SwitchBoard.Suite, "resend");
        await using var work = await db.Begin(ct);
        await Store(db, id, told, owner is not null, now, ct);
        Fault.Point("reach.hook-before-commit");
        await work.Commit(ct);
        Fault.Point("reach.hook-after-commit");
        return TypedResults.Ok();
    }

    /// <summary>The event and its job, once; in the unit of work of the account that it is about, or of the suite's own.</summary>
    internal static async Task Store(
        ReachDb db,
        string id,
        HookEvent told,
        bool owned,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var rows = await db.Database.ExecuteSqlAsync(
            $"""
            insert into resend_events (account_email, svix_id, type, occurred_at, received_at, resend_id, message_id, detail, stray)
            values ({db.Account.Email}, {id}, {told.Type}, {told.At}, {now}, {told.ResendId}, {told.MessageId}, {told.Detail}, {!owned
                && told.Type != HookEvent.Received})
            on conflict do nothing
            """,
            ct
        );
        if (rows == 0)
        {
            return;
        }

        if (told.Type == HookEvent.Received)
        {
            db.Enqueue(new FetchReply.Job(id), now, id);
        }
        else if (owned && told.Type == HookEvent.Domain)
        {
            db.Enqueue(new ReadDomain.Job(told.ResendId), now, id);
        }
        else if (owned)
        {
            db.Enqueue(new ApplyEvent.Job(id), now, id);
        }

        ForgetEvents.Enqueue(db, now);
    }

    // Resend's word never says whose a mail is; our own rows do.
    internal static async Task<AccountKey?> Owner(
        NpgsqlDataSource doors,
        HookEvent told,
        CancellationToken ct
    )
    {
        if (told.Type == HookEvent.Domain)
        {
            return await doors.Account($"select account_of_resend_domain({told.ResendId})", ct);
        }

        if (told.Type != HookEvent.Received)
        {
            return
                told.MessageId is { } message
                && await doors.Account($"select account_of_message({message})", ct) is { } sender
                ? sender
                : await doors.Account($"select account_of_provider_id({told.ResendId})", ct);
        }

        foreach (var token in told.To.Select(ReplyToken.In).OfType<(string Token, bool)>())
        {
            if (
                await doors.Account($"select account_of_reply_token({token.Token})", ct) is
                { } answered
            )
            {
                return answered;
            }
        }

        foreach (var domain in told.To.Select(Contacts.Address.Domain).Distinct())
        {
            if (
                await doors.Account(
                    $"select account_of_proved_domain({domain.ToLowerInvariant()})",
                    ct
                ) is
                { } owner
            )
            {
                return owner;
            }
        }

        return null;
    }

    private static async Task<byte[]?> Body(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0; )
        {
            if (body.Length + read > Largest)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}

/// <summary>The few fields of an event that are kept. What the mail says is not among them.</summary>
public sealed record HookEvent(
    string Type,
    DateTimeOffset At,
    string ResendId,
    Guid? MessageId,
    string Detail,
    IReadOnlyList<string> To
)
{
    public const string Received = "email.received";
    public const string Domain = "domain.updated";
    private const int Most = 100;

    private static readonly string[] Kinds =
    [
        "email.sent",
        "email.delivered",
        "email.delivery_delayed",
        "email.bounced",
        "email.complained",
        "email.failed",
        "email.suppressed",
        Received,
        Domain,
    ];

    public bool Matters => Kinds.Contains(Type) && ResendId.Length > 0;

    public static HookEvent? Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var told = json.RootElement;
            var type = Text(told, "type");
            if (type is null || !told.TryGetProperty("data", out var data))
            {
                return null;
            }

            var message =
                data.TryGetProperty("tags", out var tags)
                && tags.ValueKind == JsonValueKind.Object
                && Guid.TryParse(Text(tags, "message"), out var id)
                    ? id
                    : (Guid?)null;
            return new(
                type,
                DateTimeOffset.TryParse(
                    Text(told, "created_at"),
                    System.Globalization.CultureInfo.InvariantCulture,
                    System.Globalization.DateTimeStyles.AssumeUniversal,
                    out var at
                )
                    ? at.ToUniversalTime()
                    : DateTimeOffset.UnixEpoch,
                Text(data, type == Domain ? "id" : "email_id") ?? "",
                message,
                type switch
                {
                    "email.sent" => Bare(Text(data, "message_id") ?? ""),
                    "email.bounced" when data.TryGetProperty("bounce", out var bounce) => Text(
                        bounce,
                        "type"
                    ) ?? "",
                    "email.failed" when data.TryGetProperty("failed", out var failed) => Text(
                        failed,
                        "reason"
                    ) ?? "",
                    _ => "",
                },
                type == Received ? [.. Addresses(data, "to"), .. Addresses(data, "cc")] : []
            );
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A message id without its angle brackets, as it is stored and compared.</summary>
    public static string Bare(string id) => id.Trim().TrimStart('<').TrimEnd('>');

    private static IEnumerable<string> Addresses(JsonElement data, string name) =>
        data.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ?
            [
                .. list.EnumerateArray()
                    .Take(Most)
                    .Select(one => one.GetString() ?? "")
                    .Select(one =>
                        Contacts.Address.TryRead(one, out var address, out _) ? address : ""
                    )
                    .Where(address => address.Length > 0),
            ]
            : [];

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
        && from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
