using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using LeadFuel.Hosting.Dashboard;
using LeadFuel.Hosting.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace LeadFuel.Hosting.Running;

/// <summary>Runs the whole model: one task for each resource, started and stopped in the order of its waits.</summary>
internal sealed class Runner(
    DistributedApplicationBuilder builder,
    IServiceProvider services,
    ResourceNotificationService notifications
) : IAsyncDisposable
{
    private readonly RunFile _runFile = new(builder.State);
    private readonly List<ResourceRun> _runs = [];
    private readonly TaskCompletionSource _askedToStop = new();
    private Guardian? _guardian;
    private Screen? _screen;
    private DashboardPage? _page;
    private long _began;
    private bool _claimed;

    public ResourceNotificationService Notifications { get; } = notifications;

    public IServiceProvider Services { get; } = services;

    public IDistributedApplicationEventing Eventing => builder.Eventing;

    public DistributedApplicationExecutionContext ExecutionContext => builder.ExecutionContext;

    public IConfiguration Configuration => builder.Configuration;

    public Switches Switches => builder.Switches;

    public string State => builder.State;

    public TimeProvider Clock { get; } = TimeProvider.System;

    public Health Health { get; } = new();

    public IReadOnlyList<ResourceRun> Runs => _runs;

    public SecretMask Mask => builder.Mask;

    /// <summary>Ends when a person asks for it on the developers' page.</summary>
    public Task AskedToStop => _askedToStop.Task;

    public bool FailFast => Switches.FailFast;

    public bool AnyFailed { get; private set; }

    public TimeSpan Elapsed => Clock.GetElapsedTime(_began);

    public TimeSpan Patience => TimeSpan.FromSeconds(FailFast ? 2 : 8);

    /// <summary>The checkout's own name among all of this machine.</summary>
    public string FolderName =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(builder.State)))[..12];

    public async Task Start(CancellationToken ct)
    {
        _began = Clock.GetTimestamp();
        _screen = new(this, Switches.Quiet ? TextWriter.Null : Console.Out);
        CheckWaits();
        await _runFile.Claim(Say);
        _claimed = true;
        foreach (var parameter in builder.Resources.OfType<ParameterResource>())
        {
            await parameter.GetValueAsync(ct);
        }

        await Mask.Learn(ct);
        _guardian = Guardian.Start(Switches.Ephemeral ? State : null);
        foreach (var resource in builder.Resources)
        {
            if (resource is PostgresServerResource server)
            {
                _runs.Add(new PostgresRun(this, server));
            }
            else if (resource is ProjectResource or ExecutableResource)
            {
                _runs.Add(new ProgramRun(this, resource));
            }
        }

        _runs.ForEach(Allocate);
        if (builder.Dashboard)
        {
            const int Port = 5095;
            var held = Switches.Isolated
                ? HeldPort.Any()
                : Ports.Hold("the dashboard", Port, Switches.StrictPorts, OwnerOf, Say);
            _page = await DashboardPage.Start(this, builder.Resources, held, ct);
            builder.Telemetry = (new(_page.Gate.Address), _page.Gate.Key);
            _page.Gate.PrintLink();
        }

        await Eventing.PublishAsync(new BeforeStartEvent(Services, builder.Resources), ct);
        _screen.Show();
        foreach (var run in _runs)
        {
            await Notifications.PublishUpdateAsync(
                run.Resource,
                now => now with { State = KnownResourceStates.NotStarted }
            );
        }

        _runs.ForEach(run => run.Supervise());
    }

    public async Task Stop()
    {
        var stopping = new Dictionary<ResourceRun, Task>();
        await Task.WhenAll(_runs.Select(StopInOrder));
        if (_page is not null)
        {
            await _page.DisposeAsync();
            _page = null;
        }

        if (_guardian is not null)
        {
            await _guardian.DisposeAsync();
            _guardian = null;
            Say("Everything has stopped.");
        }

        if (_claimed)
        {
            _claimed = false;
            _runFile.Release();
        }

        Task StopInOrder(ResourceRun run)
        {
            if (!stopping.TryGetValue(run, out var task))
            {
                stopping[run] = task = After(run);
            }

            return task;
        }

        async Task After(ResourceRun run)
        {
            await Task.WhenAll(
                _runs
                    .Where(other => other.Waits.Any(wait => Run(wait.Resource) == run))
                    .Select(StopInOrder)
            );
            await run.Stop();
        }
    }

    public void AskToStop() => _askedToStop.TrySetResult();

    public void KillNow() => _runs.ForEach(run => run.Kill());

    public async ValueTask DisposeAsync()
    {
        _screen?.Dispose();
        _runs.ForEach(run => run.Dispose());
        Health.Dispose();
        if (Switches.Ephemeral && Directory.Exists(State))
        {
            Directory.Delete(State, recursive: true);
        }

        await Task.CompletedTask;
    }

    public void Say(string line) => _screen?.Say(line);

    public void Started(string name, ProcessIdentity process, int signal)
    {
        _guardian!.Watch(name, process, signal);
        _runFile.Add(name, process, signal);
    }

    public void Failed(ResourceRun run, string why)
    {
        AnyFailed = true;
        Say($"{run.Resource.Name} failed: {why}");
        Tail(run);
    }

    public void StillWaiting(ResourceRun run, IResource blocker)
    {
        Say($"{run.Resource.Name} has waited 30 s for {blocker.Name}.");
        if (Run(blocker) is { } found)
        {
            Tail(found);
        }
    }

    public bool IsAwaitedForCompletion(IResource resource) =>
        _runs.Any(run =>
            run.Waits.Any(w =>
                w.WaitType is WaitType.WaitForCompletion && ReferenceEquals(w.Resource, resource)
            )
        );

    /// <summary>Null when the wait is over, else what the other is doing.</summary>
    public string? Blocks(WaitAnnotation wait)
    {
        var now = Notifications[wait.Resource];
        var state = now?.State?.Text ?? KnownResourceStates.NotStarted;
        var met = wait.WaitType switch
        {
            WaitType.WaitForCompletion => state == KnownResourceStates.Finished
                && now?.ExitCode == wait.ExitCode,
            WaitType.WaitUntilStarted => state == KnownResourceStates.Running,
            _ => now is { IsReady: true },
        };
        if (met)
        {
            return null;
        }

        var reason = state switch
        {
            "Running" when now?.Reason is { } problem => $"Unhealthy: {problem}",
            "Running" => KnownResourceStates.Starting,
            "Waiting" => state,
            "Exited" when now?.Reason is { } code => code,
            _ => now?.Reason is { } why ? $"{state}: {why}" : state,
        };
        var stops =
            wait.WaitBehavior is WaitBehavior.StopOnResourceUnavailable
            || (wait.WaitBehavior is null && FailFast);
        return stops && KnownResourceStates.TerminalStates.Contains(state)
            ? throw new DistributedApplicationException(
                $"{wait.Resource.Name}, which it waits for: {reason}"
            )
            : reason;
    }

    public async Task DatabaseReady(string name, CancellationToken ct)
    {
        var database = builder.Resources.First(r => r.Name == name);
        await Notifications.PublishUpdateAsync(
            database,
            now =>
                now with
                {
                    State = KnownResourceStates.Running,
                    HealthStatus = HealthStatus.Healthy,
                    IsReady = true,
                }
        );
        await Eventing.PublishAsync(new ResourceReadyEvent(database, Services), ct);
    }

    /// <summary>A server that configuration names in place of our own.</summary>
    public NpgsqlConnectionStringBuilder? GivenServer(PostgresServerResource server) =>
        Configuration.GetConnectionString(server.Name) is { Length: > 0 } given ? new(given) : null;

    private ResourceRun? Run(IResource resource)
    {
        var holder = resource is IResourceWithParent child ? child.Parent : resource;
        return _runs.FirstOrDefault(run => ReferenceEquals(run.Resource, holder));
    }

    private void Allocate(ResourceRun run)
    {
        if (run.Resource is PostgresServerResource server && GivenServer(server) is { } given)
        {
            var endpoint = server.PrimaryEndpoint.EndpointAnnotation;
            endpoint.AllocatedEndpoint = new(endpoint, given.Host!, given.Port);
            return;
        }

        var urls = new List<UrlSnapshot>();
        foreach (var endpoint in run.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            var held =
                endpoint.Port is { } wanted && !Switches.Isolated
                    ? Ports.Hold(run.Resource.Name, wanted, Switches.StrictPorts, OwnerOf, Say)
                    : HeldPort.Any();
            run.Held[endpoint] = held;
            endpoint.AllocatedEndpoint = new(
                endpoint,
                endpoint.UriScheme == "tcp" ? "127.0.0.1" : "localhost",
                held.Port
            );
            urls.Add(
                new(endpoint.Name, endpoint.AllocatedEndpoint.UriString, !endpoint.IsExternal)
            );
            _runFile.Url(
                $"{run.Resource.Name}/{endpoint.Name}",
                endpoint.AllocatedEndpoint.UriString
            );
        }

        Notifications.PublishUpdateAsync(run.Resource, now => now with { Urls = [.. urls] });
    }

    private string? OwnerOf(int port) =>
        _runs.FirstOrDefault(run => run.Held.Values.Any(held => held.Port == port))?.Resource.Name;

    private void CheckWaits()
    {
        foreach (var resource in builder.Resources)
        {
            Follow(resource, []);
        }

        static void Follow(IResource resource, List<IResource> path)
        {
            if (path.Contains(resource))
            {
                var circle = path.SkipWhile(step => step != resource).Append(resource);
                throw new DistributedApplicationException(
                    $"These wait for each other and would never start: {string.Join(" → ", circle)}."
                );
            }

            // Who waits for a database waits for its server too.
            var next = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
            foreach (
                var other in resource is IResourceWithParent child
                    ? next.Append(child.Parent)
                    : next
            )
            {
                Follow(other, [.. path, resource]);
            }
        }
    }

    private void Tail(ResourceRun run)
    {
        foreach (var line in run.Log.Last(10))
        {
            Say($"  {run.Resource.Name} | {line}");
        }
    }
}
