using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Stripe;

public static class StripeRoutes
{
    public static void AddStripe(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StripeHooks>();
        builder.Services.AddSingleton<StripeWorld>();
        builder.Services.AddSingleton<StripeDesk>();
    }

    public static void MapStripe(this WebApplication app)
    {
        var stripe = app.MapGroup("/stripe/v1").WithMetadata(new PlayedVendor("stripe"));
        var world = app.Services.GetRequiredService<StripeWorld>();
        var desk = app.Services.GetRequiredService<StripeDesk>();

        void On(string method, string path, Func<HttpContext, JsonObject, StripeAnswer> answer) =>
            stripe.MapMethods(
                path,
                [method],
                (Delegate)((HttpContext http) => desk.Handle(http, fields => answer(http, fields)))
            );

        On(
            "POST",
            "/customers",
            (_, fields) => StripeAnswer.Ok(world.Add("cus", "customer", Customer(fields)))
        );
        On(
            "GET",
            "/customers/{id}",
            (http, _) => Found(world.Find(Id(http)), "customer", Id(http))
        );
        On("POST", "/customers/{id}", (http, fields) => Update(world, Id(http), fields));
        On(
            "DELETE",
            "/customers/{id}",
            (http, _) =>
                Living(world, Id(http)) is null
                    ? StripeAnswer.Missing("customer", Id(http))
                    : StripeAnswer.Ok(world.Delete(Id(http)))
        );
        On("POST", "/checkout/sessions", (http, fields) => Session(world, http, fields));
        On(
            "GET",
            "/checkout/sessions/{id}",
            (http, _) =>
                world.Find(Id(http)) is { } session
                    ? StripeAnswer.Ok(StripeWorld.Shown(session))
                    : StripeAnswer.Missing("checkout.session", Id(http))
        );
        On("POST", "/billing_portal/sessions", (http, fields) => Portal(world, http, fields));
        On("GET", "/prices", (_, fields) => Prices(world, fields));
        On(
            "GET",
            "/subscriptions",
            (_, fields) =>
                Listed(
                    world.All("subscription", fields.Text("customer")),
                    fields,
                    "/v1/subscriptions"
                )
        );
        On(
            "GET",
            "/subscriptions/{id}",
            (http, _) => Found(world.Find(Id(http)), "subscription", Id(http))
        );
        On("POST", "/subscriptions/{id}", (http, fields) => SetEnd(world, Id(http), fields));
        On(
            "DELETE",
            "/subscriptions/{id}",
            (http, _) =>
                world.Find(Id(http)) is null
                    ? StripeAnswer.Missing("subscription", Id(http))
                    : StripeAnswer.Ok(world.Cancel(Id(http)))
        );
        On(
            "GET",
            "/entitlements/active_entitlements",
            (_, fields) =>
                Listed(
                    world.Entitlements(fields.Text("customer")),
                    fields,
                    "/v1/entitlements/active_entitlements"
                )
        );
        On("GET", "/events", (_, fields) => Events(world, fields));
        StripePages.Map(app);
    }

    private static string Id(HttpContext http) => (string)http.GetRouteValue("id")!;

    private static JsonObject? Living(StripeWorld world, string? id) =>
        world.Find(id) is { } customer
        && customer.Text("object") == "customer"
        && customer["deleted"] is null
            ? customer
            : null;

    private static JsonObject Customer(JsonObject fields) =>
        new()
        {
            ["email"] = fields.Text("email"),
            ["metadata"] = fields.Part("metadata").DeepClone(),
        };

    private static StripeAnswer Found(JsonObject? found, string what, string id) =>
        found is null ? StripeAnswer.Missing(what, id) : StripeAnswer.Ok(found);

    private static StripeAnswer Update(StripeWorld world, string id, JsonObject fields) =>
        Living(world, id) is null
            ? StripeAnswer.Missing("customer", id)
            : StripeAnswer.Ok(
                world.Change(
                    id,
                    customer =>
                    {
                        customer["email"] = fields.Text("email") ?? customer.Text("email");
                        foreach (var (name, value) in fields.Part("metadata"))
                        {
                            customer["metadata"]![name] = value?.DeepClone();
                        }
                    }
                )
            );

    private static StripeAnswer SetEnd(StripeWorld world, string id, JsonObject fields)
    {
        if (world.Find(id) is not { } subscription)
        {
            return StripeAnswer.Missing("subscription", id);
        }

        if (subscription.Text("status") == "canceled")
        {
            return StripeAnswer.Error(
                400,
                "invalid_request_error",
                "This subscription has ended. Its renewal cannot be changed any more."
            );
        }

        return StripeAnswer.Ok(
            world.SetCancelAtEnd(id, fields.Text("cancel_at_period_end") == "true")
        );
    }

