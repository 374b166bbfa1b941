using System.Security.Cryptography;
using System.Text;
using LeadFuel.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace LeadFuel.Outcomes;

/// <summary>The Idempotency-Key of a request, claimed by the first unit of work that commits.</summary>
public sealed class IdempotentRequest
{
    public string? Key { get; private set; }

    public bool Claimed { get; private set; }

    private byte[] hash = [];

    /// <summary>Reads the key and hashes method, path and body, so that a key with another request is refused.</summary>
    internal async Task Read(HttpContext context)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        // Keys belong to an account, and a public route has none; a kept answer would lack the session, too.
        if (
            key.Length == 0
            || !HttpMethods.IsPost(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<PublicRouteAttribute>() is not null
        )
        {
            return;
        }

        if (key.Length > 200)
        {
            throw new RefusedException(
                Refuse.Invalid("Idempotency-Key", "An Idempotency-Key has at most 200 characters.")
            );
        }

        context.Request.EnableBuffering();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Request.Body.Position = 0;
        var head = Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}\n");
        hash = SHA256.HashData([.. head, .. body.ToArray()]);
        Key = key;
    }

    internal void Unclaim() => Claimed = false;

    internal async Task Claim(ServiceDb db, DateTimeOffset now, CancellationToken ct)
    {
        var account = db.Account.Email;
        try
        {
            // A second request with the key waits here until the first has committed or rolled back.
            var won = await db.Database.ExecuteSqlAsync(
                $"insert into idempotency_keys (account_email, key, request_hash, created_at) values ({account}, {Key}, {hash}, {now}) on conflict (account_email, key) do nothing",
                ct
            );
            if (won == 1)
            {
                Claimed = true;
                return;
            }
        }
        catch (PostgresException exception)
            when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new RefusedException(
                Refuse.Conflict(
                    "The same request is still running. Wait for its answer.",
                    "idempotency-conflict"
                )
            );
        }

        var known = await db.IdempotencyKeys.AsNoTracking().SingleAsync(k => k.Key == Key, ct);
        throw known switch
        {
            _ when !known.RequestHash.AsSpan().SequenceEqual(hash) => new RefusedException(
                Refuse.Unprocessable(
                    "idempotency-conflict",
                    "This Idempotency-Key was used for another request. Use a new one."
                )
            ),
            { Body: { } answer } => new IdempotentReplayException(answer),
            _ => new RefusedException(
                Refuse.Conflict(
                    "The same request is still running. Wait for its answer.",
                    "idempotency-conflict"
                )
            ),
        };
    }
}

/// <summary>The request was answered before; its answer is given again.</summary>
internal sealed class IdempotentReplayException(string body) : Exception
{
    public async Task Write(HttpContext context)
    {
        context.Response.StatusCode =
            context
                .GetEndpoint()
                ?.Metadata.OfType<IProducesResponseTypeMetadata>()
                .Select(produced => produced.StatusCode)
                .Where(status => status is >= 200 and < 300)
                .DefaultIfEmpty(200)
                .Min()
            ?? 200;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["Idempotent-Replayed"] = "true";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}

/// <summary>A key and the answer it got, so that a repeated click does nothing twice.</summary>
[Stored(
    "Idempotency keys of recent requests with the answer they got.",
    Kept.OneDay,
    After = nameof(CreatedAt)
)]
public sealed class IdempotencyKey : IOwned
{
    public string AccountEmail { get; private set; } = "";

    [Purpose("The key the browser or client made for one act")]
    public required string Key { get; init; }

    [Purpose(
        "Hash of the request, to refuse a key that is used twice for different things",
        Withheld = "a hash only"
    )]
    public required byte[] RequestHash { get; init; }

    [Purpose("The answer that a repeat gets")]
    public string? Body { get; init; }

    [Purpose("When it was first used")]
    public DateTimeOffset CreatedAt { get; init; }

    public sealed class Table : IEntityTypeConfiguration<IdempotencyKey>
    {
        public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
        {
            builder.HasKey(k => new { k.AccountEmail, k.Key });
            builder.HasIndex(k => new { k.AccountEmail, k.CreatedAt });
        }
    }
}
