using Xunit.v3;

namespace LeadFuel.Testing;

/// <summary>This test proves a promise of the trust page, named by its number (`T48`).</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ClaimAttribute(string id) : Attribute, ITraitAttribute
{
    public string Id => id;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Claim", id)];
}
