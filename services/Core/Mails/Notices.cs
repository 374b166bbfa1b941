using System.Globalization;
using System.Net;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Rpc;
using LeadFuel.Core.SignInLinks;
using LeadFuel.Core.Suspensions;

namespace LeadFuel.Core.Mails;

/// <summary>What a mail about the account's own data says, from its rows. Null: what it is about is over.</summary>
internal static class Notices
{
    public sealed record Notice(
        string Subject,
        string[] Lines,
        string? Page = null,
        string Verb = ""
    );

    public static async Task<Notice?> Of(
        Mail mail,
        CoreDb db,
        SharedDb shared,
        LinkToken tokens,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (mail.Kind == MailKind.TrialEnding)
        {
            return await TellTrialEnd.Ending(shared, now, ct) is { TrialEndsAt: { } ends }
                ? OfTrial(ends)
                : null;
        }

        await using var work = await db.Begin(ct);
        if (mail.Kind == MailKind.ExportReady)
        {
            var export = await db
                .Exports.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Id == mail.SubjectId, ct);
            return export?.ExpiresAt is { } until && until > now
                ? new Notice(
                    "Your download is ready",
                    [
                        "The copy of everything that LeadFuel stores for your account is ready.",
                        OnBehalfRpc.Started(export.RequestedBy)
                            ? "An operator of LeadFuel started it on your behalf; why stands in your account's log."
                            : $"{export.RequestedBy} asked for it.",
                        $"It can be downloaded until {At(until)}, by an owner who is signed in; then it is deleted.",
                    ],
                    "settings/your-data",
                    "Download it"
                )
                : null;
        }

        if (mail.Kind is MailKind.ChannelFailing or MailKind.ChannelStopped)
        {
            var channel = await db
                .Channels.AsNoTracking()
                .SingleOrDefaultAsync(c => c.Id == mail.SubjectId, ct);
            return channel is null ? null : Of(mail.Kind, channel);
        }

        if (mail.Kind is MailKind.AccountSuspended or MailKind.SuspensionLifted)
        {
            var suspension = await db
                .Suspensions.AsNoTracking()
                .SingleOrDefaultAsync(s => s.Id == mail.SubjectId, ct);
            return suspension is null ? null : Of(mail.Kind, suspension);
        }

        if (mail.Kind == MailKind.DeletionReceipt)
        {
            var receipt = await db
                .PurgeReceipts.AsNoTracking()
                .SingleOrDefaultAsync(r => r.Id == mail.SubjectId, ct);
            return receipt is null ? null : Of(receipt, tokens);
        }

