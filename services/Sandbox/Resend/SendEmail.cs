using System.Text.Json;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Resend;

/// <summary>POST /emails and POST /emails/batch.</summary>
public static class SendEmail
{
    private const int MostInBatch = 100;

    public static void Map(RouteGroupBuilder resend)
    {
        resend.MapPost("/emails", (HttpContext http, SendingDesk desk) => desk.Handle(http, One));
        resend.MapPost(
            "/emails/batch",
            (HttpContext http, SendingDesk desk) => desk.Handle(http, Batch)
        );
    }

    private static Letter One(HttpContext http, DateTimeOffset now, string? key)
    {
        if (!ResendRequest.TryObject(http.RawBody(), out var body, out var broken))
        {
            return new Letter([], null, broken);
        }

        var (mail, error) = ResendRequest.Mail(body, http.Team(), now, key);
        return mail is null
            ? new Letter([], null, error)
            : new Letter([mail], new { mail.Id }, null);
    }

    private static Letter Batch(HttpContext http, DateTimeOffset now, string? key)
    {
        if (!ResendRequest.TryArray(http.RawBody(), out var body, out var broken))
        {
            return new Letter([], null, broken);
        }

        if (body.GetArrayLength() is 0 or > MostInBatch)
        {
            return new Letter(
                [],
                null,
                ResendError.Invalid($"A batch holds 1 to {MostInBatch} emails.")
            );
        }

        var permissive = http.Request.Headers["x-batch-validation"] == "permissive";
        List<SentMail> mails = [];
        List<object> errors = [];
        foreach (var (index, item) in body.EnumerateArray().Index())
        {
            var (mail, error) =
                item.ValueKind == JsonValueKind.Object
                    ? ResendRequest.Mail(item, http.Team(), now, key, inBatch: true)
                    : (null, ResendError.Invalid("Each email of a batch is a JSON object."));
            if (mail is not null)
            {
                mails.Add(mail);
            }
            else if (permissive)
            {
                errors.Add(new { Index = index, error!.Message });
            }
            else
            {
                return new Letter(
                    [],
                    null,
                    error! with
                    {
                        Message = $"Email {index}: {error.Message}",
                    }
                );
            }
        }

        var ids = mails.Select(mail => new { mail.Id });
        return new Letter(
            mails,
            permissive ? new { Data = ids, Errors = errors } : new { Data = ids },
            null
        );
    }
}

/// <summary>What a sending call comes to: the mails and the answer, or a refusal.</summary>
public sealed record Letter(IReadOnlyList<SentMail> Mails, object? Answer, ResendError? Error);

/// <summary>Accepts mail once per idempotency key, whatever goes wrong on the way.</summary>
public sealed class SendingDesk(MailWorld world, FaultBoard faults, TimeProvider clock)
{
    public async Task<IResult> Handle(
        HttpContext http,
        Func<HttpContext, DateTimeOffset, string?, Letter> read
    )
    {
        var team = http.Team();
        var key = http.Request.Headers["Idempotency-Key"] is { Count: > 0 } given
            ? given.ToString()
            : null;
        if (key is not null && key.Length is 0 or > 256)
        {
            return new ResendError(
                400,
                "invalid_idempotency_key",
                "The key must be between 1-256 chars."
            ).ToResult();
        }

        if (Take(http, "concurrent") is not null)
        {
            return ResendIdempotency.Concurrent.ToResult();
        }

        if (key is not null)
        {
            var (kept, error) = team.Idempotency.Begin(
                key,
                http.Request.Path,
                http.RawBody(),
                clock.GetUtcNow()
            );
            if (error is not null)
            {
                return error.ToResult();
            }

            if (kept is not null)
            {
                return ResendJson.Ok(kept);
            }
        }

        try
        {
            if (Take(http, "slow_accept") is { } slow)
            {
                await Task.Delay(slow.Delay(2_000), clock, http.RequestAborted);
            }

            return await Accept(http, team, key, read(http, clock.GetUtcNow(), key));
        }
        finally
        {
            team.Idempotency.Release(key);
        }
    }

    private async Task<IResult> Accept(
        HttpContext http,
        ResendTeam team,
        string? key,
        Letter letter
    )
    {
        var refused =
            letter.Error
            ?? team.Rate.Mails(letter.Mails.Count, clock.GetUtcNow(), http.Response.Headers);
        if (refused is not null)
        {
            return refused.ToResult();
        }

        foreach (var mail in letter.Mails)
        {
            team.Add(mail);
            world.Deliver(team, mail);
        }

        team.Idempotency.Keep(key, letter.Answer!);
        var fault = Take(
            http,
            "server_error_after_accept",
            "hang_after_accept",
            "reset_after",
            "truncated_body"
        );
        switch (fault?.Kind)
        {
            case "server_error_after_accept":
                return ResendRoutes.ServerError.ToResult();
            case "hang_after_accept":
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted);
                break;
            case "reset_after":
                http.Abort();
                break;
            case "truncated_body":
                var text = JsonSerializer.SerializeToUtf8Bytes(letter.Answer, ResendJson.Options);
                http.Response.ContentType = "application/json";
                http.Response.ContentLength = text.Length;
                await http.Response.Body.WriteAsync(
                    text.AsMemory(0, text.Length / 2),
                    http.RequestAborted
                );
                await http.Response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
                return Results.Empty;
            default:
                break;
        }

        return ResendJson.Ok(letter.Answer!);
    }

    private Fault? Take(HttpContext http, params ReadOnlySpan<string> kinds) =>
        http.TakeFault(faults, "resend", kinds);
}
