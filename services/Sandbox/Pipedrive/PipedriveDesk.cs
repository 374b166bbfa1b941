using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Pipedrive;

/// <summary>A deal as it stands in the played CRM.</summary>
public sealed record PipedriveDeal(long Id)
{
    public required string Title { get; init; }
    public decimal? Value { get; set; }
    public string Currency { get; set; } = "EUR";
    public string Status { get; set; } = "open";
    public long? Organisation { get; init; }
    public DateTimeOffset? Won { get; set; }
    public DateTimeOffset? Lost { get; set; }
    public string? LostReason { get; set; }
    public bool Deleted { get; set; }
}

/// <summary>Where one customer's Pipedrive tells what happens; version 1 is what old webhooks still send.</summary>
public sealed record PipedriveTarget(string Url, string Password, int Version = 2);

/// <summary>One customer's CRM with its deals; what is done to them becomes messages of either version.</summary>
public sealed class PipedriveDesk(string name, TimeProvider clock)
{
    public const string Company = "1001";
    private const int MostFailures = 10;
    private static readonly TimeSpan Ban = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(3);
    private long lastId = 9_000;
    private PipedriveTarget? target;
    private TimeSpan waited;
    private int failures;
    private DateTimeOffset? banned;
    private DateTimeOffset success;

    public string Name => name;

    /// <summary>Another one is another webhook, against which nothing is held.</summary>
    public PipedriveTarget? Target
    {
        get => target;
        set => (target, failures, banned, success) = (value, 0, null, At);
    }

    /// <summary>What happens while it does not is never told.</summary>
    public bool Tells => target is not null && !(banned > At);

    private DateTimeOffset At => clock.GetUtcNow() + waited;

    /// <summary>Lets a ban end, or a webhook's last success be long ago.</summary>
    public void Wait(TimeSpan time) => waited += time;

    /// <summary>Ten first tries that failed ban the webhook; after three days without a success it is deleted.</summary>
    public void Answered(bool taken, bool first)
    {
        if (taken)
        {
            (failures, success) = (0, At);
            return;
        }

        if (first && ++failures == MostFailures)
        {
            (failures, banned) = (0, At + Ban);
        }

        if (At - success > Patience)
        {
            target = null;
        }
    }

    public ConcurrentDictionary<long, PipedriveDeal> Deals { get; } = new();
    public (string Url, byte[] Body, string? Authorization)? Last { get; set; }

    public PipedriveDeal Create(string title, decimal? value, string currency, long? organisation)
    {
        var deal = new PipedriveDeal(Interlocked.Increment(ref lastId))
        {
            Title = title,
            Value = value,
            Currency = currency,
            Organisation = organisation,
        };
        return Deals[deal.Id] = deal;
    }

    /// <summary>The message of one change. `previous` holds what was there before.</summary>
    public JsonObject Changed(PipedriveDeal deal, string action, JsonObject? previous) =>
        (Target?.Version ?? 2) == 1
            ? First(deal, action, previous)
            : Second("deal", deal.Id, action, action == "delete" ? null : Now(deal), previous);

    public JsonObject Organisation(long id, string website) =>
        Second(
            "organization",
            id,
            "change",
            new JsonObject
            {
                ["id"] = id,
                ["name"] = "An organisation",
                ["website"] = website,
                ["update_time"] = Time(clock.GetUtcNow()),
            },
            new JsonObject { ["website"] = null }
        );

    /// <summary>Two events: one deal is gone into the other, and the other has changed.</summary>
    public JsonObject[] Merged(PipedriveDeal gone, PipedriveDeal into)
    {
        gone.Deleted = true;
        var told = Changed(gone, "delete", new JsonObject { ["status"] = gone.Status });
        if (told["meta"] is JsonObject meta)
        {
            meta["merged_to_id"] = into.Id.ToString(CultureInfo.InvariantCulture);
        }

        var changed = Changed(into, "change", new JsonObject { ["update_time"] = null });
        if (changed["meta"] is JsonObject other)
        {
            other["merged_from_id"] = gone.Id.ToString(CultureInfo.InvariantCulture);
        }

        return [told, changed];
    }

