using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Mails;
using LeadFuel.Core.Subscriptions;
using Npgsql;

namespace LeadFuel.Core.Rpc;

internal sealed class DirectoryRpc(
    [FromKeyedServices("shared")] NpgsqlDataSource doors,
    NpgsqlDataSource billing,
    SharedDb shared,
    CoreDb db,
    TimeProvider clock
) : AccountDirectory.AccountDirectoryBase
{
    [AccountFree]
    public override async Task<ListAccountsReply> List(
        ListAccountsRequest request,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        var now = clock.GetUtcNow();
        object? state = System
            .Enum.GetValues<AccountState>()
            .Where(one => Word(one) == request.State)
            .Select(one => (object)(int)one)
            .FirstOrDefault();
        object? due =
            request.DeletionDueDays > 0
                ? now.AddDays(Math.Min(request.DeletionDueDays, 366)).UtcDateTime
                : null;
        var (query, exact) = await AtStripe(request.Query, ct) is { } customer
            ? ("", customer.Email)
            : (request.Query.ToLowerInvariant(), "");
        var found = await doors.Accounts(
            $"select account_email, name, state, created_at, deletion_due_at, plans from find_accounts({query}, {exact}, {state}::int, {request.Plan}, {request.Product}, {due}::timestamptz, {now.UtcDateTime}, {request.After}, {Math.Clamp(request.Limit, 1, 200)})",
            ct
        );
        var reply = new ListAccountsReply();
        reply.Plans.AddRange(Plan.All.Prepend(Entitlement.TrialPlan));
        reply.Accounts.AddRange(
            found.Select(row => new ListedAccount
            {
                Email = row.Account.Email,
                Name = (string)row.More[0]!,
                State = Word((AccountState)(int)row.More[1]!),
                CreatedAt = At(row.More[2]),
                DeletionDueAt = At(row.More[3]),
                Plans = (string?)row.More[4] ?? "",
            })
        );
        return reply;
    }

    // By the whole id, which is kept beside the account.
    private async Task<AccountKey?> AtStripe(string id, CancellationToken ct) =>
        id.StartsWith("cus_", StringComparison.Ordinal)
            ? await billing.Account($"select account_of_customer({id})", ct)
        : id.StartsWith("sub_", StringComparison.Ordinal)
            ? await billing.Account($"select account_of_subscription({id})", ct)
        : null;

    private static Timestamp? At(object? told) =>
        told is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero).ToTimestamp() : null;

    public override async Task<DescribeAccountReply> Describe(
        DescribeAccountRequest request,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        var now = clock.GetUtcNow();
        var reply = new DescribeAccountReply();
        await using (await shared.Begin(ct))
        {
            var own =
                await shared.Accounts.AsNoTracking().SingleOrDefaultAsync(ct)
                ?? throw new RefusedException(Refuse.NotFound("account"));
            (reply.Name, reply.State, reply.TimeZone, reply.CreatedAt) = (
                own.Name,
                Word(own.State),
                own.TimeZone,
                own.CreatedAt.ToTimestamp()
            );
            reply.DeletionDueAt = own.DeletionDueAt?.ToTimestamp();
            var members = await shared.Memberships.AsNoTracking().ToListAsync(ct);
            reply.Members.AddRange(
                members.Select(member => new DescribedMember
                {
                    Email = member.Email,
                    Role = Word(member.Role),
                    Since = member.CreatedAt.ToTimestamp(),
                })
            );
            var rows = await shared.Entitlements.AsNoTracking().ToListAsync(ct);
            reply.Entitlements.AddRange(rows.Select(row => Described(row, now)));
        }

        await using var work = await db.Begin(ct);
        if (
            await db.Suspensions.AsNoTracking().SingleOrDefaultAsync(s => s.LiftedAt == null, ct) is
            { } suspension
        )
        {
            reply.Suspension = new DescribedSuspension
            {
                Since = suspension.CreatedAt.ToTimestamp(),
                SuspendedBy = suspension.SuspendedBy,
                Reason = suspension.Reason,
            };
        }

        reply.Sessions = await db.Sessions.CountAsync(ct);
        reply.LastSeenAt = (
            await db.Sessions.MaxAsync(s => (DateTimeOffset?)s.SeenAt, ct)
        )?.ToTimestamp();
        var mails = await db
            .Mails.AsNoTracking()
            .OrderByDescending(m => m.CreatedAt)
            .Take(10)
            .ToListAsync(ct);
        reply.Mails.AddRange(
            mails.Select(mail => new DescribedMail
            {
                Kind = Word(mail.Kind),
                State = Word(mail.State),
                At = mail.CreatedAt.ToTimestamp(),
            })
        );
        var channels = await db.Channels.AsNoTracking().OrderBy(c => c.Kind).ToListAsync(ct);
        reply.Connections.AddRange(channels.Select(Health));
        if (await db.AiKeys.AsNoTracking().SingleOrDefaultAsync(ct) is { } key)
        {
            reply.Connections.Add(
                new DescribedConnection
                {
                    Kind = "anthropic_key",
                    Health = key.RefusedAt is null ? "accepted" : "refused",
                    Since = (key.RefusedAt ?? key.CheckedAt).ToTimestamp(),
                }
            );
        }

        return reply;
    }

    private static DescribedEntitlement Described(Entitlement row, DateTimeOffset now)
    {
        var described = new DescribedEntitlement
        {
            Product = row.Product,
            State = Word(row.StateAt(now)),
            Plan = row.Plan,
            Source = row.Source,
            Why = row.WhyAt(now),
        };
        described.Quotas.AddRange(
            Entitlement
                .Products.Where(product =>
                    row.Product == Entitlement.AllProducts || row.Product == product
                )
                .SelectMany(product => Quota.Of(product))
                .Where(quota => quota.Limit is not null)
                .Select(quota => $"{quota.Name} {quota.Limit}")
        );
        return described;
    }

    private static DescribedConnection Health(Channel channel)
    {
        var (health, since) = channel switch
        {
            { StoppedAt: { } stopped } => ("stopped", stopped),
            { ProvedAt: null } => ("unproved", channel.CreatedAt),
            { FirstFailedAt: { } failing } => ("failing", failing),
            { ProvedAt: { } proved } => ("open", proved),
        };
        return new DescribedConnection
        {
            Kind = Word(channel.Kind),
            Health = health,
            Since = since.ToTimestamp(),
        };
    }

    private static string Word<T>(T value)
        where T : struct, System.Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

internal sealed class OperatorMailsRpc(CoreDb db, TimeProvider clock)
    : OperatorMails.OperatorMailsBase
{
    public override async Task<SendOperatorMailReply> Send(
        SendOperatorMailRequest request,
        ServerCallContext context
    )
    {
        var ct = context.CancellationToken;
        if (
            !Guid.TryParse(request.Id, out var link)
            || request.Email.Length is < 3 or > 254
            || db.Account.Email != SwitchBoard.Suite.Email
        )
        {
            throw new RefusedException(
                Refuse.Invalid("id", "A mail to an operator needs a link and an address.")
            );
        }

        await using var work = await db.Begin(ct);
        if (!await db.Mails.AnyAsync(m => m.SubjectId == link, ct))
        {
            var mail = new Mail
            {
                Kind = request.Invite ? MailKind.OperatorInvite : MailKind.OperatorLink,
                Recipient = request.Email,
                SubjectId = link,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Mails.Add(mail);
            db.Enqueue(new SendMail.Job(mail.Id), dedupeKey: link.ToString());
            await work.Commit(ct);
        }

        return new SendOperatorMailReply();
    }
}
