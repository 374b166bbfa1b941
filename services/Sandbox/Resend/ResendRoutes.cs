using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Resend;

public static class ResendRoutes
{
    public static readonly ResendError ServerError = new(
        500,
        "internal_server_error",
        "An unexpected error occurred."
    );

    public static void AddResend(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ResendTeams>();
        builder.Services.AddSingleton<ResendHooks>();
        builder.Services.AddSingleton<MailWorld>();
        builder.Services.AddSingleton<SendingDesk>();
        builder
            .Services.AddHttpClient(
                ResendHooks.Client,
                client => client.Timeout = TimeSpan.FromSeconds(15)
            )
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    ActivityHeadersPropagator = null,
                }
            );
    }

    public static void MapResend(this WebApplication app)
    {
        var resend = app.MapGroup("/resend").WithMetadata(new PlayedVendor("resend"));
        resend.AddEndpointFilter(Guard);
        SendEmail.Map(resend);
        ReceivedRoutes.Map(resend);
        resend.MapGet("/emails/{id}", Retrieve);
        resend.MapDomains();
        resend.MapMethods("/emails", ["PUT", "PATCH", "DELETE"], WrongMethod);
        resend.MapMethods("/emails/batch", ["GET", "PUT", "PATCH", "DELETE"], WrongMethod);
        resend.MapMethods("/domains", ["PUT", "DELETE"], WrongMethod);
        ReceivedRoutes.MapFiles(app);
        TeamRoutes.Map(app);
        MailActions.Map(app);
    }

    public static ResendTeam Team(this HttpContext http) =>
        http.Features.Get<ResendTeam>()
        ?? throw new InvalidOperationException("This route has no team.");

    private static async ValueTask<object?> Guard(
        EndpointFilterInvocationContext call,
        EndpointFilterDelegate next
    )
    {
        var http = call.HttpContext;
        if (http.Request.Headers.UserAgent.Count == 0)
        {
            return Results.Text("error code: 1010", statusCode: StatusCodes.Status403Forbidden);
        }

        if (http.Request.ApiKey() is not { Length: > 0 } key)
        {
            return new ResendError(401, "missing_api_key", "Missing API Key").ToResult();
        }

        if (http.RequestServices.GetRequiredService<ResendTeams>().ByKey(key) is not { } team)
        {
            return new ResendError(403, "invalid_api_key", "API key is invalid").ToResult();
        }

        http.Features.Set(team);
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        var limited = team.Rate.Request(clock.GetUtcNow(), http.Response.Headers);
        return limited is not null
            ? limited.ToResult()
            : await Faulty(http, clock) ?? await next(call);
    }

    private static async Task<IResult?> Faulty(HttpContext http, TimeProvider clock)
    {
        var faults = http.RequestServices.GetRequiredService<FaultBoard>();
        if (http.TakeFault(faults, "resend", "latency") is { } slow)
        {
            await Task.Delay(slow.Delay(5_000), clock, http.RequestAborted);
        }

        var fault = http.TakeFault(
            faults,
            "resend",
            "rate_limit",
            "daily_quota",
            "monthly_quota",
            "server_error",
            "status",
            "reset_before",
            "restricted_key",
            "security_error"
        );
        switch (fault?.Kind)
        {
            case null:
                return null;
            case "rate_limit":
                return ResendRate.TooMany(http.Response.Headers, fault.RetryAfter ?? 1).ToResult();
            case "daily_quota":
                return ResendRate.DailyQuota.ToResult();
            case "monthly_quota":
                return ResendRate.MonthlyQuota.ToResult();
            case "restricted_key":
                return new ResendError(
                    401,
                    "restricted_api_key",
                    "This API key is restricted to only send emails."
                ).ToResult();
            case "security_error":
                return new ResendError(
                    451,
                    "security_error",
                    "We may have found a security issue with the request."
                ).ToResult();
            case "reset_before":
                http.Abort();
                return Results.Empty;
            case "status":
                if (fault.RetryAfter is { } seconds)
                {
                    http.Response.Headers.RetryAfter = seconds.ToString(
                        System.Globalization.CultureInfo.InvariantCulture
                    );
                }

                return new ResendError(
                    fault.Status ?? 503,
                    "application_error",
                    "The Sandbox was told to fail."
                ).ToResult();
            default:
                return ServerError.ToResult();
        }
    }

    private static IResult WrongMethod() =>
        new ResendError(
            405,
            "method_not_allowed",
            "Method is not allowed for the requested path"
        ).ToResult();

    private static IResult Retrieve(HttpContext http, string id)
    {
        if (!Guid.TryParse(id, out var wanted))
        {
            return new ResendError(
                422,
                "invalid_parameter",
                "The `id` must be a valid UUID."
            ).ToResult();
        }

        return http.Team().Sent.FirstOrDefault(mail => mail.Id == wanted) is { } mail
            ? ResendJson.Ok(
                new
                {
                    Object = "email",
                    mail.Id,
                    mail.MessageId,
                    mail.To,
                    mail.From,
                    CreatedAt = ResendJson.Instant(mail.CreatedAt),
                    mail.Subject,
                    mail.Html,
                    mail.Text,
                    mail.Bcc,
                    mail.Cc,
                    mail.ReplyTo,
                    mail.LastEvent,
                    mail.Tags,
                    ScheduledAt = (string?)null,
                }
            )
            : ResendError.NotFound("Email").ToResult();
    }
}
