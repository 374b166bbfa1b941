using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LeadFuel.Sandbox.Faults;

/// <summary>The faults switched on now.</summary>
public sealed class FaultBoard
{
    private readonly Lock gate = new();
    private readonly List<Armed> faults = [];

    public IReadOnlyList<Armed> All
    {
        get
        {
            lock (gate)
            {
                return [.. faults];
            }
        }
    }

    public Fault Add(Fault fault)
    {
        lock (gate)
        {
            faults.Add(new Armed { Fault = fault });
        }

        return fault;
    }

    public void Clear(string? vendor = null, Guid? id = null)
    {
        lock (gate)
        {
            faults.RemoveAll(armed =>
                (vendor is null || armed.Fault.Vendor == vendor)
                && (id is null || armed.Fault.Id == id)
            );
        }
    }

    /// <summary>The first fault of these kinds that hits a call with this key and text; it counts as used.</summary>
    public Fault? Take(string vendor, string? key, string text, params ReadOnlySpan<string> kinds)
    {
        lock (gate)
        {
            foreach (var armed in faults)
            {
                var fault = armed.Fault;
                if (
                    fault.Vendor != vendor
                    || !kinds.Contains(fault.Kind)
                    || armed.Used >= (fault.Times ?? int.MaxValue)
                    || (fault.Key is not null && fault.Key != key)
                    || !Has(text, fault.Account)
                    || !Has(text, fault.Match)
                )
                {
                    continue;
                }

                var call = armed.Seen++;
                if (call < fault.Skip || Draw(fault.Seed, call) >= fault.Probability)
                {
                    continue;
                }

                armed.Used++;
                return fault;
            }
        }

        return null;
    }

    private static bool Has(string text, string? wanted) =>
        wanted is null || text.Contains(wanted, StringComparison.OrdinalIgnoreCase);

    private static double Draw(long seed, int call)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, seed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], call);
        return BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(bytes))
            / (uint.MaxValue + 1.0);
    }

    public sealed class Armed
    {
        public required Fault Fault { get; init; }
        public int Seen { get; set; }
        public int Used { get; set; }
    }
}
