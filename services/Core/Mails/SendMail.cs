using System.Net;
using System.Security.Cryptography;
using LeadFuel.Core.Providers.Resend;
using LeadFuel.Core.SignInLinks;

namespace LeadFuel.Core.Mails;

/// <summary>Renders a mail from its rows and sends it; the same bytes and key at each try, so that Resend sends one.</summary>
public sealed class SendMail(
    CoreDb db,
    SharedDb shared,
    ResendClient resend,
    Egress egress,
    LinkToken tokens,
    IConfiguration configuration,
    TimeProvider clock
) : JobHandler<SendMail.Job>
{
    // Resend knows a key for 24 hours: later a mail that it has already would go out again.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(23);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public sealed record Job(Guid MailId) : IJob
    {
        public static string Kind => "core.send-mail";
        public static bool RunsInGrace => true;
    }

    /// <summary>One mail to each, in the unit of work that is open.</summary>
    public static void Enqueue(
        CoreDb db,
        IEnumerable<string> recipients,
        MailKind kind,
        Guid subject,
        DateTimeOffset now
    )
    {
        foreach (var recipient in recipients)
        {
            var mail = new Mail
            {
                Kind = kind,
                Recipient = recipient,
                SubjectId = subject,
                CreatedAt = now,
            };
            db.Mails.Add(mail);
            db.Enqueue(new Job(mail.Id));
        }
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
        string? resendId;
        try
        {
            resendId = mail.Kind
                is MailKind.SignInLink
                    or MailKind.OperatorLink
                    or MailKind.OperatorInvite
                ? await SendLink(mail, link, now, ct)
                : await SendNotice(mail, now, ct);
        }
        catch (ProviderRefusedException away)
            when (!away.Permanent && now - mail.CreatedAt < Patience)
        {
            throw new JobDeferredException(Wait(now - mail.CreatedAt, away.RetryAfter));
        }

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

    private async Task<string?> SendLink(
        Mail mail,
        SignInLink? link,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var forOperator = ForOperator(mail);
        var token = forOperator ? tokens.Operator(mail.SubjectId) : tokens.Token(mail.SubjectId);
        // Used, replaced or out of time meanwhile, or made under another SECRET_KEY: this link would open nothing.
        var live = forOperator
            ? mail.CreatedAt + SignInLink.Life > now
            : link is not null
                && link.ExpiresAt > now
                && CryptographicOperations.FixedTimeEquals(LinkToken.Hash(token), link.TokenHash);
        return live ? await Send(mail, token, link?.Next, ct) : null;
    }

    private async Task<string?> SendNotice(Mail mail, DateTimeOffset now, CancellationToken ct)
    {
        if (await Notices.Of(mail, db, shared, tokens, now, ct) is not { } notice)
        {
            return null;
        }

        var (text, html) = Notices.Render(
            notice,
            configuration["PUBLIC_ORIGIN"]?.TrimEnd('/') ?? ""
        );
        using var purpose = egress.For(
            ResendClient.Notice,
            ResendClient.Address,
            ResendClient.Text
        );
        return await resend.Send(
            new OutgoingMail(
                From,
                [mail.Recipient],
                notice.Subject,
                text,
                html,
                [new("mail_id", mail.Id.ToString())]
            ),
            $"notice/{mail.Id}",
            ct
        );
    }

    // Seconds for a mail that is awaited at a screen, minutes once the provider has been away for long.
    private static TimeSpan Wait(TimeSpan age, TimeSpan? asked)
    {
        var wait = TimeSpan.FromTicks(Math.Clamp(age.Ticks / 4, Shortest.Ticks, Longest.Ticks));
        return asked is { } longer && longer > wait ? longer : wait;
    }

    public override async Task GiveUp(Job job, string error, CancellationToken ct)
    {
        var mail = await db.Mails.SingleOrDefaultAsync(m => m.Id == job.MailId, ct);
        mail?.Become(MailState.Failed, clock.GetUtcNow());
    }

    private static bool ForOperator(Mail mail) =>
        mail.Kind is MailKind.OperatorLink or MailKind.OperatorInvite;

    private string From =>
        configuration["Mail:From"] ?? throw new StartRefusedException("Mail:From is missing.");

    private async Task<string> Send(Mail mail, string token, string? next, CancellationToken ct)
    {
        var forOperator = ForOperator(mail);
        var (origin, name, page) = forOperator
            ? (configuration["ADMIN_ORIGIN"], "LeadFuel Admin", "sign-in/link")
            : (configuration["PUBLIC_ORIGIN"], "LeadFuel", "sign-in");
        var leads = next is null ? "" : $"?next={Uri.EscapeDataString(next)}";
        var address = $"{origin?.TrimEnd('/')}/{page}{leads}#t={token}";
        var (subject, before, after) =
            mail.Kind == MailKind.OperatorInvite
                ? (
                    "You were added as an operator of LeadFuel",
                    "You were added as an operator of LeadFuel. Have an authenticator app at hand: the first sign-in sets it up.",
                    $"Later ask for another one at {origin?.TrimEnd('/')}/sign-in. If you know nothing of it, do nothing."
                )
                : (
                    "Your sign-in link",
                    "",
                    "If you did not ask for it, do nothing: nobody can sign in without this mail."
                );
        var text = $"""
            {(before.Length > 0 ? $"{before}\n\n" : "")}Sign in to {name}:

            {address}

            The link works once and for 30 minutes; then it is deleted.
            {after}
            """;
        var html = $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in to {name}</title>
            <body style="font:16px/1.5 system-ui,sans-serif;color:#1b1a18">
            {(before.Length > 0 ? $"<p>{before}</p>" : "")}<p><a href="{WebUtility.HtmlEncode(
                address
            )}">Sign in to {name}</a></p>
            <p>The link works once and for 30 minutes; then it is deleted.</p>
            <p>{WebUtility.HtmlEncode(after)}</p>
            </body></html>
            """;
        using var purpose = egress.For(
            forOperator ? ResendClient.OperatorSignIn : ResendClient.SignIn,
            ResendClient.Address,
            ResendClient.Text
        );
        return await resend.Send(
            new OutgoingMail(
                From,
                [mail.Recipient],
                subject,
                text,
                html,
                [new("mail_id", mail.Id.ToString())]
            ),
            $"magic/{mail.SubjectId}",
            ct
        );
    }
}
