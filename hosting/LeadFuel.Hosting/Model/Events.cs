using System.Collections.Concurrent;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Eventing
{
    public interface IDistributedApplicationEvent;

    public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
    {
        ApplicationModel.IResource Resource { get; }
    }

    public sealed class DistributedApplicationEventSubscription(
        Func<IDistributedApplicationEvent, CancellationToken, Task> callback
    )
    {
        public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } =
            callback;
    }

    public interface IDistributedApplicationEventing
    {
        DistributedApplicationEventSubscription Subscribe<T>(
            Func<T, CancellationToken, Task> callback
        )
            where T : IDistributedApplicationEvent;

        DistributedApplicationEventSubscription Subscribe<T>(
            ApplicationModel.IResource resource,
            Func<T, CancellationToken, Task> callback
        )
            where T : IDistributedApplicationResourceEvent;

        Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
            where T : IDistributedApplicationEvent;
    }

    internal sealed class DistributedApplicationEventing : IDistributedApplicationEventing
    {
        private readonly ConcurrentQueue<(
            Type Kind,
            DistributedApplicationEventSubscription Subscription
        )> _all = [];

        public DistributedApplicationEventSubscription Subscribe<T>(
            Func<T, CancellationToken, Task> callback
        )
            where T : IDistributedApplicationEvent
        {
            var subscription = new DistributedApplicationEventSubscription(
                (e, ct) => callback((T)e, ct)
            );
            _all.Enqueue((typeof(T), subscription));
            return subscription;
        }

        public DistributedApplicationEventSubscription Subscribe<T>(
            ApplicationModel.IResource resource,
            Func<T, CancellationToken, Task> callback
        )
            where T : IDistributedApplicationResourceEvent =>
            Subscribe<T>(
                (e, ct) =>
                    ReferenceEquals(e.Resource, resource) ? callback(e, ct) : Task.CompletedTask
            );

        public async Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
            where T : IDistributedApplicationEvent
        {
            foreach (var (kind, subscription) in _all)
            {
                if (kind == typeof(T))
                {
                    await subscription.Callback(@event, cancellationToken);
                }
            }
        }
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    public sealed class BeforeStartEvent(IServiceProvider services, IResourceCollection resources)
        : IDistributedApplicationEvent
    {
        public IServiceProvider Services { get; } = services;

        public IResourceCollection Resources { get; } = resources;
    }

    public sealed class BeforeResourceStartedEvent(IResource resource, IServiceProvider services)
        : IDistributedApplicationResourceEvent
    {
        public IResource Resource { get; } = resource;

        public IServiceProvider Services { get; } = services;
    }

    public sealed class ResourceReadyEvent(IResource resource, IServiceProvider services)
        : IDistributedApplicationResourceEvent
    {
        public IResource Resource { get; } = resource;

        public IServiceProvider Services { get; } = services;
    }
}
