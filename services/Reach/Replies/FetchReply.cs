using System.Net;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Sends;
using Npgsql;

namespace LeadFuel.Reach.Replies;

/// <summary>Fetches a mail that came in, finds whose and which mail it answers, and ends or holds the sequence.</summary>
internal sealed class FetchReply(
    ReachDb db,
    ResendClient resend,
    Egress egress,
    Pace pace,
    CurrentAccount account,
    NpgsqlDataSource doors,
    IServiceScopeFactory scopes,
    TimeProvider clock
) : JobHandler<FetchReply.Job>
{
    // Resend tells of a mail before its content can be read everywhere.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    public sealed record Job(string SvixId) : IJob
    {
        public static string Kind => "reach.fetch-reply";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        ResendEvent told;
        await using (await db.Begin(ct))
        {
            told = await db
                .ResendEvents.AsNoTracking()
                .SingleAsync(e => e.SvixId == job.SvixId, ct);
            if (await db.Replies.AnyAsync(r => r.ResendId == told.ResendId, ct))
            {
                return;
            }
        }

        var mail = await Fetch(told, ct);
        Fault.Point("reach.reply-fetched");
        if (account.Email == SwitchBoard.Suite.Email)
        {
            await HandOver(told, mail, lease, ct);
        }
        else
        {
            await Store(told, mail, lease, ct);
        }
    }

    private async Task<ReceivedMail> Fetch(ResendEvent told, CancellationToken ct)
    {
        try
        {
            using var purpose = egress.For(ResendClient.Received, ResendClient.MailId);
            return await resend.GetReceived(told.ResendId, ct);
        }
        catch (ProviderSwitchedOffException)
        {
            throw new JobDeferredException(TimeSpan.FromMinutes(1));
        }
        catch (ProviderRefusedException refused) when (Pace.Waits(refused))
        {
            throw await pace.Later(refused, ct);
        }
        catch (ProviderRefusedException refused)
            when (!refused.Permanent || refused.Status == HttpStatusCode.NotFound)
        {
            var age = clock.GetUtcNow() - told.ReceivedAt;
            if (age > Patience)
            {
                throw new JobFailedException($"not to be had: {(int)refused.Status}", refused);
            }

            throw new JobDeferredException(
                TimeSpan.FromSeconds(Math.Clamp(age.TotalSeconds, 2, 900))
            );
        }
    }

    /// <summary>A mail that named no account: the ids it refers to may lead to one. Otherwise it stays at Resend and is only counted.</summary>
    private async Task HandOver(
        ResendEvent told,
        ReceivedMail mail,
        Lease lease,
        CancellationToken ct
    )
    {
        AccountKey? owner = null;
        foreach (var id in MatchReply.References(mail))
        {
            owner ??= await doors.Account($"select account_of_vendor_message({id})", ct);
            if (owner is null && MatchReply.Enrolment(id) is { } enrolment)
            {
                owner = await doors.Account($"select account_of_enrolment({enrolment})", ct);
            }
        }

        if (owner is { } key)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentAccount>().Enter(key, "resend");
            var theirs = scope.ServiceProvider.GetRequiredService<ReachDb>();
            await using var handed = await theirs.Begin(ct);
            await theirs.Database.ExecuteSqlAsync(
                $"""
                insert into resend_events (account_email, svix_id, type, occurred_at, received_at, resend_id, detail, stray)
                values ({key.Email}, {told.SvixId}, {told.Type}, {told.OccurredAt}, {told.ReceivedAt}, {told.ResendId}, '', false)
                on conflict do nothing
                """,
                ct
            );
            theirs.Enqueue(new Job(told.SvixId), dedupeKey: told.SvixId);
            await handed.Commit(ct);
        }

        await using var work = await db.Begin(ct);
        var mine = await db.ResendEvents.SingleAsync(e => e.SvixId == told.SvixId, ct);
        mine.Stray = owner is null;
        await work.Commit(lease, ct);
    }

    private async Task Store(ResendEvent told, ReceivedMail mail, Lease lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var from = Address.TryRead(mail.From, out var address, out var name)
            ? address
            : FileReply.Clean(mail.From, 254);
        var received = mail.CreatedAt is { } at && at <= now ? at : told.ReceivedAt;
        await using var work = await db.Begin(ct);
        var found = await MatchReply.Find(db, mail, from, received, ct);
        await FileReply.Store(
            db,
            new(
                ReplySource.Resend,
                HookEvent.Bare(mail.MessageId),
                mail.From,
                from,
                name,
                mail.Subject,
                mail.Text.Length > 0 ? mail.Text : SafeHtml.Text(mail.Html),
                mail.Headers,
                received,
                $"resend:{told.SvixId}"
            )
            {
                ResendId = told.ResendId,
                Html = SafeHtml.Of(mail.Html),
                Files = mail.Files,
            },
            found,
            now,
            ct
        );
        Fault.Point("reach.reply-before-commit");
        await work.Commit(lease, ct);
    }
}
