using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Anthropic;

namespace LeadFuel.Sandbox.HubSpot;

/// <summary>A deal as it stands in the played CRM: HubSpot's own property names.</summary>
public sealed record HubSpotDeal(long Id)
{
    public SortedDictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);
    public bool Deleted { get; set; }

    public string Name => Properties.GetValueOrDefault("dealname", "");
    public string Stage => Properties.GetValueOrDefault("dealstage", "");
}

/// <summary>Where one customer's HubSpot tells what happens, and how it signs.</summary>
/// <param name="Form">`app`: lists of single changes; `workflow`: the whole deal.</param>
/// <param name="Signature">v3, v2, v1, key (as a bearer) or none.</param>
public sealed record HubSpotTarget(
    string Url,
    string Secret,
    string Form = "app",
    string Signature = "v3"
);

/// <summary>One customer's CRM with its deals. What is done to them becomes events, which the caller has delivered.</summary>
public sealed class HubSpotDesk(string name, TimeProvider clock)
{
    public const long Portal = 33;
    private long lastId = 9_000;
    private long lastEvent = 3_816_279_000;

    public string Name => name;
    public HubSpotTarget? Target { get; set; }
    public ConcurrentDictionary<long, HubSpotDeal> Deals { get; } = new();

    /// <summary>What was told last, byte for byte, so that it can be replayed.</summary>
    public HubSpotMessage? Last { get; set; }

    public (HubSpotDeal Deal, JsonArray Events) Create(
        string title,
        string amount,
        string currency,
        string domain
    )
    {
        var deal = new HubSpotDeal(Interlocked.Increment(ref lastId));
        Deals[deal.Id] = deal;
        var events = new JsonArray(Event(deal.Id, "deal.creation"));
        foreach (
            var (property, value) in (ReadOnlySpan<(string, string)>)
                [
                    ("dealname", title),
                    ("pipeline", "default"),
                    ("dealstage", "appointmentscheduled"),
                    ("amount", amount),
                    ("deal_currency_code", currency),
                    ("company_domain", domain),
                ]
        )
        {
            if (value.Length > 0)
            {
                Put(events, deal, property, value);
            }
        }

        return (deal, events);
    }

    /// <summary>What HubSpot changes of itself when a deal is moved.</summary>
    public JsonArray Move(HubSpotDeal deal, string stage, string? reason = null)
    {
        var events = new JsonArray();
        var (won, closed) = (stage == "closedwon", stage is "closedwon" or "closedlost");
        Put(events, deal, "dealstage", stage);
        if (stage.StartsWith("closed", StringComparison.Ordinal) || Standard(stage))
        {
            Put(events, deal, "hs_is_closed", closed ? "true" : "false");
            Put(events, deal, "hs_is_closed_won", won ? "true" : "false");
        }

        Put(events, deal, "closedate", closed ? Milliseconds() : "");
        if (reason is { Length: > 0 })
        {
            Put(events, deal, won ? "closed_won_reason" : "closed_lost_reason", reason);
        }

        return events;
    }

    public JsonArray Change(HubSpotDeal deal, string property, string value)
    {
        var events = new JsonArray();
        Put(events, deal, property, value);
        return events;
    }

    public JsonArray Delete(HubSpotDeal deal, bool back)
    {
        deal.Deleted = !back;
        return [Event(deal.Id, back ? "deal.restore" : "deal.deletion")];
    }

    public JsonArray Merge(HubSpotDeal primary, HubSpotDeal other)
    {
        other.Deleted = true;
        var merged = Event(primary.Id, "deal.merge");
        merged["primaryObjectId"] = primary.Id;
        merged["mergedObjectIds"] = new JsonArray(other.Id);
        merged["newObjectId"] = primary.Id;
        return [merged];
    }

    /// <summary>A company or a contact is put to a deal. HubSpot names both, and no object.</summary>
    public JsonArray Associate(HubSpotDeal deal, string with, long id, bool primary)
    {
        var told = Event(deal.Id, "deal.associationChange");
        told.Remove("objectId");
        told["associationType"] = with;
        told["fromObjectId"] = deal.Id;
        told["toObjectId"] = id;
        told["associationRemoved"] = false;
        told["isPrimaryAssociation"] = primary;
        return [told];
    }

    /// <summary>What the customer's companies say of themselves.</summary>
    public JsonArray Company(long id, string domain)
    {
        var told = Event(id, "company.propertyChange");
        told["propertyName"] = "domain";
        told["propertyValue"] = domain;
        return [told];
    }

    /// <summary>The deal as a workflow sends it.</summary>
    public JsonObject Whole(HubSpotDeal deal)
    {
        var properties = new JsonObject();
        foreach (var (property, value) in deal.Properties)
        {
            properties[property] = new JsonObject
            {
                ["value"] = value,
                ["timestamp"] = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                ["source"] = "CRM_UI",
                ["sourceId"] = "userId:1",
            };
        }

        properties["hs_lastmodifieddate"] = new JsonObject { ["value"] = Milliseconds() };
        return new JsonObject
        {
            ["objectId"] = deal.Id,
            ["portalId"] = Portal,
            ["properties"] = properties,
            ["associations"] = new JsonObject
            {
                ["contacts"] = new JsonArray(
                    new JsonObject { ["email"] = "someone@customers.test" }
                ),
            },
        };
    }

    public JsonObject Event(long objectId, string type)
    {
        var at = clock.GetUtcNow();
        return new JsonObject
        {
            ["eventId"] = Interlocked.Increment(ref lastEvent),
            ["subscriptionId"] = 25,
            ["portalId"] = Portal,
            ["appId"] = 1_160_452,
            // Two changes of one act have the same time at HubSpot; so here.
            ["occurredAt"] = at.ToUnixTimeMilliseconds(),
            ["subscriptionType"] = type,
            ["attemptNumber"] = 0,
            ["objectId"] = objectId,
            ["changeSource"] = "CRM_UI",
            ["sourceId"] = "userId:1",
        };
    }

    private void Put(JsonArray events, HubSpotDeal deal, string property, string value)
    {
        deal.Properties[property] = value;
        var change = Event(deal.Id, "deal.propertyChange");
        change["propertyName"] = property;
        change["propertyValue"] = value;
        events.Add(change);
    }

    private static bool Standard(string stage) =>
        stage
            is "appointmentscheduled"
                or "qualifiedtobuy"
                or "presentationscheduled"
                or "contractsent";

    private string Milliseconds() =>
        clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static byte[] Bytes(JsonNode body) =>
        JsonSerializer.SerializeToUtf8Bytes(body, AnthropicError.Json);
}
