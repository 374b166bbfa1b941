using LeadFuel.Admin.Operators;
using LeadFuel.Admin.Pages;
using LeadFuel.Core.Rpc;

namespace LeadFuel.Admin.Accounts;

/// <summary>Stops an account or lets it go on. Its members read the reason, and its owners can take everything along meanwhile.</summary>
internal static class SuspendAccount
{
    private const int MinReason = 10;
    private const int MaxReason = 500;

    public static void Map(WebApplication app)
    {
        app.MapPost("/accounts/{email}/suspend", Suspend).For(OperatorRole.Lead, fresh: true);
        app.MapPost("/accounts/{email}/unsuspend", Lift).For(OperatorRole.Lead, fresh: true);
    }

    public static string Forms(string email, SignedIn who, DescribeAccountReply told) =>
        who.Role != OperatorRole.Lead || told.State == "purging" ? ""
        : told.Suspension is null
            ? $"""
                <h2>Suspend</h2>
                <p>Its members get to one page only, which shows them this reason and lets an owner download everything or request the deletion. Nothing is sent, posted, read or written meanwhile; what waits is kept.</p>
                {Form(email, "suspend", "Reason for its members", "Suspend the account")}
                """
        : $"""
            <h2>Lift the suspension</h2>
            <p>Everything goes on where it stood, but nothing goes out late by itself: campaigns that ran are paused, and posts on their way are drafts again, until a member starts them.</p>
            {Form(email, "unsuspend", "Why it is lifted", "Lift the suspension")}
            """;

    private static string Form(string email, string act, string why, string button) =>
        $"""<form method="post" action="{AccountsPage.Path(
            email
        )}/{act}"><label>{why}, {MinReason} to {MaxReason} characters <input name="reason" minlength="{MinReason}" maxlength="{MaxReason}" required></label><button>{button}</button></form>""";

    private static Task<IResult> Suspend(
        string email,
        HttpContext http,
        AccountAct account,
        CancellationToken ct
    ) =>
        Act(
            email,
            "suspension.asked",
            http,
            account,
            async (core, reason) =>
                await core.SuspendAsync(
                    new SuspendAccountRequest { Reason = reason },
                    cancellationToken: ct
                ),
            ct
        );

    private static Task<IResult> Lift(
        string email,
        HttpContext http,
        AccountAct account,
        CancellationToken ct
    ) =>
        Act(
            email,
            "suspension.lift-asked",
            http,
            account,
            async (core, reason) =>
                await core.LiftAsync(
                    new LiftSuspensionRequest { Reason = reason },
                    cancellationToken: ct
                ),
            ct
        );

    private static async Task<IResult> Act(
        string email,
        string action,
        HttpContext http,
        AccountAct account,
        Func<Suspensions.SuspensionsClient, string, Task> act,
        CancellationToken ct
    )
    {
        var reason = (await http.Request.ReadFormAsync(ct))["reason"].ToString().Trim();
        if (reason.Length is < MinReason or > MaxReason || reason.Any(char.IsControl))
        {
            return Page.Refused(
                400,
                "Something is not right yet.",
                $"Give a reason of {MinReason} to {MaxReason} characters in one line. The account's members read it."
            );
        }

        return await account.Do(
            email,
            action,
            reason,
            services => act(services.GetRequiredService<Suspensions.SuspensionsClient>(), reason),
            ct
        );
    }
}
