using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadFuel.Hosting.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadFuel.Hosting.Running;

/// <summary>One resource's life: waits, starts, is watched, starts again, stops.</summary>
internal abstract class ResourceRun(Runner runner, IResource resource) : IDisposable
{
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _life = new();
    private CancellationTokenSource _attempt = new();
    private TaskCompletionSource _poke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _wanted = !resource.Annotations.OfType<ExplicitStartAnnotation>().Any();
    private Task _supervision = Task.CompletedTask;
    private Child? _child;

    public IResource Resource { get; } = resource;

    public ResourceLog Log { get; } =
        new(Path.Combine(runner.State, "logs", $"{resource.Name}.log"), runner.Mask);

    public IReadOnlyDictionary<string, string> Environment { get; protected set; } =
        new Dictionary<string, string>();

    public IReadOnlyList<WaitAnnotation> Waits { get; } =
    [.. resource.Annotations.OfType<WaitAnnotation>()];

    public bool IsWanted => _wanted;

    /// <summary>Of the program that runs.</summary>
    public string? Version { get; protected set; }

    /// <summary>Since the AppHost's start: when it stopped waiting, and when it was first ready.</summary>
    public (TimeSpan? Started, TimeSpan? Ready) Times { get; private set; }

    public Dictionary<EndpointAnnotation, HeldPort> Held { get; } = [];

    protected Runner Runner { get; } = runner;

    protected virtual int StopSignal => Signal.Terminate;

    public void Supervise() => _supervision = Live();

    public void Start()
    {
        _wanted = true;
        _poke.TrySetResult();
    }

    public void Halt()
    {
        _wanted = false;
        _attempt.Cancel();
    }

    public void Restart()
    {
        _wanted = true;
        _attempt.Cancel();
        _poke.TrySetResult();
    }

    public async Task Stop()
    {
        await _life.CancelAsync();
        await _supervision;
        Log.Dispose();
    }

    public void Kill() => _child?.Kill();

    public void Dispose()
    {
        _life.Dispose();
        _attempt.Dispose();
        _child?.Dispose();
    }

    /// <summary>How to start it, or null when something outside runs it.</summary>
    protected abstract Task<ProcessStartInfo?> Prepare(CancellationToken ct);

    /// <summary>Null when it is healthy, else why not.</summary>
    protected abstract Task<string?> Check(CancellationToken ct);

    /// <summary>What is left to do before others may use it; null when it is done, else why it is tried again.</summary>
    protected virtual Task<string?> BecameHealthy(CancellationToken ct) =>
        Task.FromResult<string?>(null);

    protected virtual string? ExplainExit(int code) => null;

    protected void Publish(string state, string? reason = null, int? exitCode = null) =>
        Runner.Notifications.PublishUpdateAsync(
            Resource,
            now =>
                now with
                {
                    State = state,
                    Reason = reason,
                    ExitCode = exitCode,
                    IsReady = false,
                    HealthStatus = null,
                    StartTimeStamp =
                        state == KnownResourceStates.Starting
                            ? Runner.Clock.GetUtcNow().UtcDateTime
                            : now.StartTimeStamp,
                }
        );

