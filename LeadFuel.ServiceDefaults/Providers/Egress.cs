using LeadFuel.Accounts;

namespace LeadFuel.Providers;

/// <summary>Names the purpose and data categories of the calls made while it is held. Without it no call leaves.</summary>
public sealed class Egress(CurrentAccount account)
{
    private static readonly AsyncLocal<EgressScope?> Held = new();

    internal static EgressScope? Current => Held.Value;

    public IDisposable For(string purpose, params string[] categories)
    {
        var outer = Held.Value;
        Held.Value = new EgressScope(account, purpose, categories);
        return new Restore(outer);
    }

    private sealed class Restore(EgressScope? outer) : IDisposable
    {
        public void Dispose() => Held.Value = outer;
    }
}

internal sealed record EgressScope(CurrentAccount Account, string Purpose, string[] Categories);