    public JsonObject Move(PipedriveDeal deal, string status, string? reason)
    {
        var before = new JsonObject
        {
            ["status"] = deal.Status,
            ["won_time"] = Time(deal.Won),
            ["lost_time"] = Time(deal.Lost),
        };
        var now = clock.GetUtcNow();
        deal.Status = status;
        deal.Won = status == "won" ? now : null;
        deal.Lost = status == "lost" ? now : null;
        deal.LostReason = status == "lost" ? reason : null;
        return Changed(deal, "change", before);
    }

    /// <summary>Another sum. As each change it says the state again.</summary>
    public JsonObject Change(PipedriveDeal deal, decimal value)
    {
        var before = new JsonObject { ["value"] = deal.Value };
        deal.Value = value;
        return Changed(deal, "change", before);
    }

    private JsonObject Now(PipedriveDeal deal) =>
        new()
        {
            ["id"] = deal.Id,
            ["title"] = deal.Title,
            ["value"] = deal.Value,
            ["currency"] = deal.Currency,
            ["status"] = deal.Status,
            ["stage_id"] = 5,
            ["pipeline_id"] = 1,
            ["person_id"] = 3,
            ["org_id"] = deal.Organisation,
            ["owner_id"] = 77,
            ["won_time"] = Time(deal.Won),
            ["lost_time"] = Time(deal.Lost),
            ["close_time"] = Time(deal.Won ?? deal.Lost),
            ["lost_reason"] = deal.LostReason,
            ["update_time"] = Time(clock.GetUtcNow()),
            ["custom_fields"] = new JsonObject
            {
                [new string('a', 40)] = new JsonObject
                {
                    ["type"] = "varchar",
                    ["value"] = "kept by nobody",
                },
            },
        };

    private JsonObject Second(
        string entity,
        long id,
        string action,
        JsonObject? data,
        JsonObject? previous
    ) =>
        new()
        {
            ["meta"] = new JsonObject
            {
                ["action"] = action,
                ["entity"] = entity,
                ["entity_id"] = id.ToString(CultureInfo.InvariantCulture),
                ["id"] = Guid.CreateVersion7(clock.GetUtcNow()).ToString(),
                ["company_id"] = Company,
                ["user_id"] = "77",
                ["webhook_id"] = "12",
                ["version"] = "2.0",
                ["type"] = "general",
                ["is_bulk_edit"] = false,
                ["timestamp"] = clock
                    .GetUtcNow()
                    .UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                        CultureInfo.InvariantCulture
                    ),
                ["change_source"] = "app",
                ["attempt"] = 1,
                ["host"] = "acme.pipedrive.com",
            },
            ["data"] = data,
            ["previous"] = previous,
        };

    private JsonObject First(PipedriveDeal deal, string action, JsonObject? previous)
    {
        var now = clock.GetUtcNow();
        var word = action switch
        {
            "create" => "added",
            "delete" => "deleted",
            _ => "updated",
        };
        // No zone, whole seconds: it means UTC.
        var current = action == "delete" ? null : Now(deal);
        foreach (var name in (string[])["won_time", "lost_time", "close_time", "update_time"])
        {
            if (current?[name] is { } time)
            {
                current[name] = ((string)time!).Replace('T', ' ').TrimEnd('Z')[..19];
            }
        }

        return new JsonObject
        {
            ["v"] = 1,
            ["event"] = $"{word}.deal",
            ["retry"] = 0,
            ["meta"] = new JsonObject
            {
                ["v"] = 1,
                ["action"] = word,
                ["object"] = "deal",
                ["id"] = deal.Id,
                ["company_id"] = long.Parse(Company, CultureInfo.InvariantCulture),
                ["user_id"] = 77,
                ["timestamp"] = now.ToUnixTimeSeconds(),
                ["timestamp_micro"] = (now - DateTimeOffset.UnixEpoch).Ticks / 10,
                ["host"] = "acme.pipedrive.com",
                ["webhook_id"] = "12",
            },
            ["current"] = current,
            ["previous"] = previous,
        };
    }

    private static string? Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
