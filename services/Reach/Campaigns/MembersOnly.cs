namespace LeadFuel.Reach.Campaigns;

/// <summary>What puts mail on its way stands for a member's own word: no operator gives it in their stead, elevated or not.</summary>
public static class MembersOnly
{
    public static Refused Refusal =>
        Refuse.Forbidden(
            "members-only",
            "Only a member of the account may approve, launch, send or change what is being sent. Ask them to do it."
        );

    public static RouteHandlerBuilder ByMembersOnly(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter(
            async (call, next) =>
                call.HttpContext.RequestServices.GetRequiredService<CurrentAccount>().Viewing
                    is null
                    ? await next(call)
                    : new RefusedResult(Refusal)
        );
}
