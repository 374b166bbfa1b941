namespace LeadFuel.Core.EgressCalls;

public static class EgressCallRoutes
{
    public static void MapEgressCalls(this IEndpointRouteBuilder app)
    {
        var calls = app.MapRoom("/egress-calls");
        ListEgressCalls.Map(calls);
        SumToday.Map(calls);
    }
}
