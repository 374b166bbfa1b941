namespace LeadFuel.Signal;

/// <summary>What this service offers a customer so far.</summary>
public sealed record Offer(bool Built, string Says);