        var deletion = await db
            .Deletions.AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == mail.SubjectId, ct);
        if (deletion is null)
        {
            return null;
        }

        // As it was when the deletion was undone: the mail says the same at each try.
        var undone = deletion.UndoneAt;
        var suspended = await db.Suspensions.AnyAsync(
            s => s.CreatedAt <= undone && (s.LiftedAt == null || s.LiftedAt > undone),
            ct
        );
        return Of(mail.Kind, deletion, suspended);
    }

    private static Notice OfTrial(DateTimeOffset ends) =>
        new(
            $"Your trial ends on {Day(ends)}",
            [
                $"The trial of Scope, Reach, Signal and Orbit ends on {At(ends)}.",
                "From then on everything stays readable and can be downloaded, but nothing new is written, sent, posted or read from a mailbox until you choose a plan.",
                "No card is stored, and nothing is charged by itself.",
            ],
            "settings/plan",
            "See the plans"
        );

    private static Notice? Of(MailKind kind, Channel channel)
    {
        var name = channel.Kind == ChannelKind.Slack ? "Slack channel" : "webhook";
        return (kind, channel) switch
        {
            (MailKind.ChannelFailing, { StoppedAt: null, FirstFailedAt: { } since }) => new(
                $"Your {name} does not answer",
                [
                    $"Since {At(since)} nothing that LeadFuel tells your {name} has arrived.",
                    "It is tried on. When nothing arrives for five days, it is switched off.",
                ],
                "integrations",
                "See each try"
            ),
            (MailKind.ChannelStopped, { StoppedAt: { } at }) => new(
                $"Your {name} was switched off",
                [
                    channel.StoppedBecause == "failing"
                        ? $"Nothing that LeadFuel told your {name} arrived for five days. It was switched off on {At(at)}."
                        : $"Your {name} told LeadFuel that it wants nothing more ({channel.StoppedBecause}). It was switched off on {At(at)}.",
                    "It is told nothing until a test that you send reaches it. What did not arrive can be sent again from the list there.",
                ],
                "integrations",
                "Send a test"
            ),
            _ => null,
        };
    }

    private static Notice? Of(MailKind kind, Suspension suspension) =>
        (kind, suspension.LiftedAt) switch
        {
            (MailKind.AccountSuspended, null) => new(
                "Your account is suspended",
                [
                    $"Operators of LeadFuel suspended this account on {At(suspension.CreatedAt)}. Nothing is sent, posted or read meanwhile, and nothing is deleted.",
                    $"Why: {suspension.Reason}",
                    "An owner can sign in to read this again, to download everything, or to request the deletion. If it is a mistake, write to hello@leadfuel.cloud.",
                ],
                "sign-in?next=/settings/your-data",
                "Sign in"
            ),
            (MailKind.SuspensionLifted, { } at) => new(
                "Your account is open again",
                [
                    $"The suspension of this LeadFuel account was lifted on {At(at)}. Everything is there, connections too.",
                    "Nothing goes out late by itself: campaigns that ran are paused, and posts on their way are drafts again. Look at them and start them yourself. Everything else goes on where it stood.",
                ],
                "home",
                "Open LeadFuel"
            ),
            _ => null,
        };

    private static Notice? Of(MailKind kind, Deletion deletion, bool suspended) =>
        (kind, deletion.State) switch
        {
            (MailKind.DeletionScheduled, DeletionState.Waiting) => new(
                "Your account will be deleted",
                [
                    $"{Asker(deletion.RequestedBy)} asked for the deletion of this LeadFuel account on {At(deletion.CreatedAt)}. Everybody is signed out, and nothing is sent, posted or read any more.",
                    $"On {At(deletion.DueAt)} everything is deleted for good. Until then an owner can sign in, download everything, or undo it.",
                ],
                "sign-in?next=/settings/your-data",
                "Undo the deletion"
            ),
            (MailKind.DeletionReminder, DeletionState.Waiting) => new(
                $"Your account is deleted on {Day(deletion.DueAt)}",
                [
                    $"Everything in this LeadFuel account is deleted for good on {At(deletion.DueAt)}.",
                    "Until then an owner can sign in, download everything, or undo it.",
                ],
                "sign-in?next=/settings/your-data",
                "Undo the deletion"
            ),
            (MailKind.DeletionUndone, DeletionState.Undone) when suspended => new(
                "Your account stays, and stays suspended",
                [
                    "The deletion of this LeadFuel account was undone. Operators of LeadFuel have suspended it, and that goes on: nothing is sent, posted or read until they lift it.",
                    "An owner can sign in to read why, to download everything, or to request the deletion again.",
                ],
                "sign-in?next=/settings/your-data",
                "Sign in"
            ),
            (MailKind.DeletionUndone, DeletionState.Undone) => new(
                "Your account stays",
                [
                    "The deletion of this LeadFuel account was undone. Everything is there again, connections too.",
                    "Nothing that was waiting goes out by itself: campaigns that ran are paused, and posts on their way are drafts again. Look at them and start them yourself.",
                ],
                "home",
                "Open LeadFuel"
            ),
            _ => null,
        };

    private static Notice Of(PurgeReceipt receipt, LinkToken tokens)
    {
        var says = receipt.Read();
        var sums = string.Join(", ", says.Services.Select(one => $"{one.Service} {one.Rows}"));
        // The link is the one that the row knows, also when SECRET_KEY has changed since.
        var token = tokens
            .Receipt(receipt.Id)
            .FirstOrDefault(one => LinkToken.Hash(one).SequenceEqual(receipt.TokenHash));
        return new(
            "Your account is deleted",
            [
                $"Everything in this LeadFuel account is deleted. It was asked for on {At(says.RequestedAt)} and carried out on {At(says.PurgedAt)}.",
                $"Rows deleted by service: {sums}; in all {says.Services.Sum(one => one.Rows)}.",
                $"By table: {says.ByTable()}.",
                $"SHA-256 of the line by table: {says.RowsSha256}.",
                $"Receipt {receipt.Id}, signature {receipt.Signature}. We keep it for 12 months with a keyed hash in place of this address. Backups of the deployment keep bytes for as long as /trust says.",
                "Its page shows all this, what stays elsewhere, and how to check it without us. The page names nobody, and whoever has its address can open it.",
                "If you had connected Microsoft 365, LinkedIn or Slack, our copy of the access is destroyed. To take it back there as well, open that account's list of connected apps.",
            ],
            token is null ? null : $"receipts/{token}",
            "Open the receipt"
        );
    }

    public static (string Text, string Html) Render(Notice notice, string origin)
    {
        var address = notice.Page is { } page ? $"{origin}/{page}" : null;
        var text = string.Join(
            "\n\n",
            notice.Lines.Concat(address is null ? [] : [$"{notice.Verb}:\n\n{address}"])
        );
        var link = address is null
            ? ""
            : $"<p><a href=\"{WebUtility.HtmlEncode(address)}\">{WebUtility.HtmlEncode(notice.Verb)}</a></p>";
        var html = $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>{WebUtility.HtmlEncode(
                notice.Subject
            )}</title>
            <body style="font:16px/1.5 system-ui,sans-serif;color:#1b1a18">
            {string.Concat(
                notice.Lines.Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>")
            )}{link}
            </body></html>
            """;
        return (text, html);
    }

    private static string Asker(string requestedBy) =>
        OnBehalfRpc.Started(requestedBy)
            ? "An operator of LeadFuel, whom somebody had written to,"
            : requestedBy;

    private static string Day(DateTimeOffset at) =>
        at.ToString("d MMMM", CultureInfo.InvariantCulture);

    private static string At(DateTimeOffset at) =>
        at.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
