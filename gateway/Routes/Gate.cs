using System.Threading.RateLimiting;
using LeadFuel.Gateway.Headers;
using LeadFuel.Gateway.Impersonation;
using LeadFuel.Gateway.Limits;
using LeadFuel.Gateway.Sessions;
using Microsoft.AspNetCore.Http.Features;

namespace LeadFuel.Gateway.Routes;

/// <summary>Decides about each request: its size, and if it goes on to a service, origin, who asks, how often. Only then it has a Caller.</summary>
internal sealed class Gate(
    RequestDelegate next,
    OriginCheck originCheck,
    PublicOrigin origin,
    SessionBook book,
    LiveStreams streams,
    Rates rates,
    Crowd crowd
)
{
    private static readonly Refused TooManyAtOnce = new(
        Refusal.ProviderDown,
        "busy",
        "LeadFuel is busy.",
        "Too much is asked of it right now. Nothing is lost. Try again in a moment."
    )
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private static readonly Refused NoUpgrade = Refuse.Invalid(
        "upgrade",
        "This address takes no other protocol."
    );

    public async Task Invoke(HttpContext context, Viewings viewings)
    {
        var policy =
            context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>()
            ?? throw new InvalidOperationException("A route without a policy.");
        if (BodySize.Check(context, policy) is { } tooLarge)
        {
            throw new RefusedException(tooLarge);
        }

        if (policy.Class == RouteClass.Own)
        {
            await next(context);
            return;
        }

        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is { IsUpgradableRequest: true } != (policy.Class == RouteClass.Socket))
        {
            throw new RefusedException(NoUpgrade);
        }

        if (
            policy.Class is RouteClass.Api or RouteClass.SignIn or RouteClass.Socket
            && originCheck.Check(context.Request, policy) is { } foreign
        )
        {
            throw new RefusedException(foreign);
        }

        var viewing = await Viewed(context, policy, viewings);
        var session =
            viewing is null && policy.Class is RouteClass.Api or RouteClass.Socket
                ? await SignedIn(context)
                : null;
        if (session?.Confined is { } confined && !policy.WhileHeld)
        {
            throw new RefusedException(confined);
        }

        try
        {
            Count(context, policy, viewing, session);
        }
        catch (RefusedException full)
            when (policy.Class == RouteClass.Socket && full.Refused.Kind == Refusal.TooMany)
        {
            await LiveStreams.Decline(context);
            return;
        }

        var place = await crowd.Enter(context.RequestAborted);
        if (!place.IsAcquired)
        {
            throw new RefusedException(TooManyAtOnce);
        }

        using var caller = Of(context, policy, viewing, session, place);
        context.Features.Set(caller);
        if (policy.Class == RouteClass.Socket)
        {
            context.Features.Set<IHttpUpgradeFeature>(new ClosableUpgrade(upgrade!));
        }

        await next(context);
    }

    private static async Task<ViewedAccount?> Viewed(
        HttpContext context,
        RoutePolicy policy,
        Viewings viewings
    )
    {
        if (context.Features.Get<ViewedAccount>() is not { } viewing)
        {
            return null;
        }

        var request = context.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!reads || policy.Class == RouteClass.Socket || policy.NotWhileViewing)
        {
            throw new RefusedException(Viewings.ReadOnly);
        }

        return await viewings.Record(viewing, request, context.RequestAborted)
            ? viewing
            : throw new RefusedException(Viewings.Ended);
    }

    private async Task<Session> SignedIn(HttpContext context)
    {
        if (BrowserToken.In(context.Request, origin.SessionCookie) is not { } token)
        {
            throw new RefusedException(Refuse.SignedOut());
        }

        var address = context.Connection.RemoteIpAddress;
        var cookie = TokenHash.Of(token);
        if (
            !book.Knows(cookie)
            && rates.Peek(rates.Anonymous, Network.OfSubscriber(address)) is { } wait
        )
        {
            Slow(context, rates.Anonymous, wait);
        }

        var session = await book.Find(cookie, Network.Coarse(address), Agent(context.Request));
        if (session is null)
        {
            // Guessing is counted; being signed in is not.
            Take(context, rates.Anonymous, Network.OfSubscriber(address));
            throw new RefusedException(Refuse.SignedOut());
        }

        return session;
    }

    private void Count(
        HttpContext context,
        RoutePolicy policy,
        ViewedAccount? viewing,
        Session? session
    )
    {
        var address = context.Connection.RemoteIpAddress;
        switch (policy.Class)
        {
            case RouteClass.Hook:
                if (
                    rates.Take(rates.Vendor, policy.PublicName!) is not null
                    || rates.Take(rates.Hook, context.Request.Path.Value!) is not null
                )
                {
                    // Vendors try again after a 503; some give up after a 429.
                    throw new RefusedException(TooManyAtOnce);
                }

                break;
            case RouteClass.Public:
                Take(context, rates.Public, Network.OfSubscriber(address));
                break;
            case RouteClass.SignIn:
                Take(context, rates.Anonymous, Network.OfSubscriber(address));
                break;
            default:
                var account = session?.Account ?? viewing!.Account;
                if (session is not null)
                {
                    Take(context, rates.Session, session.Id);
                }

                var reads =
                    HttpMethods.IsGet(context.Request.Method)
                    || HttpMethods.IsHead(context.Request.Method);
                // An operator's looking takes nothing from the customer's allowance.
                Take(
                    context,
                    reads ? rates.Read
                        : policy.Ai ? rates.Ai
                        : rates.Write,
                    viewing?.Id ?? account
                );
                var streaming = context.Request.Headers.Accept == "text/event-stream";
                if (
                    (streaming || policy.Class == RouteClass.Socket)
                    && !streams.HasRoom(account, !streaming)
                )
                {
                    throw new RefusedException(LiveStreams.Full);
                }

                break;
        }
    }

    private Caller Of(
        HttpContext context,
        RoutePolicy policy,
        ViewedAccount? viewing,
        Session? session,
        RateLimitLease place
    )
    {
        if (policy.Class is RouteClass.Api or RouteClass.Socket)
        {
            return new Caller(policy, session?.Claims ?? viewing!.Claims)
            {
                Session = session,
                Viewing = viewing,
                Place = place,
            };
        }

        var claims = new TokenClaims("anonymous") { Route = policy.PublicName };
        if (policy.Class == RouteClass.SignIn)
        {
            claims = claims with
            {
                Browser = SignInCookie.Renew(context, origin),
                Network = Network.Coarse(context.Connection.RemoteIpAddress),
                Peer = Network.OfSubscriber(context.Connection.RemoteIpAddress),
                OldSession = BrowserToken.In(context.Request, origin.SessionCookie) is { } old
                    ? System.Buffers.Text.Base64Url.EncodeToString(BrowserToken.Hash(old))
                    : null,
            };
        }

        return new Caller(policy, claims) { Viewing = viewing, Place = place };
    }

    private void Take(HttpContext context, Rate rate, string key)
    {
        if (rates.Take(rate, key) is { } wait)
        {
            Slow(context, rate, wait);
        }
    }

    private static void Slow(HttpContext context, Rate rate, TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers["RateLimit-Policy"] = rate.Policy;
        context.Response.Headers["RateLimit"] = $"\"{rate.Name}\";r=0;t={seconds}";
        throw new RefusedException(
            Refuse.TooMany(
                "You ask faster than your share. Wait a moment, then go on; nothing is lost.",
                wait
            )
        );
    }

    private static string Agent(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return agent.Length <= 300 ? agent : agent[..300];
    }
}
