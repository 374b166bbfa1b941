namespace LeadFuel.Scope.Syntheses;

/// <summary>The run is no longer ours to tell of.</summary>
internal sealed class SynthesisEndedException() : Exception("The synthesis has ended.");
