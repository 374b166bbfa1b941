using LeadFuel.Testing;

namespace LeadFuel.Reach.Tests;

/// <summary>Services whose time the tests of one class move: they run one after another, each with accounts of its own.</summary>
public sealed class MovedTime(Suite suite) : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Suite = await Stage.OwnTime(suite);

    public ValueTask DisposeAsync() => Suite.DisposeAsync();
}
