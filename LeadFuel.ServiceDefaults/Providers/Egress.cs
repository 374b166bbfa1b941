using LeadFuel.Accounts;

namespace LeadFuel.Providers;

/// <summary>Names the purpose and data categories of the calls made while it is held. Without it no call leaves.</summary>
public sealed class Egress(CurrentAccount account)
{
    private static readonly AsyncLocal<EgressScope?> Held = new();

    internal static EgressScope? Current => Held.Value;

    public IDisposable For(string purpose, params string[] categories) =>
        Hold(new EgressScope(account, purpose, categories, null));

    /// <summary>To an address that the customer gave, and to no other.</summary>
    public IDisposable To(Uri given, string purpose, params string[] categories) =>
        Hold(new EgressScope(account, purpose, categories, given));

    private static Restore Hold(EgressScope scope)
    {
        var outer = Held.Value;
        Held.Value = scope;
        return new Restore(outer);
    }

    private sealed class Restore(EgressScope? outer) : IDisposable
    {
        public void Dispose() => Held.Value = outer;
    }
}

internal sealed record EgressScope(
    CurrentAccount Account,
    string Purpose,
    string[] Categories,
    Uri? Given
);
