using System.Net;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;
using Microsoft.Net.Http.Headers;

namespace LeadFuel.Reach.Replies;

/// <summary>
/// Hands a file of an answer on from Resend, piece by piece: its bytes stay there, and nothing of them is kept here. Whatever it
/// is, a browser gets it as a file to keep, never as something to show or to run.
/// </summary>
public static class DownloadReplyFile
{
    private const int Piece = 64 * 1024;

    /// <summary>A file whose first byte is not read yet.</summary>
    public sealed record Opened(string Name, HttpResponseMessage Answer) : IDisposable
    {
        public void Dispose() => Answer.Dispose();
    }

    public static void Map(RouteGroupBuilder files) =>
        files.MapGet(
            "/{id:guid}/content",
            async (
                Guid id,
                ReachDb db,
                ResendClient resend,
                Egress egress,
                Pace pace,
                HttpContext http,
                CancellationToken ct
            ) =>
            {
                var file = await Handle(id, db, resend, egress, pace, ct);
                if (file.Refused is { } refused)
                {
                    return new RefusedResult(refused);
                }

                using var opened = file.Value;
                await Write(opened, http, ct);
                return Results.Empty;
            }
        );

    public static async Task<Outcome<Opened>> Handle(
        Guid id,
        ReachDb db,
        ResendClient resend,
        Egress egress,
        Pace pace,
        CancellationToken ct
    )
    {
        var (file, mail) = await Find(id, db, ct);
        if (file is null)
        {
            return Refuse.NotFound("file");
        }

        if (file.TooLarge)
        {
            return TooLarge;
        }

        if (mail is null)
        {
            return Gone;
        }

        try
        {
            using var purpose = egress.For(
                ResendClient.ReplyFile,
                ResendClient.MailId,
                ResendClient.FileId
            );
            var answer = await Open(resend, mail, file.ResendId, ct);
            if (answer.Content.Headers.ContentLength > ReplyFile.Largest)
            {
                answer.Dispose();
                return TooLarge;
            }

            return new Opened(file.Name, answer);
        }
        catch (ProviderRefusedException gone)
            when (gone.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return Gone;
        }
        catch (ProviderRefusedException many) when (many.Status == HttpStatusCode.TooManyRequests)
        {
            return Pace.TooMany(many);
        }
        catch (ProviderRefusedException refused) when (ResendClient.KeyRefused(refused))
        {
            await pace.KeyRefused(refused, sends: false, ct);
            return Refuse.ProviderDown(refused.Provider);
        }
    }

    /// <summary>With Resend's name of the mail it came in. A deleted answer takes its files along.</summary>
    private static async Task<(ReplyFile? File, string? Mail)> Find(
        Guid id,
        ReachDb db,
        CancellationToken ct
    )
    {
        await using var work = await db.Begin(ct);
        var found = await (
            from file in db.ReplyFiles.AsNoTracking()
            join reply in db.Replies on file.ReplyId equals reply.Id
            where file.Id == id
            select new { File = file, reply.ResendId }
        ).SingleOrDefaultAsync(ct);
        return (found?.File, found?.ResendId);
    }

    /// <summary>Once more, by a new link, when the first has ended or Resend stumbles.</summary>
    private static async Task<HttpResponseMessage> Open(
        ResendClient resend,
        string mail,
        string file,
        CancellationToken ct
    )
    {
        try
        {
            return await resend.OpenFile(mail, file, ct);
        }
        catch (ProviderRefusedException refused) when ((int)refused.Status >= 500)
        {
            return await resend.OpenFile(mail, file, ct);
        }
    }

    private static async Task Write(Opened file, HttpContext http, CancellationToken ct)
    {
        var response = http.Response;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/octet-stream";
        response.ContentLength = file.Answer.Content.Headers.ContentLength;
        try
        {
            await using var bytes = await file.Answer.Content.ReadAsStreamAsync(ct);
            var piece = new byte[Piece];
            var passed = 0L;
            for (int read; (read = await bytes.ReadAsync(piece, ct)) > 0; )
            {
                passed += read;
                if (passed > ReplyFile.Largest)
                {
                    // It had not said so before. Only a broken connection tells now that what came is not the file.
                    http.Abort();
                    return;
                }

                await response.Body.WriteAsync(piece.AsMemory(0, read), ct);
            }
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            http.Abort();
        }
    }

    private static readonly Refused TooLarge = new(
        Refusal.TooLarge,
        "file-too-large",
        "This file is too large to be downloaded here.",
        "Files of answers are handed on up to 25 MB. Ask the sender for a link to it, or for a smaller one."
    );

    private static readonly Refused Gone = Refuse.Gone(
        "file-gone",
        "Resend keeps the files of answers for a limited time, and this one is no longer there. Ask the sender to send it again."
    );
}
