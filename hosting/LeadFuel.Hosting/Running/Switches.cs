namespace LeadFuel.Hosting.Running;

/// <summary>What the command line asks of the stand-in; the rest goes to configuration.</summary>
internal sealed record Switches
{
    /// <summary>Fixed ports are ignored, so that a second copy disturbs nothing.</summary>
    public bool Isolated { get; init; }

    /// <summary>Data and passwords live in a temporary folder and go at the end.</summary>
    public bool Ephemeral { get; init; }

    public bool StrictPorts { get; init; }

    public bool Timings { get; init; }

    public IReadOnlyList<string> Logs { get; init; } = [];

    /// <summary>Tests: a resource that fails is not started again, and who waits for it fails too.</summary>
    public bool FailFast { get; init; }

    public bool Quiet { get; init; }

    public Switches InTests() =>
        this with
        {
            Isolated = true,
            Ephemeral = true,
            FailFast = true,
            Quiet = true,
        };

    public static Switches Parse(IReadOnlyList<string> arguments, out string[] rest)
    {
        var switches = new Switches();
        var others = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--isolated":
                    switches = switches with { Isolated = true };
                    break;
                case "--ephemeral":
                    switches = switches with { Ephemeral = true };
                    break;
                case "--strict-ports":
                    switches = switches with { StrictPorts = true };
                    break;
                case "--timings":
                    switches = switches with { Timings = true };
                    break;
                case "--logs" when i + 1 < arguments.Count:
                    switches = switches with { Logs = arguments[++i].Split(',') };
                    break;
                default:
                    others.Add(arguments[i]);
                    break;
            }
        }

        rest = [.. others];
        return switches;
    }
}
