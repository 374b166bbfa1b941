namespace LeadFuel.Signal;

/// <summary>What speaks in somebody's name, or hands out the right to, stands for a member's own word: no operator gives it in their stead, elevated or not.</summary>
public static class MembersOnly
{
    public static RouteHandlerBuilder ByMembersOnly(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter(
            async (call, next) =>
                call.HttpContext.RequestServices.GetRequiredService<CurrentAccount>().Viewing
                    is null
                    ? await next(call)
                    : new RefusedResult(
                        Refuse.Forbidden(
                            "members-only",
                            "Only a member of the account may connect LinkedIn or publish. Ask them to do it."
                        )
                    )
        );
}
