using System.Globalization;
using System.Net;
using Microsoft.Graph.Models.ODataErrors;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>What Graph answered instead: a status and an error's name, never its text.</summary>
public sealed class GraphRefusedException(HttpStatusCode status, string code, TimeSpan? retryAfter)
    : Exception($"Microsoft answered {(int)status} {code}".TrimEnd())
{
    public HttpStatusCode Status => status;
    public string Code => code;
    public TimeSpan? RetryAfter => retryAfter;

    public bool Expired => status == HttpStatusCode.Unauthorized;

    /// <summary>The link is too old: the folder is read again from its beginning.</summary>
    public bool Resync =>
        status == HttpStatusCode.Gone
        || code.Equals("SyncStateNotFound", StringComparison.OrdinalIgnoreCase)
        || code.Equals("resyncRequired", StringComparison.OrdinalIgnoreCase);

    public bool Throttled =>
        status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;

    public bool NotThere => status == HttpStatusCode.NotFound && !NoMailbox;

    public bool NoMailbox => code == "MailboxNotEnabledForRESTAPI";

    internal static GraphRefusedException Of(ODataError error, DateTimeOffset now) =>
        new(
            (HttpStatusCode)error.ResponseStatusCode,
            Plain(error.Error?.Code),
            error.ResponseHeaders.TryGetValue("Retry-After", out var wait)
                ? Wait(wait.FirstOrDefault(), now)
                : null
        );

    /// <summary>Retry-After in seconds, with a fraction, or as a date.</summary>
    public static TimeSpan? Wait(string? text, DateTimeOffset now) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3600))
        : DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? TimeSpan.FromSeconds(Math.Clamp((at - now).TotalSeconds, 0, 3600))
        : null;

    private static string Plain(string? code) =>
        new([.. (code ?? "").Where(char.IsAsciiLetterOrDigit).Take(60)]);
}
