namespace LeadFuel.Gateway.Routes;

/// <summary>Whatever is thrown becomes words: a problem for programs, a page for people.</summary>
internal sealed partial class Errors(RequestDelegate next, ILogger<Errors> logger)
{
    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var refused = Problems.Of(exception);
            if (refused.Kind == Refusal.Broken)
            {
                LogBroken(
                    exception,
                    context.Request.Method,
                    context.GetEndpoint()?.DisplayName ?? "no route"
                );
            }

            await Answers.Refuse(context, refused);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} broke")]
    private partial void LogBroken(Exception exception, string method, string route);
}