    private static StripeAnswer Session(StripeWorld world, HttpContext http, JsonObject fields)
    {
        if (fields.Text("mode") != "subscription")
        {
            return StripeAnswer.Required("mode");
        }

        if (fields.Part("line_items").Count == 0)
        {
            return StripeAnswer.Required("line_items");
        }

        if (fields.Text("success_url") is not { } success)
        {
            return StripeAnswer.Required("success_url");
        }

        if (Living(world, fields.Text("customer")) is null)
        {
            return StripeAnswer.Missing("customer", fields.Text("customer"));
        }

        var lines = fields.Part("line_items").Select(line => line.Value!.AsObject()).ToList();
        if (lines.FirstOrDefault(line => world.Find(line.Text("price")) is null) is { } wrong)
        {
            return StripeAnswer.Missing("price", wrong.Text("price"));
        }

        var session = world.Add(
            "cs_test",
            "checkout.session",
            new JsonObject
            {
                ["mode"] = "subscription",
                ["customer"] = fields.Text("customer"),
                ["client_reference_id"] = fields.Text("client_reference_id"),
                ["success_url"] = success,
                ["cancel_url"] = fields.Text("cancel_url"),
                ["status"] = "open",
                ["payment_status"] = "unpaid",
                ["subscription"] = null,
                ["metadata"] = fields.Part("metadata").DeepClone(),
                ["expires_at"] = world.Now + 86_400,
                ["line_items"] = new JsonArray([.. lines.Select(line => line.DeepClone())]),
                ["subscription_metadata"] = fields
                    .Part("subscription_data")
                    .Part("metadata")
                    .DeepClone(),
            }
        );
        var url = $"{http.Request.Scheme}://{http.Request.Host}/checkout/{session["id"]}";
        return StripeAnswer.Ok(
            StripeWorld.Shown(world.Change((string)session["id"]!, open => open["url"] = url))
        );
    }

    private static StripeAnswer Portal(StripeWorld world, HttpContext http, JsonObject fields)
    {
        if (Living(world, fields.Text("customer")) is not { } customer)
        {
            return StripeAnswer.Missing("customer", fields.Text("customer"));
        }

        var session = world.Add(
            "bps",
            "billing_portal.session",
            new JsonObject
            {
                ["customer"] = customer["id"]!.DeepClone(),
                ["return_url"] = fields.Text("return_url"),
            }
        );
        var url = $"{http.Request.Scheme}://{http.Request.Host}/portal/{session["id"]}";
        return StripeAnswer.Ok(world.Change((string)session["id"]!, open => open["url"] = url));
    }

    private static StripeAnswer Prices(StripeWorld world, JsonObject fields)
    {
        var keys = fields.Part("lookup_keys").Select(key => key.Value!.ToString()).ToList();
        var expanded = fields.Part("expand").Any(path => path.Value!.ToString() == "data.product");
        var prices = world
            .All("price")
            .Where(price => keys.Count == 0 || keys.Contains(price.Text("lookup_key")!))
            .ToList();
        foreach (var price in prices.Where(_ => !expanded))
        {
            price["product"] = price["product"]!["id"]!.DeepClone();
        }

        return Listed(prices, fields, "/v1/prices");
    }

    private static StripeAnswer Events(StripeWorld world, JsonObject fields)
    {
        var types = fields.Part("types").Select(type => type.Value!.ToString()).ToList();
        var since = long.TryParse(fields.Part("created").Text("gt"), out var given) ? given : 0;
        var events = world
            .All("event")
            .Where(one =>
                (types.Count == 0 || types.Contains(one.Text("type")!))
                && (long)one["created"]! > since
            );
        return Listed([.. events], fields, "/v1/events");
    }

    private static StripeAnswer Listed(IReadOnlyList<JsonObject> all, JsonObject fields, string url)
    {
        var after = fields.Text("starting_after");
        var rest = after is null ? all : [.. all.SkipWhile(one => one.Text("id") != after).Skip(1)];
        var limit = int.TryParse(fields.Text("limit"), out var given)
            ? Math.Clamp(given, 1, 100)
            : 10;
        return StripeAnswer.Ok(StripeWorld.List([.. rest.Take(limit)], url, rest.Count > limit));
    }
}
