using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LeadFuel.Core.Accounts;
using LeadFuel.Core.Integrations;
using LeadFuel.Core.Mails;
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
        object? state = System
            .Enum.GetValues<AccountState>()
            .Where(one => Word(one) == request.State)
            .Select(one => (object)(int)one)
            .FirstOrDefault();
        // A customer of Stripe's is found by the whole id, which is kept beside the account.
        var query =
            request.Query.StartsWith("cus_", StringComparison.Ordinal)
            && await billing.Account(
                $"select account_of_customer({request.Query})",
                context.CancellationToken
            )
                is { } customer
                ? customer.Email
                : request.Query.ToLowerInvariant();
        var found = await doors.Accounts(
            $"select account_email, name, state, created_at from list_accounts({query}, {state}::int, {request.After}, {Math.Clamp(request.Limit, 1, 200)})",
            context.CancellationToken
        );
        var reply = new ListAccountsReply();
        reply.Accounts.AddRange(
            found.Select(row => new ListedAccount
            {
                Email = row.Account.Email,
                Name = (string)row.More[0]!,
                State = Word((AccountState)(int)row.More[1]!),
                CreatedAt = new DateTimeOffset((DateTime)row.More[2]!, TimeSpan.Zero).ToTimestamp(),
            })
        );
        return reply;
    }

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
            reply.Entitlements.AddRange(
                rows.Select(row => new DescribedEntitlement
                {
                    Product = row.Product,
                    State = Word(row.StateAt(now)),
                    Plan = row.Plan,
                    Source = row.Source,
                    Why = row.WhyAt(now),
                })
            );
        }

        await using var work = await db.Begin(ct);
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
