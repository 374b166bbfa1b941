using LeadFuel.Core.Rpc;

namespace LeadFuel.Admin.Operators;

/// <summary>Asks Core to mail an operator's link; Core renders it, and keeps it as little as we do.</summary>
internal sealed class MailLink(AdminDb db, OperatorMails.OperatorMailsClient mails)
    : JobHandler<MailLink.Job>
{
    public sealed record Job(Guid Link, bool Invite = false) : IJob
    {
        public static string Kind => "admin.mail-link";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        OperatorLink? link;
        await using (await db.Begin(ct))
        {
            link = await db
                .OperatorLinks.AsNoTracking()
                .SingleOrDefaultAsync(l => l.Id == job.Link, ct);
        }

        if (link is not null)
        {
            await mails.SendAsync(
                new SendOperatorMailRequest
                {
                    Id = link.Id.ToString(),
                    Email = link.Email,
                    Invite = job.Invite,
                },
                cancellationToken: ct
            );
        }
    }
}

/// <summary>After 30 minutes a link's row is gone.</summary>
internal sealed class EndLink(AdminDb db) : JobHandler<EndLink.Job>
{
    public sealed record Job(Guid Link) : IJob
    {
        public static string Kind => "admin.end-link";
    }

    public override async Task Handle(Job job, Lease lease, CancellationToken ct)
    {
        await using var work = await db.Begin(ct);
        await db.OperatorLinks.Where(l => l.Id == job.Link).ExecuteDeleteAsync(ct);
        await work.Commit(lease, ct);
    }
}

/// <summary>The first operator comes from the configuration, once; later ones are added by a lead.</summary>
internal sealed partial class FirstOperator(
    IServiceScopeFactory scopes,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<FirstOperator> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (
            configuration["Admin:FirstOperator"]?.Trim().ToLowerInvariant()
            is not { Length: > 2 } email
        )
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Add(email, stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
                when (exception is Npgsql.NpgsqlException or InvalidOperationException)
            {
                LogLater(exception.GetType().Name);
                await Task.Delay(
                    TimeSpan.FromSeconds(1),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    private async Task Add(string email, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(SwitchBoard.Suite, "service");
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        await using var work = await db.Begin(ct);
        if (!await db.Operators.AnyAsync(ct))
        {
            db.Operators.Add(
                new Operator
                {
                    Email = email,
                    Name = email,
                    Role = OperatorRole.Lead,
                    CreatedAt = clock.GetUtcNow(),
                }
            );
            await work.Commit(ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The first operator waits: {Error}")]
    private partial void LogLater(string error);
}
