using System.Globalization;

namespace LeadFuel.Scope.Outcomes;

/// <summary>Amounts as whole numbers of a currency's smallest unit, so that sums are exact.</summary>
internal static class Money
{
    private const decimal Most = 1_000_000_000_000m;

    private static readonly string[] WithoutParts =
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ];

    private static readonly string[] OfThousands =
    [
        "BHD",
        "IQD",
        "JOD",
        "KWD",
        "LYD",
        "OMR",
        "TND",
    ];

    public static long? Minor(string? amount, string? currency) =>
        decimal.TryParse(amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var told)
        && Math.Abs(told) < Most
            ? (long)Math.Round(told * Parts(currency))
            : null;

    public static decimal? Whole(long? minor, string? currency) => minor / Parts(currency);

    // Without a currency hundredths are what most amounts are told in.
    private static decimal Parts(string? currency) =>
        currency?.ToUpperInvariant() switch
        {
            { } code when WithoutParts.Contains(code) => 1,
            { } code when OfThousands.Contains(code) => 1_000,
            _ => 100,
        };
}
