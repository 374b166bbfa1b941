using System.Diagnostics;

namespace LeadFuel.Gateway.Headers;

/// <summary>Every trace begins here: what a client says about its own would become our request number and go on to the services.</summary>
internal sealed class OwnTrace : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => Current.Fields;

    public override void Inject(
        Activity? activity,
        object? carrier,
        PropagatorSetterCallback? setter
    ) => Current.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier,
        PropagatorGetterCallback? getter,
        out string? traceId,
        out string? traceState
    ) => (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier,
        PropagatorGetterCallback? getter
    ) => null;
}
