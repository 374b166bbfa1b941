using System.Globalization;
using System.Text.Json;

namespace LeadFuel.Benchmarks;

/// <summary>One line of the table. A workload without a baseline has only ours and an aim for it.</summary>
public sealed record Row(
    string Workload,
    double Ours,
    double? Baseline,
    string Unit,
    double? Ratio,
    string Aim,
    bool? Met,
    string Spread
)
{
    /// <summary>A ratio round by round, each round's baseline measured beside it; `limit` null: shown, but no aim of its own.</summary>
    public static Row Of(
        string workload,
        string unit,
        IReadOnlyList<(double Ours, double Baseline)> rounds,
        double? limit = null,
        bool atLeast = false
    )
    {
        var ratios = rounds.Select(round => round.Ours / round.Baseline).Order().ToList();
        var ratio = Median(ratios);
        return new(
            workload,
            Median(rounds.Select(round => round.Ours)),
            Median(rounds.Select(round => round.Baseline)),
            unit,
            ratio,
            limit is null ? "" : Text($"{(atLeast ? "≥" : "≤")} {limit:0.00}×"),
            limit is null ? null
                : atLeast ? ratio >= limit
                : ratio <= limit,
            Text($"{ratios[0]:0.00}–{ratios[^1]:0.00}×")
        );
    }

    /// <summary>A figure with an aim of its own.</summary>
    public static Row Of(
        string workload,
        string unit,
        IEnumerable<double> rounds,
        double limit,
        bool atLeast = false
    )
    {
        var sorted = rounds.Order().ToList();
        var ours = Median(sorted);
        return new(
            workload,
            ours,
            null,
            unit,
            null,
            Text($"{(atLeast ? "≥" : "≤")} {limit:#,0.##}"),
            atLeast ? ours >= limit : ours <= limit,
            Text($"{sorted[0]:#,0.##}–{sorted[^1]:#,0.##}")
        );
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2]
            : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The table on the screen, and as JSON for whoever compares runs.</summary>
public static class Report
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
    };

    /// <summary>What is measured takes minutes; each round is shown as it ends.</summary>
    public static Task Round(FormattableString line) =>
        Console.Error.WriteLineAsync($"  {FormattableString.Invariant(line)}");

    public static void Print(IReadOnlyList<Row> rows)
    {
        string[] head = ["workload", "ours", "baseline", "ratio", "aim", "", "spread"];
        var lines = rows.Select(Cells).Prepend(head).ToList();
        var widths = head.Select((_, i) => lines.Max(line => line[i].Length)).ToList();
        foreach (var line in lines)
        {
            Console.WriteLine(
                string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()
            );
        }
    }

    public static async Task Write(IReadOnlyList<Row> rows, CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults"));
        var file = Path.Combine(folder.FullName, "benchmarks.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, Indented), ct);
        Console.WriteLine($"\n{Path.GetRelativePath(Repository.Root, file)}");
    }

    private static string[] Cells(Row row) =>
        [
            row.Workload,
            $"{Figure(row.Ours)} {row.Unit}",
            row.Baseline is { } baseline ? $"{Figure(baseline)} {row.Unit}" : "",
            row.Ratio is { } ratio
                ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}×")
                : "",
            row.Aim,
            row.Met switch
            {
                true => "met",
                false => "missed",
                null => "",
            },
            row.Spread,
        ];

    private static string Figure(double value) =>
        value.ToString(Math.Abs(value) < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture);
}