    private async Task Live()
    {
        var crashes = 0;
        while (!_life.IsCancellationRequested)
        {
            if (!_wanted)
            {
                await Poked();
                continue;
            }

            _attempt = CancellationTokenSource.CreateLinkedTokenSource(_life.Token);
            try
            {
                await Dependencies(_attempt.Token);
                var healthySince = await RunOnce(_attempt.Token);
                _attempt.Token.ThrowIfCancellationRequested();
                if (
                    _child!.Exited.IsCompletedSuccessfully
                    && await _child.Exited is 0
                    && Runner.IsAwaitedForCompletion(Resource)
                )
                {
                    _wanted = false;
                    Publish(KnownResourceStates.Finished, exitCode: 0);
                    continue;
                }

                var code = await _child.Exited;
                var why = ExplainExit(code) ?? $"exited with code {code}";
                crashes = Runner.Clock.GetElapsedTime(healthySince) > LongWait ? 1 : crashes + 1;
                if (
                    Runner.FailFast
                    || Runner.IsAwaitedForCompletion(Resource)
                    || ExplainExit(code) is not null
                )
                {
                    _wanted = false;
                    Publish(KnownResourceStates.Exited, why, code);
                    Runner.Failed(this, why);
                    continue;
                }

                var pause = TimeSpan.FromSeconds(
                    Math.Min(Math.Pow(2, crashes - 1), LongestBackOff.TotalSeconds)
                );
                Publish(
                    KnownResourceStates.Exited,
                    $"{why}; starts again in {pause.TotalSeconds} s",
                    code
                );
                if (crashes == 1)
                {
                    Runner.Failed(this, why);
                }

                await Task.Delay(pause, Runner.Clock, _attempt.Token);
            }
            catch (OperationCanceledException) when (_attempt.IsCancellationRequested)
            {
                crashes = 0;
                Publish(
                    KnownResourceStates.NotStarted,
                    _life.IsCancellationRequested ? null : "stopped here"
                );
            }
#pragma warning disable CA1031 // Whatever keeps one resource from starting is said, and the others live on.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                _wanted = false;
                var why = FullDisk.Explain(failed, Runner.State) ?? failed.Message;
                Publish(KnownResourceStates.FailedToStart, why);
                Runner.Failed(this, why);
            }
        }
    }

    private async Task Poked()
    {
        try
        {
            await _poke.Task.WaitAsync(_life.Token);
            _poke = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        catch (OperationCanceledException)
        {
            // The end of the run; the loop sees it.
        }
    }

    private async Task Dependencies(CancellationToken ct)
    {
        var since = Runner.Clock.GetTimestamp();
        var told = false;
        while (true)
        {
            var change = Runner.Notifications.NextChange;
            var blocked = Waits
                .Select(wait => (wait.Resource, Why: Runner.Blocks(wait)))
                .Where(wait => wait.Why is not null)
                .OrderBy(wait => wait.Why == KnownResourceStates.Waiting)
                .ToList();
            if (blocked.Count == 0)
            {
                return;
            }

            Publish(
                KnownResourceStates.Waiting,
                $"for {string.Join(", ", blocked.Select(wait => $"{wait.Resource.Name} ({wait.Why})"))}"
            );
            var left = LongWait - Runner.Clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero && !told)
            {
                told = true;
                Runner.StillWaiting(this, blocked[0].Resource);
            }

            await Task.WhenAny(change, Task.Delay(told ? LongWait : left, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends when the program ends; answers since when it was healthy.</summary>
    private async Task<long> RunOnce(CancellationToken ct)
    {
        await Runner.Eventing.PublishAsync(
            new BeforeResourceStartedEvent(Resource, Runner.Services),
            ct
        );
        Publish(KnownResourceStates.Starting);
        Times = Times with { Started = Times.Started ?? Runner.Elapsed };
        var start = await Prepare(ct);
        foreach (var held in Held.Values)
        {
            held.Dispose();
        }

        Held.Clear();
        _child?.Dispose();
        _child = start is null ? null : Child.Start(start, StopSignal, Log.Add);
        try
        {
            if (_child is not null)
            {
                Runner.Started(Resource.Name, _child.Identity, StopSignal);
            }

            Publish(KnownResourceStates.Running);
            return await Watch(ct);
        }
        finally
        {
            if (_child is { Exited.IsCompleted: false })
            {
                Publish(KnownResourceStates.Stopping);
                await _child.Stop(Runner.Patience);
            }
        }
    }

    private async Task<long> Watch(CancellationToken ct)
    {
        var ready = false;
        var healthySince = Runner.Clock.GetTimestamp();
        var exited = _child?.Exited ?? Task.Delay(Timeout.Infinite, ct);
        while (!exited.IsCompleted)
        {
            var problem = await Check(ct);
            if (exited.IsCompleted)
            {
                break;
            }

            if (problem is null && !ready)
            {
                problem = await BecameHealthy(ct);
            }

            if (problem is null && !ready)
            {
                await Runner.Eventing.PublishAsync(
                    new ResourceReadyEvent(Resource, Runner.Services),
                    ct
                );
                ready = true;
                healthySince = Runner.Clock.GetTimestamp();
                Times = Times with { Ready = Times.Ready ?? Runner.Elapsed };
            }

            await Runner.Notifications.PublishUpdateAsync(
                Resource,
                now =>
                    now with
                    {
                        HealthStatus = problem is null
                            ? HealthStatus.Healthy
                            : HealthStatus.Unhealthy,
                        IsReady = ready && problem is null,
                        // Before its first answer it is only starting.
                        Reason = ready || problem != Health.Silent ? problem : null,
                    }
            );
            await Task.WhenAny(
                exited,
                Task.Delay(ready && problem is null ? WhileHealthy : UntilHealthy, ct)
            );
            ct.ThrowIfCancellationRequested();
        }

        await exited;
        return healthySince;
    }
}
