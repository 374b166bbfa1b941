using Grpc.Core;
using LeadFuel.Plans.Rpc;
using LeadFuel.Scope.Providers.OpenAi;

namespace LeadFuel.Scope.VoiceIntakes;

/// <summary>Looks every few seconds whether the conversation may still go on.</summary>
internal sealed partial class VoiceRelay
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Warning = TimeSpan.FromMinutes(1);

    /// <summary>How long the answers are waited for when the time is up.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(10);

    private async Task<VoiceEnd> Watch(string account, CancellationToken ct)
    {
        var warned = false;
        while (true)
        {
            await Task.Delay(Beat, clock, ct);
            if (switches.Ends(Realtime.Name, account) is { } says)
            {
                return VoiceEnd.SwitchedOff(says);
            }

            if (Seconds >= VoiceIntake.Longest.TotalSeconds)
            {
                (over, paused) = (true, true);
                await talk.Finish(ct);
                await Task.Delay(LastAnswers, clock, ct);
                return VoiceEnd.Long;
            }

            if (!warned && Seconds >= (VoiceIntake.Longest - Warning).TotalSeconds)
            {
                warned = true;
                await Tell(new { type = "almost_over" }, CancellationToken.None);
            }

            if (talk.Silent)
            {
                return VoiceEnd.Silent;
            }

            await talk.Probe(ct);
            if (!talk.Waits && clock.GetUtcNow() - lastHeard >= Silence)
            {
                return VoiceEnd.Idle;
            }

            if (!await notes.Keep(Seconds, ct))
            {
                return VoiceEnd.Elsewhere;
            }

            if (await NotEntitled(ct) is { } why)
            {
                return VoiceEnd.NotEntitled(why);
            }

            await Tell(new { type = "time", seconds = Seconds }, CancellationToken.None);
        }
    }

    private async Task<string?> NotEntitled(CancellationToken ct)
    {
        try
        {
            string? why = null;
            await notes.Between(
                async () =>
                {
                    var plan = await entitlements.CheckAsync(
                        new CheckEntitlementRequest { Product = "scope" },
                        cancellationToken: ct
                    );
                    why = plan.Granted ? null : plan.Why;
                },
                ct
            );
            return why;
        }
        catch (RpcException)
        {
            // Core does not answer: what was allowed at the start stays so until it says otherwise.
            return null;
        }
    }
}
