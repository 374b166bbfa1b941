using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using LeadFuel.Testing;

namespace LeadFuel.Reach.Tests.Promises;

/// <summary>Everything that any trace of this process says while it is held.</summary>
internal sealed class Traces : IDisposable
{
    private readonly ConcurrentQueue<string> said = new();
    private readonly ActivityListener listener;

    public Traces()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                said.Enqueue(
                    JsonSerializer.Serialize(
                        new
                        {
                            activity.DisplayName,
                            activity.StatusDescription,
                            Tags = activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                            Events = activity.Events.SelectMany(one =>
                                one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")
                            ),
                            Baggage = activity.Baggage.Select(one => $"{one.Key}={one.Value}"),
                        }
                    )
                ),
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyCollection<string> Said => said;

    /// <summary>Fails when a line of any log or trace holds one of these.</summary>
    public void AreSilentOn(Suite suite, params string[] secrets)
    {
        Assert.NotEmpty(Said);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(
                suite.Logs.Lines,
                line => line.Text.Contains(secret, StringComparison.OrdinalIgnoreCase)
            );
            Assert.DoesNotContain(
                Said,
                said => said.Contains(secret, StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    public void Dispose() => listener.Dispose();
}
