using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceStates
{
    public static readonly string NotStarted = nameof(NotStarted);
    public static readonly string Waiting = nameof(Waiting);
    public static readonly string Starting = nameof(Starting);
    public static readonly string Running = nameof(Running);
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);
    public static readonly string Stopping = nameof(Stopping);
    public static readonly string ValueMissing = nameof(ValueMissing);
    public static readonly string Finished = nameof(Finished);
    public static readonly string FailedToStart = nameof(FailedToStart);
    public static readonly string Exited = nameof(Exited);

    public static readonly IReadOnlyList<string?> TerminalStates =
    [
        Finished,
        FailedToStart,
        Exited,
    ];
}

public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    public static implicit operator ResourceStateSnapshot?(string? s) =>
        s is null ? null : new(s, null);
}

public sealed record UrlSnapshot(string Name, string Url, bool IsInternal);

public sealed record CustomResourceSnapshot
{
    public required string ResourceType { get; init; }

    public ResourceStateSnapshot? State { get; init; }

    public int? ExitCode { get; init; }

    public HealthStatus? HealthStatus { get; init; }

    public DateTime? StartTimeStamp { get; init; }

    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Why the resource is in its state, in words.</summary>
    internal string? Reason { get; init; }

    internal bool IsReady { get; init; }
}

public sealed class ResourceEvent(
    IResource resource,
    string resourceId,
    CustomResourceSnapshot snapshot
)
{
    public IResource Resource { get; } = resource;

    public string ResourceId { get; } = resourceId;

    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>What each resource is doing now; those who wait are told of each change.</summary>
public sealed class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _now = new(
        StringComparer.OrdinalIgnoreCase
    );
    private TaskCompletionSource _change = NewChange();

    internal event Action<ResourceEvent, CustomResourceSnapshot?>? Changed;

    internal bool FailFast { get; set; }

    /// <summary>Take it before looking at the states, so that no change is missed between.</summary>
    internal Task NextChange => Volatile.Read(ref _change).Task;

    public bool TryGetCurrentState(
        string resourceId,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent
    ) => _now.TryGetValue(resourceId, out resourceEvent);

    internal CustomResourceSnapshot? this[IResource resource] =>
        _now.TryGetValue(resource.Name, out var found) ? found.Snapshot : null;

    public Task PublishUpdateAsync(
        IResource resource,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory
    )
    {
        CustomResourceSnapshot? before = null;
        var now = _now.AddOrUpdate(
            resource.Name,
            _ => New(resource, stateFactory(new() { ResourceType = resource.GetType().Name })),
            (_, old) =>
            {
                before = old.Snapshot;
                return New(resource, stateFactory(old.Snapshot));
            }
        );
        if (now.Snapshot == before)
        {
            return Task.CompletedTask; // Nobody is woken for nothing: those who wait publish too.
        }

        Changed?.Invoke(now, before);
        Interlocked.Exchange(ref _change, NewChange()).TrySetResult();
        return Task.CompletedTask;
    }

    public Task<ResourceEvent> WaitForResourceAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        CancellationToken cancellationToken = default
    ) => Wait(resourceName, predicate, failFast: false, cancellationToken);

    public Task WaitForResourceAsync(
        string resourceName,
        string? targetState = null,
        CancellationToken cancellationToken = default
    ) =>
        Wait(
            resourceName,
            now => now.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running),
            failFast: false,
            cancellationToken
        );

    public Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName,
        CancellationToken cancellationToken = default
    ) => Wait(resourceName, now => now.Snapshot.IsReady, FailFast, cancellationToken);

    private async Task<ResourceEvent> Wait(
        string name,
        Func<ResourceEvent, bool> predicate,
        bool failFast,
        CancellationToken ct
    )
    {
        while (true)
        {
            var change = NextChange;
            if (_now.TryGetValue(name, out var now))
            {
                if (predicate(now))
                {
                    return now;
                }

                if (
                    failFast
                    && KnownResourceStates.TerminalStates.Contains(now.Snapshot.State?.Text)
                )
                {
                    throw new DistributedApplicationException(
                        $"{name} is {now.Snapshot.State?.Text}: {now.Snapshot.Reason}"
                    );
                }
            }

            await change.WaitAsync(ct);
        }
    }

    private static ResourceEvent New(IResource resource, CustomResourceSnapshot snapshot) =>
        new(resource, resource.Name, snapshot);

    private static TaskCompletionSource NewChange() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
