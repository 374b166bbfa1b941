using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;

namespace LeadFuel.Sandbox.Stripe;

/// <summary>Customers, prices, sessions, subscriptions and what happened to them.</summary>
public sealed class StripeWorld(StripeHooks hooks, FaultBoard faults, TimeProvider clock)
{
    private const int Most = 20_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> objects = Catalogue
        .Prices()
        .ToDictionary(price => (string)price["id"]!);

    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public JsonObject? Find(string? id)
    {
        lock (gate)
        {
            return id is not null && objects.TryGetValue(id, out var found) ? found.Copy() : null;
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<JsonObject> All(string kind, string? customer = null)
    {
        lock (gate)
        {
            return
            [
                .. objects
                    .Values.Where(one =>
                        (string?)one["object"] == kind
                        && (customer is null || one.Text("customer") == customer)
                    )
                    .Reverse()
                    .Select(one => one.Copy()),
            ];
        }
    }

    public JsonObject Add(string prefix, string kind, JsonObject fields)
    {
        fields["id"] = $"{prefix}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
        fields["object"] = kind;
        fields["created"] = Now;
        fields["livemode"] = false;
        lock (gate)
        {
            objects[(string)fields["id"]!] = fields;
            if (
                objects.Count > Most
                && objects.FirstOrDefault(one => one.Value.Text("object") == "event").Key
                    is { } oldest
            )
            {
                objects.Remove(oldest);
            }
        }

        return fields.Copy();
    }

    public JsonObject Change(string id, Action<JsonObject> change)
    {
        lock (gate)
        {
            change(objects[id]);
            return objects[id].Copy();
        }
    }

    /// <summary>The buyer pressed Pay: four things happen and are told in no certain order.</summary>
    public void Pay(JsonObject session)
    {
        var customer = session.Text("customer");
        var until = clock.GetUtcNow().AddMonths(1).ToUnixTimeSeconds();
        var items = session["line_items"]!.AsArray().Select(line => Item(line!.AsObject(), until));
        var subscription = Add(
            "sub",
            "subscription",
            new JsonObject
            {
                ["customer"] = customer,
                ["status"] = "active",
                ["cancel_at_period_end"] = false,
                ["metadata"] = session["subscription_metadata"]?.DeepClone() ?? new JsonObject(),
                ["items"] = List([.. items], "/v1/subscription_items"),
            }
        );
        var paid = Change(
            (string)session["id"]!,
            open =>
            {
                open["status"] = "complete";
                open["payment_status"] = "paid";
                open["subscription"] = subscription["id"]!.DeepClone();
            }
        );
        var invoice = Invoice(subscription, "paid");
        List<JsonObject> events =
        [
            Event("checkout.session.completed", Shown(paid)),
            Event("customer.subscription.created", subscription),
            Event("invoice.paid", invoice),
            Event("entitlements.active_entitlement_summary.updated", Summary(customer)),
        ];
        RandomNumberGenerator.Shuffle(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events)
        );
        hooks.Tell(events);
    }

    /// <summary>The card is refused at the end of the period: the subscription goes on with a payment missing.</summary>
    public void Miss(string id) => Dun(id, "past_due", "open", "invoice.payment_failed");

    /// <summary>The buyer pays what is missing.</summary>
    public void Settle(string id) => Dun(id, "active", "paid", "invoice.paid");

    private void Dun(string id, string status, string invoiced, string told)
    {
        var changed = Change(id, subscription => subscription["status"] = status);
        hooks.Tell([
            Event(told, Invoice(changed, invoiced)),
            Event("customer.subscription.updated", changed),
        ]);
    }

    private JsonObject Invoice(JsonObject subscription, string status) =>
        Add(
            "in",
            "invoice",
            new JsonObject
            {
                ["customer"] = subscription.Text("customer"),
                ["status"] = status,
                ["parent"] = new JsonObject
                {
                    ["type"] = "subscription_details",
                    ["subscription_details"] = new JsonObject
                    {
                        ["subscription"] = subscription["id"]!.DeepClone(),
                    },
                },
            }
        );

    public JsonObject Cancel(string id)
    {
        var ended = Change(
            id,
            subscription =>
            {
                subscription["status"] = "canceled";
                subscription["ended_at"] = Now;
            }
        );
        hooks.Tell([
            Event("customer.subscription.deleted", ended),
            Event(
                "entitlements.active_entitlement_summary.updated",
                Summary(ended.Text("customer"))
            ),
        ]);
        return ended;
    }

    public JsonObject SetCancelAtEnd(string id, bool cancel)
    {
        var changed = Change(id, subscription => subscription["cancel_at_period_end"] = cancel);
        hooks.Tell([Event("customer.subscription.updated", changed)]);
        return changed;
    }

    /// <summary>Final: subscriptions end at once, and of the customer only the id stays.</summary>
    public JsonObject Delete(string id)
    {
        foreach (
            var subscription in All("subscription", id)
                .Where(one => one.Text("status") != "canceled")
        )
        {
            Cancel((string)subscription["id"]!);
        }

        var whole = Find(id)!;
        lock (gate)
        {
            objects[id] = new JsonObject
            {
                ["id"] = id,
                ["object"] = "customer",
                ["deleted"] = true,
            };
        }

        hooks.Tell([Event("customer.deleted", whole)]);
        return Find(id)!;
    }

    public IReadOnlyList<JsonObject> Entitlements(string? customer)
    {
        var features = All("subscription", customer)
            .Where(subscription =>
                subscription.Text("status") is "active" or "trialing" or "past_due" or "paused"
            )
            .SelectMany(subscription => subscription["items"]!["data"]!.AsArray())
            .SelectMany(item => Catalogue.Features((string)item!["price"]!["lookup_key"]!))
            .Distinct()
            .ToList();
        if (
            features.Count > 0
            && faults.Take("stripe", null, customer ?? "", "many_features") is not null
        )
        {
            features.AddRange(Enumerable.Range(1, 12).Select(number => $"extra_{number}"));
        }

        return
        [
            .. features.Select(feature => new JsonObject
            {
                ["id"] = $"ent_{customer}_{feature}",
                ["object"] = "entitlements.active_entitlement",
                ["feature"] = $"feat_{feature}",
                ["lookup_key"] = feature,
                ["livemode"] = false,
            }),
        ];
    }

    public static JsonObject Shown(JsonObject session)
    {
        var shown = session.Copy();
        shown.Remove("line_items");
        shown.Remove("subscription_metadata");
        return shown;
    }

    public static JsonObject List(IReadOnlyList<JsonObject> items, string url, bool more = false) =>
        new()
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. items]),
            ["has_more"] = more,
            ["url"] = url,
        };

    private JsonObject Item(JsonObject line, long until)
    {
        return new JsonObject
        {
            ["id"] = $"si_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}",
            ["object"] = "subscription_item",
            ["price"] = Find(line.Text("price")),
            ["quantity"] = int.TryParse(line.Text("quantity"), out var quantity) ? quantity : 1,
            ["current_period_start"] = Now,
            ["current_period_end"] = until,
        };
    }

    private JsonObject Summary(string? customer)
    {
        var all = Entitlements(customer);
        return new JsonObject
        {
            ["object"] = "entitlements.active_entitlement_summary",
            ["customer"] = customer,
            ["livemode"] = false,
            ["entitlements"] = List(
                [.. all.Take(10)],
                $"/v1/customer/{customer}/entitlements",
                all.Count > 10
            ),
        };
    }

    private JsonObject Event(string type, JsonObject about) =>
        Add(
            "evt",
            "event",
            new JsonObject
            {
                ["api_version"] = StripeHooks.ApiVersion,
                ["type"] = type,
                ["data"] = new JsonObject { ["object"] = about.Copy() },
                ["pending_webhooks"] = 1,
                ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            }
        );

    private static class Catalogue
    {
        private static readonly (string Key, string Name, int Cents, string[] Features)[] Plans =
        [
            ("scope_monthly", "Scope", 4_900, ["scope"]),
            ("reach_monthly", "Reach", 9_900, ["reach"]),
            ("signal_monthly", "Signal", 4_900, ["signal"]),
            ("orbit_monthly", "Orbit", 4_900, ["orbit"]),
            ("suite_monthly", "The suite", 19_900, ["scope", "reach", "signal", "orbit"]),
        ];

        public static string[] Features(string key) =>
            Plans.FirstOrDefault(plan => plan.Key == key).Features ?? [];

        public static IEnumerable<JsonObject> Prices() =>
            Plans.Select(plan => new JsonObject
            {
                ["id"] = $"price_{plan.Key}",
                ["object"] = "price",
                ["active"] = true,
                ["currency"] = "eur",
                ["unit_amount"] = plan.Cents,
                ["lookup_key"] = plan.Key,
                ["type"] = "recurring",
                ["recurring"] = new JsonObject { ["interval"] = "month", ["interval_count"] = 1 },
                ["product"] = new JsonObject
                {
                    ["id"] = $"prod_{plan.Key}",
                    ["object"] = "product",
                    ["name"] = plan.Name,
                    ["active"] = true,
                },
                ["livemode"] = false,
            });
    }
}
