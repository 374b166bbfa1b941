using LeadFuel.Benchmarks;

if (args is ["bare", .. var served])
{
    return await BareService.Run(served);
}

var workloads = new Dictionary<string, Func<CancellationToken, Task<IReadOnlyList<Row>>>>
{
    ["P2"] = DealIntake.Measure,
    ["P5"] = Sending.Measure,
    ["P6"] = MailboxIngest.Measure,
    ["P10"] = IsolationPrice.Measure,
    ["P12"] = SuiteStart.Measure,
    ["P13"] = FirstPage.Measure,
    ["P15"] = SuiteAtRest.Measure,
    ["P17"] = RequestPrice.Measure,
};
string[] names = args is ["all"] ? [.. workloads.Keys] : args;
if (names.Length == 0 || names.Any(name => !workloads.ContainsKey(name)))
{
    await Console.Error.WriteLineAsync(
        $"Say what to measure: all, or some of {string.Join(", ", workloads.Keys)}."
    );
    return 1;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var rows = new List<Row>();
foreach (var name in names)
{
    await Console.Error.WriteLineAsync($"{name} …");
    rows.AddRange(await workloads[name](stop.Token));
}

Report.Print(rows);
await Report.Write(rows, stop.Token);
return 0;
