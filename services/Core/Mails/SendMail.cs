using System.Net;
using System.Security.Cryptography;
using LeadFuel.Core.Providers.Resend;
using LeadFuel.Core.SignInLinks;

namespace LeadFuel.Core.Mails;

/// <summary>Renders a mail from its rows and sends it; the same bytes and key at each try, so that Resend sends one.</summary>
public sealed class SendMail(
    CoreDb db,
    ResendClient resend,
    Egress egress,
    LinkToken tokens,
    IConfiguration configuration,
    TimeProvider clock
) : JobHandler<SendMail.Job>
{
    public sealed record Job(Guid MailId) : IJob
    {
        public static string Kind => "core.send-mail";
        public static bool RunsInGrace => true;
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        Mail mail;
        SignInLink? link;
        await using (await db.Begin(ct))
        {
            mail = await db.Mails.AsNoTracking().SingleAsync(m => m.Id == job.MailId, ct);
            link = await db
                .SignInLinks.AsNoTracking()
                .SingleOrDefaultAsync(l => l.Id == mail.SubjectId, ct);
        }

        var now = clock.GetUtcNow();
        var token = tokens.Token(mail.SubjectId);
        // Used, replaced or out of time meanwhile, or made under another SECRET_KEY: this link would open nothing.
        var live =
            link is not null
            && link.ExpiresAt > now
            && CryptographicOperations.FixedTimeEquals(LinkToken.Hash(token), link.TokenHash);
        var resendId = live ? await Send(mail, token, ct) : null;

        await using var work = await db.Begin(ct);
        var sent = await Mail.Hold(db, job.MailId, ct);
        if (resendId is null)
        {
            sent?.Become(MailState.Dropped, now);
        }
        else
        {
            sent?.Sent(resendId, clock.GetUtcNow());
        }

        await work.Commit(lease, ct);
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        var mail = await db.Mails.SingleOrDefaultAsync(m => m.Id == job.MailId, ct);
        mail?.Become(MailState.Failed, clock.GetUtcNow());
    }

    private async Task<string> Send(Mail mail, string token, CancellationToken ct)
    {
        var address = $"{configuration["PUBLIC_ORIGIN"]?.TrimEnd('/')}/sign-in#t={token}";
        var text = $"""
            Sign in to LeadFuel:

            {address}

            The link works once and for 30 minutes; then it is deleted.
            If you did not ask for it, do nothing: nobody can sign in without this mail.
            """;
        var html = $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to LeadFuel</title>
            <body style="font:16px/1.5 system-ui,sans-serif;color:#1b1a18">
            <p><a href="{WebUtility.HtmlEncode(address)}">Sign in to LeadFuel</a></p>
            <p>The link works once and for 30 minutes; then it is deleted.</p>
            <p>If you did not ask for it, do nothing: nobody can sign in without this mail.</p>
            </body></html>
            """;
        var from =
            configuration["Mail:From"] ?? throw new StartRefusedException("Mail:From is missing.");
        using var purpose = egress.For(
            ResendClient.SignIn,
            ResendClient.Address,
            ResendClient.Text
        );
        return await resend.Send(
            new OutgoingMail(
                from,
                [mail.Recipient],
                "Your sign-in link",
                text,
                html,
                [new("mail_id", mail.Id.ToString())]
            ),
            $"magic/{mail.SubjectId}",
            ct
        );
    }
}
