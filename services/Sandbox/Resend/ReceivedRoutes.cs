using System.Security.Cryptography;
using LeadFuel.Sandbox.Faults;

namespace LeadFuel.Sandbox.Resend;

/// <summary>GET /emails/receiving…: what came in, and its attachments behind links that expire.</summary>
public static class ReceivedRoutes
{
    private const string Files = "/resend-files/{mail:guid}/{file:guid}";
    private const long Large = 30 * 1024 * 1024;
    private static readonly TimeSpan LinkLives = TimeSpan.FromHours(1);
    private static readonly byte[] LinkKey = RandomNumberGenerator.GetBytes(32);

    public static void Map(RouteGroupBuilder resend)
    {
        resend.MapGet("/emails/receiving", List);
        resend.MapGet("/emails/receiving/{id}", One);
        resend.MapGet("/emails/receiving/{id}/attachments", Attachments);
        resend.MapGet("/emails/receiving/{id}/attachments/{file}", Attachment);
    }

    public static void MapFiles(WebApplication app) => app.MapGet(Files, Download);

    private static IResult List(HttpContext http, int? limit, Guid? after, Guid? before)
    {
        var all = http.Team().Received;
        var mails =
            after is not null ? [.. all.SkipWhile(mail => mail.Id != after).Skip(1)]
            : before is not null ? [.. all.TakeWhile(mail => mail.Id != before)]
            : all;
        var most = Math.Clamp(limit ?? 20, 1, 100);
        return ResendJson.Ok(
            new
            {
                Object = "list",
                HasMore = mails.Count > most,
                Data = mails
                    .Take(most)
                    .Select(mail => new
                    {
                        mail.Id,
                        mail.To,
                        mail.From,
                        CreatedAt = ResendJson.Instant(mail.CreatedAt),
                        mail.Subject,
                        mail.Bcc,
                        mail.Cc,
                        mail.ReplyTo,
                        mail.MessageId,
                        Attachments = mail.Attachments.Select(Meta),
                    }),
            }
        );
    }

    private static IResult One(HttpContext http, string id, FaultBoard faults)
    {
        if (
            Find(http, id) is not { } mail
            || http.TakeFault(faults, "resend", "receiving_missing") is not null
        )
        {
            return ResendError.NotFound("Email").ToResult();
        }

        return ResendJson.Ok(
            new
            {
                Object = "email",
                mail.Id,
                mail.To,
                mail.From,
                CreatedAt = ResendJson.Instant(mail.CreatedAt),
                mail.Subject,
                mail.Bcc,
                mail.Cc,
                mail.ReplyTo,
                mail.MessageId,
                mail.Html,
                mail.Text,
                mail.Headers,
                Attachments = mail.Attachments.Select(Meta),
            }
        );
    }

    private static IResult Attachments(
        HttpContext http,
        string id,
        TimeProvider clock,
        FaultBoard faults
    ) =>
        Find(http, id) is { } mail
            ? ResendJson.Ok(
                new
                {
                    Object = "list",
                    HasMore = false,
                    Data = mail.Attachments.Select(file => Linked(http, mail, file, clock, faults)),
                }
            )
            : ResendError.NotFound("Email").ToResult();

    private static IResult Attachment(
        HttpContext http,
        string id,
        string file,
        TimeProvider clock,
        FaultBoard faults
    ) =>
        Find(http, id) is { } mail
        && Guid.TryParse(file, out var wanted)
        && mail.Attachments.FirstOrDefault(one => one.Id == wanted) is { } found
            ? ResendJson.Ok(Linked(http, mail, found, clock, faults))
            : ResendError.NotFound("Attachment").ToResult();

    private static IResult Download(
        HttpContext http,
        Guid mail,
        Guid file,
        long expires,
        string signature,
        ResendTeams teams,
        TimeProvider clock,
        FaultBoard faults
    )
    {
        // The real link is a signed one of a storage service, which refuses a second kind of credentials.
        if (http.Request.Headers.Authorization.Count > 0)
        {
            return Refused(400, "InvalidArgument", "Only one auth mechanism allowed.");
        }

        if (
            signature != Signature(mail, file, expires)
            || clock.GetUtcNow().ToUnixTimeSeconds() >= expires
        )
        {
            return Refused(403, "AccessDenied", "Request has expired");
        }

        var found = teams
            .All.SelectMany(team => team.Received)
            .FirstOrDefault(one => one.Id == mail)
            ?.Attachments.FirstOrDefault(one => one.Id == file);
        if (found is null)
        {
            return Refused(404, "NoSuchKey", "The specified key does not exist.");
        }

        var much = http.TakeFault(faults, "resend", "large_attachment", "endless_attachment");
        if (much is null)
        {
            return Results.File(found.Content, found.ContentType, found.Filename);
        }

        var told = much.Kind == "large_attachment";
        http.Response.ContentLength = told ? Large : null;
        return Results.Stream(
            body => Pour(body, told ? Large : long.MaxValue, http.RequestAborted),
            found.ContentType
        );
    }

    private static async Task Pour(Stream body, long bytes, CancellationToken ct)
    {
        var piece = new byte[16 * 1024];
        for (var poured = 0L; poured < bytes && !ct.IsCancellationRequested; poured += piece.Length)
        {
            await body.WriteAsync(piece, ct);
        }
    }

    private static object Meta(MailAttachment file) =>
        new
        {
            file.Id,
            file.Filename,
            file.ContentType,
            file.ContentId,
            ContentDisposition = file.ContentId is null ? "attachment" : "inline",
            Size = file.Content.Length,
        };

    private static object Linked(
        HttpContext http,
        ReceivedMail mail,
        MailAttachment file,
        TimeProvider clock,
        FaultBoard faults
    )
    {
        var expired = http.TakeFault(faults, "resend", "expired_attachment") is not null;
        var expires = clock.GetUtcNow() + (expired ? TimeSpan.FromMinutes(-1) : LinkLives);
        var seconds = expires.ToUnixTimeSeconds();
        var origin = $"{http.Request.Scheme}://{http.Request.Host}";
        return new
        {
            Object = "attachment",
            file.Id,
            file.Filename,
            file.ContentType,
            file.ContentId,
            ContentDisposition = file.ContentId is null ? "attachment" : "inline",
            Size = file.Content.Length,
            DownloadUrl = $"{origin}/resend-files/{mail.Id}/{file.Id}?expires={seconds}&signature={Signature(mail.Id, file.Id, seconds)}",
            ExpiresAt = ResendJson.Instant(expires),
        };
    }

    private static string Signature(Guid mail, Guid file, long expires) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                LinkKey,
                System.Text.Encoding.UTF8.GetBytes($"{mail}/{file}/{expires}")
            )
        );

    private static ReceivedMail? Find(HttpContext http, string id) =>
        Guid.TryParse(id, out var wanted)
            ? http.Team().Received.FirstOrDefault(mail => mail.Id == wanted)
            : null;

    private static IResult Refused(int status, string code, string message) =>
        Results.Content(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>",
            "application/xml",
            statusCode: status
        );
}
