using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;
using Npgsql;

namespace LeadFuel.Reach.Domains;

/// <summary>Claims a domain for this account. A job sets it up at Resend, so that a click is never lost or doubled.</summary>
public static class AddDomain
{
    /// <summary>An account sends from a handful of domains; more is somebody collecting other people's.</summary>
    public const int Most = 20;

    public sealed record Request(
        [Required(ErrorMessage = "Give the domain you send from, such as mail.company.com.")]
        [StringLength(253, ErrorMessage = "A domain has at most 253 characters.")]
            string Name
    );

    public static void Map(RouteGroupBuilder domains) =>
        domains.MapPost(
            "",
            async (
                Request request,
                ReachDb db,
                NpgsqlDataSource source,
                IServiceScopeFactory scopes,
                TimeProvider clock,
                CancellationToken ct
            ) =>
                (await Handle(request, db, source, scopes, clock, ct)).ToCreated(view =>
                    $"/domains/{view.Id}"
                )
        );

    public static async Task<Outcome<GetDomain.View>> Handle(
        Request request,
        ReachDb db,
        NpgsqlDataSource source,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!DomainName.TryRead(request.Name, out var name))
        {
            return Refuse.Invalid(
                "name",
                "This is not a domain: mail.company.com, without @ or /."
            );
        }

        var owner = await source.Account($"select account_of_domain({name})", ct);
        if (owner is { } account && account.Email != db.Account.Email)
        {
            if (await LapseClaim.Of(account, name, scopes, clock.GetUtcNow(), ct) is { } stands)
            {
                return stands;
            }

            owner = null;
        }

        await using var work = await db.Begin(ct);
        if (owner is not null)
        {
            return Refuse.Conflict($"{name} is on your list already.", "domain-present");
        }

        if (await db.Domains.CountAsync(ct) >= Most)
        {
            return Refuse.Conflict(
                $"An account has at most {Most} domains. Remove one that you do not use.",
                "too-many-domains"
            );
        }

        var now = clock.GetUtcNow();
        var domain = new SendingDomain { Name = name, CreatedAt = now };
        db.Domains.Add(domain);
        try
        {
            await work.Flush(ct);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException
                    is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
            )
        {
            return Taken(name);
        }

        db.Enqueue(new SetUpDomain.Job(domain.Id));
        db.Enqueue(
            AppendAudit.Job.Of(db.Account, now, "domain.added", domain.Id, $"{name} was added.")
        );
        return await work.Commit(GetDomain.View.Of(domain), ct);
    }

    internal static Refused Taken(string name) =>
        Refuse.Conflict(
            $"{name} is in use by another account; a domain belongs to one. Use a subdomain of your own, "
                + "or write to us if it is yours.",
            "domain-taken"
        ) with
        {
            Title = "This domain belongs to another account.",
        };
}
