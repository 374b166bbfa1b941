using LeadFuel.Sandbox.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadFuel.Sandbox.Stripe;

/// <summary>What the buyer sees: the page to pay on and the page to manage the subscription on.</summary>
public static class StripePages
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/checkout/{id}", Checkout);
        app.MapPost("/checkout/{id}/pay", Pay).DisableAntiforgery();
        app.MapPost("/checkout/{id}/cancel", Cancel).DisableAntiforgery();
        app.MapGet("/portal/{id}", Portal);
        app.MapPost("/portal/{id}/{subscription}/end", End).DisableAntiforgery();
        app.MapPost("/portal/{id}/{subscription}/keep", Keep).DisableAntiforgery();
        app.MapPost("/portal/{id}/{subscription}/miss", Miss).DisableAntiforgery();
        app.MapPost("/portal/{id}/{subscription}/settle", Settle).DisableAntiforgery();
    }

    private static IResult Checkout(string id, StripeWorld world, bool? declined) =>
        world.Find(id) is { } session
            ? new RazorComponentResult<CheckoutPage>(
                new
                {
                    Session = session,
                    Lines = session["line_items"]!
                        .AsArray()
                        .Select(line => world.Find((string)line!["price"]!)!)
                        .ToList(),
                    Declined = declined ?? false,
                }
            )
            : Results.NotFound("This session is not known.");

    private static IResult Pay(string id, StripeWorld world)
    {
        if (world.Find(id) is not { } session)
        {
            return Results.NotFound("This session is not known.");
        }

        if (session.Text("status") == "open")
        {
            world.Pay(session);
        }

        return Results.Redirect(
            session
                .Text("success_url")!
                .Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal)
        );
    }

    private static IResult Cancel(string id, StripeWorld world) =>
        Results.Redirect(world.Find(id)?.Text("cancel_url") ?? "/");

    private static IResult Portal(string id, StripeWorld world) =>
        world.Find(id) is { } session
            ? new RazorComponentResult<PortalPage>(
                new
                {
                    Session = session,
                    Subscriptions = world.All("subscription", session.Text("customer")),
                }
            )
            : Results.NotFound("This link has expired.");

    private static IResult End(string id, string subscription, StripeWorld world) =>
        Change(id, subscription, world, own => world.SetCancelAtEnd(own, true));

    private static IResult Keep(string id, string subscription, StripeWorld world) =>
        Change(id, subscription, world, own => world.SetCancelAtEnd(own, false));

    private static IResult Miss(string id, string subscription, StripeWorld world) =>
        Change(id, subscription, world, own => world.Miss(own));

    private static IResult Settle(string id, string subscription, StripeWorld world) =>
        Change(id, subscription, world, own => world.Settle(own));

    private static IResult Change(
        string id,
        string subscription,
        StripeWorld world,
        Action<string> change
    )
    {
        if (
            world.Find(id) is not { } session
            || world.Find(subscription)?.Text("customer") is not { } customer
            || customer != session.Text("customer")
        )
        {
            return Results.NotFound("This subscription is not known.");
        }

        change(subscription);
        return Results.Redirect($"/portal/{id}");
    }
}
