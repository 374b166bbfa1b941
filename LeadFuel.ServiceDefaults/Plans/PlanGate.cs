using LeadFuel.Accounts;
using LeadFuel.Outcomes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Plans;

/// <summary>Which product a service is. Only a service that says so asks for the plan.</summary>
public sealed record Product(string Name);

/// <summary>What makes less, takes back or only settles: nobody has to pay for it.</summary>
public sealed class WithoutPlan;

/// <summary>Marks routes that are open to everybody, whatever their plan.</summary>
public static class PlanRoutes
{
    public static TBuilder WithoutPlan<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new WithoutPlan());
}

/// <summary>Asks for the plan before every act of a product, and before reading when all is locked. A new route is behind it by being mapped.</summary>
internal sealed class PlanGate(RequestDelegate next, Product product)
{
    public async Task Invoke(HttpContext context, CurrentAccount account)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        var isRpc =
            context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal)
            ?? false;
        if (
            metadata is null
            || isRpc
            || !account.Entered
            || metadata.GetMetadata<WithoutPlan>() is not null
            || metadata.GetMetadata<PublicRouteAttribute>() is not null
        )
        {
            await next(context);
            return;
        }

        var plan = context.RequestServices.GetRequiredService<PlanCheck>();
        var reads =
            HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var refused = reads
            ? await plan.RefusesReading(product.Name, context.RequestAborted)
            : await plan.RefusesActs(product.Name, context.RequestAborted);
        await (refused is null ? next(context) : new RefusedResult(refused).ExecuteAsync(context));
    }
}
