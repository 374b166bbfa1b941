using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadFuel.Core.Mails;

/// <summary>Takes Resend's word on what became of the suite's own mails: signed, each notice once, in any order.</summary>
public static class ReceiveMailEvent
{
    private const int Largest = 1024 * 1024;
    private const int MaxId = 100;
    private const int MaxMailId = 64;

    /// <summary>What is kept of a notice; never what the mail says.</summary>
    private sealed record Notice(
        string Type,
        MailState State,
        bool Trouble,
        Guid? MailId,
        string? ResendId,
        DateTimeOffset At
    );

    public static void Map(WebApplication app) =>
        app.MapPost("/hooks/resend/core", Handle).Public("resend");

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
        if (await HookBody.Read(http.Request, Largest, ct) is not { } body)
        {
            return new RefusedResult(HookBody.TooLarge);
        }

        var now = clock.GetUtcNow();
        var id = http.Request.Headers["svix-id"].ToString();
        if (
            id.Length > MaxId
            || !HookSignature.Holds(
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

        if (!TryRead(body, now, out var notice))
        {
            return new RefusedResult(Refuse.Invalid("body", "This is not a notice of Resend."));
        }

        if (notice is null)
        {
            return TypedResults.Ok();
        }

        // Whose mail it is, our own row says; the notice names the row only.
        var owner = notice.MailId is { } mail
            ? await doors.Account($"select account_of_mail({mail})", ct)
            : null;
        account.Enter(owner ?? SwitchBoard.Suite, "resend");
        await using var work = await db.Begin(ct);
        var first = await db.Database.ExecuteSqlAsync(
            $"insert into mail_events (account_email, svix_id, type, at) values ({account.Email}, {id}, {notice.Type}, {now}) on conflict do nothing",
            ct
        );
        if (first == 1 && owner is not null)
        {
            await Apply(db, notice, ct);
        }

        await work.Commit(ct);
        return TypedResults.Ok();
    }

    private static async Task Apply(CoreDb db, Notice notice, CancellationToken ct)
    {
        if (await Mail.Hold(db, notice.MailId!.Value, ct) is not { } mail)
        {
            return;
        }

        if (notice.ResendId is { } left)
        {
            mail.Left(left);
        }

        mail.Become(notice.State, notice.At);
        var trouble = await db.MailTroubles.SingleOrDefaultAsync(
            t => t.Address == mail.Recipient,
            ct
        );
        if (notice.Trouble && trouble is null)
        {
            db.MailTroubles.Add(
                new MailTrouble
                {
                    Address = mail.Recipient,
                    State = notice.State,
                    At = notice.At,
                }
            );
        }
        else if (notice.Trouble && trouble!.At < notice.At)
        {
            (trouble.State, trouble.At) = (notice.State, notice.At);
        }
        else if (notice.State == MailState.Delivered && trouble?.At < notice.At)
        {
            // Mail reaches the address again.
            db.MailTroubles.Remove(trouble);
        }
    }

    // False: not a notice at all. Null: one that says nothing about a mail's fate.
    private static bool TryRead(byte[] body, DateTimeOffset now, out Notice? notice)
    {
        notice = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            var type = json.RootElement.GetProperty("type").GetString()!;
            var data = json.RootElement.GetProperty("data");
            if (State(type) is not { } state)
            {
                return true;
            }

            // A soft bounce is this mail's fate, not the address's.
            var trouble =
                type is "email.complained" or "email.suppressed"
                || (
                    type == "email.bounced"
                    && data.TryGetProperty("bounce", out var bounce)
                    && bounce.GetProperty("type").GetString() == "Permanent"
                );
            var mail =
                data.TryGetProperty("tags", out var tags)
                && tags.TryGetProperty("mail_id", out var tag)
                && Guid.TryParse(tag.GetString(), out var id)
                    ? id
                    : (Guid?)null;
            var resendId = data.TryGetProperty("email_id", out var name) ? name.GetString() : null;
            var at = DateTimeOffset.TryParse(
                json.RootElement.GetProperty("created_at").GetString(),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var told
            )
                ? told.ToUniversalTime()
                : now;
            notice = new Notice(
                type,
                state,
                trouble,
                mail,
                resendId is { Length: > 0 and <= MaxMailId } ? resendId : null,
                at
            );
            return true;
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static MailState? State(string type) =>
        type switch
        {
            "email.sent" => MailState.Sent,
            "email.delivery_delayed" => MailState.Delayed,
            "email.delivered" => MailState.Delivered,
            "email.bounced" or "email.suppressed" => MailState.Bounced,
            "email.complained" => MailState.Complained,
            "email.failed" => MailState.Failed,
            _ => null,
        };
}
