using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadFuel.Outcomes;
using Microsoft.AspNetCore.Http;

namespace LeadFuel.Accounts;

/// <summary>No card number is stored that somebody enters (T45): a request that brings one, in whichever field, is refused before anything is done with it.</summary>
public sealed partial class CardNumbers(RequestDelegate next)
{
    // As much as the gateway lets through.
    private const int Largest = 1536 * 1024;

    private static readonly Refused Brought = Refuse.Unprocessable(
        "card-number",
        "This looks like the number of a payment card. LeadFuel never takes one: pay on Stripe's own page, and take the number out here."
    );

    public async Task Invoke(HttpContext context)
    {
        var request = context.Request;
        // A vendor's notice is what others wrote; of those we keep no body.
        if (
            request.HasJsonContentType()
            && request.ContentLength is not > Largest
            && context.GetEndpoint()?.Metadata.GetMetadata<PublicRouteAttribute>() is null
        )
        {
            // In memory: a body is never a file.
            request.EnableBuffering(bufferThreshold: Largest);
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            request.Body.Position = 0;
            if (Bring(body.GetBuffer().AsSpan(0, (int)body.Length)))
            {
                await new RefusedResult(Brought).ExecuteAsync(context);
                return;
            }
        }

        await next(context);
    }

    /// <summary>The line on which the first one stands. By length, first digits and check digit of the card schemes, with spaces or dashes between; an invented number seldom passes.</summary>
    public static int? LineOf(string text)
    {
        foreach (Match match in Run().Matches(text))
        {
            var digits = string.Concat(match.Value.Where(char.IsAsciiDigit));
            if (Scheme().IsMatch(digits) && Checks(digits))
            {
                return text.AsSpan(0, match.Index).Count('\n') + 1;
            }
        }

        return null;
    }

    // Each value as it is read later: in the raw text the n of a line's end stands before the digits of the next.
    private static bool Bring(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        try
        {
            while (json.Read())
            {
                var value = json.TokenType switch
                {
                    JsonTokenType.String or JsonTokenType.PropertyName => json.GetString()!,
                    JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan),
                    _ => "",
                };
                if (LineOf(value) is not null)
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, which whoever reads it says; what is in it is looked at all the same.
            return LineOf(Encoding.UTF8.GetString(body)) is not null;
        }
    }

    private static bool Checks(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum +=
                i % 2 == 0 ? digit
                : digit * 2 > 9 ? (digit * 2) - 9
                : digit * 2;
        }

        return sum % 10 == 0;
    }

    [GeneratedRegex(@"(?<![\w-])\d(?:[ -]?\d){11,22}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Run();

    [GeneratedRegex(
        "^(?:4\\d{15}|4\\d{18}|5[1-5]\\d{14}|2(?:22[1-9]|2[3-9]\\d|[3-6]\\d\\d|7[01]\\d|720)\\d{12}|3[47]\\d{13}|6(?:011|5\\d\\d)\\d{12})$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Scheme();
}
