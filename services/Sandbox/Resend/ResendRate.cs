using System.Globalization;

namespace LeadFuel.Sandbox.Resend;

/// <summary>What a team may do: requests a second, mails a day and a month; 0 means no quota.</summary>
public sealed class ResendRate(ResendOptions options)
{
    private readonly Lock gate = new();
    private DateTimeOffset windowStart;
    private int inWindow;
    private DateOnly day;
    private int today;
    private int thisMonth;

    public ResendError? Request(DateTimeOffset now, IHeaderDictionary headers)
    {
        lock (gate)
        {
            if (now - windowStart >= TimeSpan.FromSeconds(1) || now < windowStart)
            {
                windowStart = now;
                inWindow = 0;
            }

            var allowed = inWindow < options.RequestsPerSecond;
            inWindow += allowed ? 1 : 0;
            headers["ratelimit-limit"] = Text(options.RequestsPerSecond);
            headers["ratelimit-remaining"] = Text(options.RequestsPerSecond - inWindow);
            headers["ratelimit-reset"] = "1";
            if (allowed)
            {
                return null;
            }
        }

        return TooMany(headers, 1);
    }

    public ResendError? Mails(int count, DateTimeOffset now, IHeaderDictionary headers)
    {
        lock (gate)
        {
            var date = DateOnly.FromDateTime(now.UtcDateTime);
            if (date != day)
            {
                thisMonth = (date.Year, date.Month) == (day.Year, day.Month) ? thisMonth : 0;
                (day, today) = (date, 0);
            }

            if (options.MonthlyQuota > 0 && thisMonth + count > options.MonthlyQuota)
            {
                return MonthlyQuota;
            }

            if (options.DailyQuota > 0 && today + count > options.DailyQuota)
            {
                return DailyQuota;
            }

            today += count;
            thisMonth += count;
            headers["x-resend-daily-quota"] = Text(today);
            headers["x-resend-monthly-quota"] = Text(thisMonth);
            return null;
        }
    }

    public static ResendError DailyQuota { get; } =
        new(429, "daily_quota_exceeded", "You have reached your daily email sending quota.");

    public static ResendError MonthlyQuota { get; } =
        new(429, "monthly_quota_exceeded", "You have reached your monthly email sending quota.");

    public static ResendError TooMany(IHeaderDictionary headers, int seconds)
    {
        headers["retry-after"] = Text(seconds);
        return new ResendError(
            429,
            "rate_limit_exceeded",
            "Too many requests. Please limit the number of requests per second. Or contact support to increase rate limit."
        );
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
