using System.Globalization;
using System.Net;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.Deletions;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Rpc;

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
        SecretKeys keys,
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

        var deletion = await db
            .Deletions.AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == mail.SubjectId, ct);
        return deletion is null ? null : Of(mail.Kind, deletion, db.Account.Email, keys);
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

    private static Notice? Of(MailKind kind, Deletion deletion, string account, SecretKeys keys) =>
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
            (MailKind.DeletionUndone, DeletionState.Undone) => new(
                "Your account stays",
                [
                    "The deletion of this LeadFuel account was undone. Everything is there again, connections too.",
                    "Nothing that was waiting goes out by itself: campaigns that ran are paused, and posts on their way are drafts again. Look at them and start them yourself.",
                ],
                "home",
                "Open LeadFuel"
            ),
            (MailKind.DeletionReceipt, DeletionState.Purging)
                when deletion is { Totals: { } totals, PurgedAt: { } purged } => Receipt(
                deletion,
                totals,
                purged,
                PurgeReceipt.Of(deletion, account, keys).Signature
            ),
            _ => null,
        };

    private static Notice Receipt(
        Deletion deletion,
        string totals,
        DateTimeOffset purged,
        string signature
    ) =>
        new(
            "Your account is deleted",
            [
                $"Everything in this LeadFuel account is deleted. It was asked for on {At(deletion.CreatedAt)} and carried out on {At(purged)}.",
                $"Rows deleted by service: {Sums(totals)}.",
                $"By table: {totals}.",
                $"SHA-256 of the line by table: {PurgeReceipt.DigestOf(totals)}.",
                $"Receipt {deletion.Id}, signature {signature}. We keep it for 12 months with a keyed hash in place of this address. Backups of the deployment keep bytes for as long as /trust says.",
                "If you had connected Microsoft 365, LinkedIn or Slack, our copy of the access is destroyed. To take it back there as well, open that account's list of connected apps.",
            ]
        );

    // The totals are written as `core accounts 1, mails 4; scope …`.
    private static string Sums(string totals)
    {
        var sums = totals
            .Split("; ")
            .Select(service => service.Split(' ', 2))
            .Select(parts =>
                (
                    Service: parts[0],
                    Rows: parts
                        .ElementAtOrDefault(1)
                        ?.Split(", ", StringSplitOptions.RemoveEmptyEntries)
                        .Sum(table =>
                            long.Parse(table.Split(' ')[^1], CultureInfo.InvariantCulture)
                        )
                        ?? 0
                )
            )
            .ToList();
        return string.Join(", ", sums.Select(sum => $"{sum.Service} {sum.Rows}"))
            + $"; in all {sums.Sum(sum => sum.Rows)}";
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
