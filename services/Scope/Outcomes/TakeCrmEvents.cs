using System.Text.Json;
using LeadFuel.Scope.CrmConnections;
using Npgsql;

namespace LeadFuel.Scope.Outcomes;

/// <summary>What came in at an address: its bytes, and the address it was sent to as the CRM knows it.</summary>
internal sealed record CrmRequest(
    string Method,
    string Uri,
    byte[] Body,
    IHeaderDictionary Headers
);

/// <summary>What a message of a CRM holds; `Unreadable` counts the parts whose form is not known.</summary>
internal sealed record CrmReading(
    IReadOnlyList<CrmFact> Facts,
    int Unreadable,
    string? Wrong = null
);

/// <summary>
/// The one way in for what CRMs tell: find the address, check who sends, keep the fields, answer. Each event and its
/// job are on disk before the CRM hears that it was taken; what follows from them comes later.
/// </summary>
internal sealed class TakeCrmEvents(
    NpgsqlDataSource doors,
    CurrentAccount account,
    ScopeDb db,
    IConfiguration configuration,
    TimeProvider clock
)
{
    private const int Largest = 1024 * 1024;

    private static readonly Refused Unknown = Refuse.NotFound("address");

    private static readonly Refused Away = Refuse.ProviderDown(
        "The database",
        TimeSpan.FromSeconds(10)
    );

    /// <param name="proof">Whether the sender is who they should be, and whether they signed with a time.</param>
    public async Task<IResult> Take(
        HttpContext http,
        string token,
        CrmVendor vendor,
        Func<CrmConnection, CrmRequest, DateTimeOffset, (bool Holds, bool WithTime)> proof,
        Func<CrmConnection, byte[], DateTimeOffset, CrmReading> read,
        CancellationToken ct
    )
    {
        if (await Body(http.Request, ct) is not { } body)
        {
            return new RefusedResult(
                new Refused(
                    Refusal.TooLarge,
                    "too-large",
                    "This is too large.",
                    "A message holds at most 1 MiB."
                )
            );
        }

        try
        {
            return await Take(http, token, vendor, body, proof, read, ct);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException)
        {
            // A workflow of HubSpot gives up after a 4xx and comes back for three days after a 503.
            return new RefusedResult(Away);
        }
    }

    private async Task<IResult> Take(
        HttpContext http,
        string token,
        CrmVendor vendor,
        byte[] body,
        Func<CrmConnection, CrmRequest, DateTimeOffset, (bool Holds, bool WithTime)> proof,
        Func<CrmConnection, byte[], DateTimeOffset, CrmReading> read,
        CancellationToken ct
    )
    {
        var hash = CrmSecrets.Hash(token);
        if (
            await doors.Account($"select account_of_crm_token({hash}, {(short)vendor})", ct)
            is not { } owner
        )
        {
            return new RefusedResult(Unknown);
        }

        account.Enter(owner, vendor == CrmVendor.HubSpot ? "hubspot" : "pipedrive");
        await using var work = await db.Begin(ct);
        var connection = await db
            .CrmConnections.AsNoTracking()
            .SingleAsync(c => c.TokenHash == hash, ct);
        var now = clock.GetUtcNow();
        var (holds, withTime) = proof(connection, Sent(http, body), now);
        if (!holds)
        {
            if (vendor == CrmVendor.Pipedrive)
            {
                http.Response.Headers.WWWAuthenticate = "Basic realm=\"LeadFuel\"";
            }

            return new RefusedResult(
                new Refused(
                    Refusal.SignedOut,
                    "bad-signature",
                    "This did not come from your CRM, or its secret is another one.",
                    "Compare the secret on both sides. Nothing was stored."
                )
            );
        }

        var reading = read(connection, body, now);
        if (reading.Wrong is { } wrong)
        {
            return new RefusedResult(Refuse.Invalid("body", wrong));
        }

        await Keep(connection, reading, withTime, now, ct);
        Fault.Point("scope.hook-before-commit");
        await work.Commit(ct);
        Fault.Point("scope.hook-after-commit");
        return TypedResults.NoContent();
    }

    private async Task Keep(
        CrmConnection connection,
        CrmReading reading,
        bool withTime,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var first = reading.Facts.Select(fact => fact.Portal).FirstOrDefault(p => p.Length > 0);
        // The first account that is told of binds the address to it; the row's lock lets one be the first.
        var bound = (
            await db
                .Database.SqlQuery<string>(
                    $"""
                    update crm_connections set portal = coalesce(portal, {first}::text), last_event_at = {now},
                      signs_with_time = signs_with_time or {withTime}, unreadable = unreadable + {reading.Unreadable}
                    where account_email = {db.Account.Email} and id = {connection.Id}
                    returning coalesce(portal, '') as "Value"
                    """
                )
                .ToListAsync(ct)
        ).Single();
        if (connection.LastEventAt is null || (connection.Portal is null && bound.Length > 0))
        {
            await BindPortal.TakeOver(connection, bound, db, ct);
        }

        var events = reading
            .Facts.DistinctBy(fact => fact.Key)
            .Select(fact =>
                (Fact: fact, Id: Guid.CreateVersion7(), Stranger: IsStranger(fact, bound))
            )
            .ToArray();
        var kept = await Insert(connection, events, bound, now, ct);
        foreach (var (_, id, _) in events.Where(one => !one.Stranger && kept.Contains(one.Id)))
        {
            db.Enqueue(new ApplyCrmEvent.Job(id), now);
        }

        var strangers = events.Count(one => one.Stranger && kept.Contains(one.Id));
        if (strangers > 0)
        {
            await db
                .CrmConnections.Where(c => c.Id == connection.Id)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(c => c.Strangers, c => c.Strangers + strangers),
                    ct
                );
        }
    }

    private static bool IsStranger(CrmFact fact, string bound) =>
        fact.Portal.Length > 0 && fact.Portal != bound;

    /// <summary>All of a batch at once; the ids of those that had not been told before.</summary>
    private async Task<HashSet<Guid>> Insert(
        CrmConnection connection,
        (CrmFact Fact, Guid Id, bool Stranger)[] events,
        string bound,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var ids = events.Select(one => one.Id).ToArray();
        var keys = events.Select(one => one.Fact.Key).ToArray();
        var subjects = events.Select(one => (short)one.Fact.Subject).ToArray();
        var subjectIds = events.Select(one => one.Fact.VendorId).ToArray();
        var portals = events
            .Select(one => one.Fact.Portal.Length > 0 ? one.Fact.Portal : bound)
            .ToArray();
        var times = events.Select(one => one.Fact.At.ToUniversalTime()).ToArray();
        var orders = events.Select(one => one.Fact.Order).ToArray();
        // Of another account's deal not even the fields are kept.
        var fields = events
            .Select(one =>
                JsonSerializer.Serialize(
                    one.Stranger ? new CrmFields() : one.Fact.Fields,
                    HouseJson.Options
                )
            )
            .ToArray();
        var strangers = events.Select(one => one.Stranger).ToArray();
        return
        [
            .. await db
                .Database.SqlQuery<Guid>(
                    $"""
                    insert into crm_events (account_email, id, connection_id, dedupe_key, subject, vendor_id, portal, occurred_at, "order", fields, stranger, received_at)
                    select {db.Account.Email}, e.id, {connection.Id}, e.key, e.subject, e.vendor_id, e.portal, e.at, e.place, e.fields::jsonb, e.stranger, {now}
                    from unnest({ids}, {keys}, {subjects}, {subjectIds}, {portals}, {times}, {orders}, {fields}, {strangers})
                      as e (id, key, subject, vendor_id, portal, at, place, fields, stranger)
                    on conflict (account_email, dedupe_key) do nothing
                    returning id as "Value"
                    """
                )
                .ToListAsync(ct),
        ];
    }

    // HubSpot signs the address that it was given, which is the public one.
    private CrmRequest Sent(HttpContext http, byte[] body) =>
        new(
            http.Request.Method,
            configuration["PUBLIC_ORIGIN"]!.TrimEnd('/')
                + http.Request.Path.ToUriComponent()
                + http.Request.QueryString.ToUriComponent(),
            body,
            http.Request.Headers
        );

    private static async Task<byte[]?> Body(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0; )
        {
            if (body.Length + read > Largest)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
