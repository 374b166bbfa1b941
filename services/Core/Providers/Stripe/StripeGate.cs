using System.Net;
using global::Stripe;
using Microsoft.Extensions.Options;
using Checkout = global::Stripe.Checkout;
using Entitled = global::Stripe.Entitlements;
using Portal = global::Stripe.BillingPortal;

namespace LeadFuel.Core.Providers.Stripe;

/// <summary>A price as the plan page shows it.</summary>
public sealed record StripePrice(string Id, string Plan, string Name, long Amount, string Currency);

/// <summary>A checkout: `Status` is open, complete or expired.</summary>
public sealed record StripeCheckout(string Id, string? Url, string Status);

/// <summary>A subscription as Stripe has it now.</summary>
public sealed record StripeState(
    string Id,
    string Status,
    string Plan,
    DateTimeOffset EndsAt,
    bool CancelsAtEnd
);

/// <summary>Stripe through its SDK. What is sent: the account's address once, prices, and ids that mean nothing elsewhere.</summary>
public sealed class StripeGate(HttpClient http, IOptionsMonitor<ProviderOptions> options)
{
    public const string Prices = "core.plan-prices";
    public const string Customer = "core.billing-customer";
    public const string Pay = "core.checkout";
    public const string Manage = "core.billing-portal";
    public const string Read = "core.billing-state";
    public const string End = "core.billing-renewal";
    public const string Leave = "core.billing-end";
    public const string Address = "account address";
    public const string Product = "product and price";
    public const string Ids = "ids of the subscription";

    public static readonly Provider Provider = new("Stripe", new("https://api.stripe.com/"))
    {
        Purposes =
        [
            new(Prices, "Reads the prices of the plans, for nobody's account.", Product),
            new(Customer, "Makes you a customer when you first choose a plan.", Address, Ids),
            new(Pay, "Opens Stripe's page on which you pay.", Product, Ids),
            new(Manage, "Opens Stripe's page on which you change or end it.", Ids),
            new(Read, "Reads what you have subscribed to.", Ids),
            new(
                End,
                "Ends your subscriptions with their period when you ask for the deletion of your account, and lets them go on when you undo it.",
                Ids
            ),
            new(Leave, "Deletes you as a customer when your account is deleted.", Ids),
        ],
        Keeps =
            "Stripe keeps your address, what you bought and its invoices for as long as the law asks of it. Card details are typed on its own page and are known to it alone.",
        // The SDK repeats nothing, and the pipeline repeats what carries a key.
        Retries = 2,
    };

    private readonly StripeClient stripe = new(
        new StripeClientOptions
        {
            ApiKey = options.Get(Provider.Name).Key,
            ApiBase = Base(http),
            FilesBase = Base(http),
            ConnectBase = Base(http),
            MeterEventsBase = Base(http),
            HttpClient = new SystemNetHttpClient(
                http,
                maxNetworkRetries: 0,
                enableTelemetry: false
            ),
        }
    );

    public Task<IReadOnlyList<StripePrice>> ListPrices(string[] plans, CancellationToken ct) =>
        Ask<IReadOnlyList<StripePrice>>(async () =>
        {
            var prices = await stripe.V1.Prices.ListAsync(
                new PriceListOptions
                {
                    Active = true,
                    LookupKeys = [.. plans],
                    Limit = 100,
                    Expand = ["data.product"],
                },
                cancellationToken: ct
            );
            return
            [
                .. prices.Data.Select(price => new StripePrice(
                    price.Id,
                    price.LookupKey,
                    price.Product?.Name ?? price.LookupKey,
                    price.UnitAmount ?? 0,
                    price.Currency
                )),
            ];
        });

    /// <summary>The same account again gives the same customer, unless that one was deleted.</summary>
    public Task<string> MakeCustomer(
        string email,
        string account,
        string? deleted,
        CancellationToken ct
    ) =>
        Ask(async () =>
        {
            var customer = await stripe.V1.Customers.CreateAsync(
                new CustomerCreateOptions
                {
                    Email = email,
                    Metadata = new() { ["account"] = account },
                },
                Key(deleted is null ? $"customer:{account}" : $"customer:{account}:{deleted}"),
                ct
            );
            return customer.Id;
        });

    /// <summary>Ends every subscription at once. A customer who is gone already is gone.</summary>
    public async Task DeleteCustomer(string customer, CancellationToken ct)
    {
        try
        {
            await Ask(async () =>
                await stripe.V1.Customers.DeleteAsync(customer, cancellationToken: ct)
            );
        }
        catch (ProviderRefusedException gone)
            when (gone.Status == System.Net.HttpStatusCode.NotFound)
        {
            // Deleted at an earlier attempt.
        }
    }

