namespace LeadFuel.Orbit;

/// <summary>What this service offers a customer so far.</summary>
public sealed record Offer(bool Built, string Says);
