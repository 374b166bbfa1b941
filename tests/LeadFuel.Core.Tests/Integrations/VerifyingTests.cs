using System.Diagnostics;
using System.Text.Json;
using Receiver;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>The samples that customers are shown, run as they stand against what really arrives.</summary>
public sealed class VerifyingTests(CoreSuite suite)
{
    private static readonly string Samples = Path.Combine(
        Repository.Root,
        "gateway/web/src/integrations/verify"
    );

    private sealed record Case(
        string Secret,
        string Id,
        string Timestamp,
        string Signatures,
        string Body,
        long Now
    );

    [Fact]
    public async Task The_samples_take_our_events_and_nothing_that_was_changed_or_is_old()
    {
        var ada = await Told.Open(suite);
        var eve = await Told.Open(suite);
        await ada.Switch("icp.ready", details: true);
        var old = await ada.Secret();
        await ada.Member.Web.Post($"{Told.Api}/webhook/new-secret");
        await ada.Ready("Fintech & 👍🏽");
        var one = Assert.Single(await ada.All());
        var seconds = long.Parse(
            one.Headers["webhook-timestamp"],
            System.Globalization.CultureInfo.InvariantCulture
        );
        var right = new Case(
            await ada.Secret(),
            one.Headers["webhook-id"],
            one.Headers["webhook-timestamp"],
            one.Headers["webhook-signature"],
            one.Body,
            seconds + 300
        );
        Case[] cases =
        [
            right,
            // For a day after a new secret both sign.
            right with
            {
                Secret = old,
            },
            right with
            {
                Now = seconds - 300,
            },
            right with
            {
                Secret = await eve.Secret(),
            },
            right with
            {
                Body = one.Body.Replace("Fintech", "Fintecc", StringComparison.Ordinal),
            },
            right with
            {
                Id = right.Id[..^1] + (right.Id[^1] == '0' ? '1' : '0'),
            },
            right with
            {
                Signatures = "v1,AAAA v2,BBBB",
            },
            right with
            {
                Now = seconds + 301,
            },
            right with
            {
                Now = seconds - 301,
            },
            right with
            {
                Timestamp = "",
            },
        ];
        bool[] told = [true, true, true, .. Enumerable.Repeat(false, cases.Length - 3)];

        Assert.Equal(
            told,
            cases.Select(one =>
                LeadFuelWebhook.Holds(
                    one.Secret,
                    one.Id,
                    one.Timestamp,
                    one.Signatures,
                    System.Text.Encoding.UTF8.GetBytes(one.Body),
                    DateTimeOffset.FromUnixTimeSeconds(one.Now)
                )
            )
        );
        Assert.Equal(told, await Run("node", ["--input-type=module", "-e", JavaScript], cases));
        // Node is here wherever the web app is built; Python need not be.
        if (HasPython())
        {
            Assert.Equal(told, await Run("python3", ["-c", Python], cases));
        }
    }

    private static string JavaScript =>
        $$"""
            import { holds } from {{JsonSerializer.Serialize(
                new Uri(Path.Combine(Samples, "verify.mjs")).AbsoluteUri
            )}};
            import { readFileSync } from "node:fs";
            const headers = (one) => ({ "webhook-id": one.Id, "webhook-timestamp": one.Timestamp, "webhook-signature": one.Signatures });
            console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((one) => holds(one.Secret, headers(one), Buffer.from(one.Body), one.Now * 1000))));
            """;

    private static string Python =>
        $"""
            import json, sys
            sys.dont_write_bytecode = True
            sys.path.insert(0, {JsonSerializer.Serialize(Samples)})
            from verify import holds
            print(json.dumps([holds(one["Secret"], dict([("webhook-id", one["Id"]), ("webhook-timestamp", one["Timestamp"]), ("webhook-signature", one["Signatures"])]), one["Body"].encode(), one["Now"]) for one in json.load(sys.stdin)]))
            """;

    private static bool HasPython() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "python3")));

    private static async Task<bool[]> Run(string program, string[] arguments, Case[] cases)
    {
        var ct = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(cases).AsMemory(), ct);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return JsonSerializer.Deserialize<bool[]>(said)!;
    }
}