    public Task<StripeCheckout> OpenCheckout(
        string customer,
        string price,
        string account,
        Guid intent,
        string back,
        CancellationToken ct
    ) =>
        Ask(async () =>
            Of(
                await stripe.V1.Checkout.Sessions.CreateAsync(
                    new Checkout.SessionCreateOptions
                    {
                        Mode = "subscription",
                        Customer = customer,
                        ClientReferenceId = account,
                        LineItems = [new() { Price = price, Quantity = 1 }],
                        SubscriptionData = new() { Metadata = new() { ["account"] = account } },
                        SuccessUrl = $"{back}?paid={{CHECKOUT_SESSION_ID}}",
                        CancelUrl = back,
                    },
                    Key($"checkout:{account}:{intent}"),
                    ct
                )
            )
        );

    public Task<StripeCheckout> FindCheckout(string id, CancellationToken ct) =>
        Ask(async () => Of(await stripe.V1.Checkout.Sessions.GetAsync(id, cancellationToken: ct)));

    /// <summary>Lives for minutes: one for each click, never kept.</summary>
    public Task<string> OpenPortal(string customer, string back, CancellationToken ct) =>
        Ask(async () =>
        {
            var portal = await stripe.V1.BillingPortal.Sessions.CreateAsync(
                new Portal.SessionCreateOptions { Customer = customer, ReturnUrl = back },
                cancellationToken: ct
            );
            return portal.Url;
        });

    public Task<IReadOnlyList<StripeState>> Subscriptions(string customer, CancellationToken ct) =>
        Ask<IReadOnlyList<StripeState>>(async () =>
        {
            var found = await stripe.V1.Subscriptions.ListAsync(
                new SubscriptionListOptions
                {
                    Customer = customer,
                    Status = "all",
                    Limit = 100,
                },
                cancellationToken: ct
            );
            return
            [
                .. found.Data.Select(subscription =>
                {
                    var item = subscription.Items.Data[0];
                    return new StripeState(
                        subscription.Id,
                        subscription.Status,
                        item.Price.LookupKey ?? item.Price.Id,
                        new DateTimeOffset(item.CurrentPeriodEnd.ToUniversalTime()),
                        subscription.CancelAtPeriodEnd
                    );
                }),
            ];
        });

    /// <summary>Whether it ends with its period. One that is gone already has ended.</summary>
    public async Task SetEnd(string subscription, bool ends, CancellationToken ct)
    {
        try
        {
            // No key of ours: a state may be set twice, and a key would be answered with what once was.
            await Ask(async () =>
                await stripe.V1.Subscriptions.UpdateAsync(
                    subscription,
                    new SubscriptionUpdateOptions { CancelAtPeriodEnd = ends },
                    cancellationToken: ct
                )
            );
        }
        catch (ProviderRefusedException gone) when (gone.Status == HttpStatusCode.NotFound)
        {
            // Ended meanwhile.
        }
    }

    public Task<bool> IsDeleted(string customer, CancellationToken ct) =>
        Ask(async () =>
            (await stripe.V1.Customers.GetAsync(customer, cancellationToken: ct)).Deleted == true
        );

    /// <summary>The products that are paid for: the whole list, however many pages it has.</summary>
    public Task<IReadOnlyList<string>> Features(string customer, CancellationToken ct) =>
        Ask<IReadOnlyList<string>>(async () =>
        {
            var features = new List<string>();
            await foreach (
                var feature in stripe.V1.Entitlements.ActiveEntitlements.ListAutoPagingAsync(
                    new Entitled.ActiveEntitlementListOptions { Customer = customer, Limit = 100 },
                    cancellationToken: ct
                )
            )
            {
                features.Add(feature.LookupKey);
            }

            return features;
        });

    /// <summary>Over the raw bytes as they came. Anything that is wrong with it, and it does not hold.</summary>
    public static bool Holds(string body, string header, string secret, DateTimeOffset now)
    {
        try
        {
            EventUtility.ValidateSignature(
                body,
                header,
                secret,
                tolerance: 300,
                utcNow: now.ToUnixTimeSeconds()
            );
            return secret.Length > 0;
        }
        catch (Exception wrong)
            when (wrong
                    is StripeException
                        or FormatException
                        or ArgumentException
                        or NullReferenceException
                        or KeyNotFoundException
                        or OverflowException
                        or InvalidOperationException
            )
        {
            return false;
        }
    }

    private static StripeCheckout Of(Checkout.Session session) =>
        new(session.Id, session.Url, session.Status);

    private static RequestOptions Key(string key) => new() { IdempotencyKey = key };

    private static string Base(HttpClient http) => http.BaseAddress!.AbsoluteUri.TrimEnd('/');

    // Its message may repeat what was sent; the code does not.
    private static async Task<T> Ask<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (StripeException refused)
        {
            throw new ProviderRefusedException(
                Provider.Name,
                refused.StripeError is null ? 0 : refused.HttpStatusCode,
                refused.StripeError?.Code ?? refused.StripeError?.Type ?? ""
            );
        }
        // The SDK passes on what the connection and the pipeline throw.
        catch (Exception away) when (ProviderAway.Is(away))
        {
            throw new ProviderRefusedException(Provider.Name, 0);
        }
    }
}
