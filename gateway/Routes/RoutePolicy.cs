namespace LeadFuel.Gateway.Routes;

/// <summary>What kind of asker a route is for. Everything the gateway demands of a request hangs on it.</summary>
internal enum RouteClass
{
    /// <summary>A signed-in browser.</summary>
    Api,

    /// <summary>A browser that is about to sign in.</summary>
    SignIn,

    /// <summary>A signed-in browser that opens a WebSocket.</summary>
    Socket,

    /// <summary>A vendor; the owning service checks its signature.</summary>
    Hook,

    /// <summary>Anyone with a link.</summary>
    Public,

    /// <summary>Answered here.</summary>
    Own,
}

/// <summary>One route and its rules: endpoint metadata, so that no rule compares path text.</summary>
internal sealed record RoutePolicy(string Name, RouteClass Class)
{
    public const int Kilobyte = 1024;

    public string Path { get; init; } = "";

    /// <summary>The service that answers; null for the gateway itself.</summary>
    public string? Service { get; init; }

    /// <summary>Taken off the path on the way in, put back on Location on the way out.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The name that the service's public route carries.</summary>
    public string? PublicName { get; init; }

    public string[]? Methods { get; init; }

    public int BodyLimit { get; init; } = 64 * Kilobyte;

    /// <summary>Takes multipart and CSV as well as JSON.</summary>
    public bool Upload { get; init; }

    /// <summary>Unsafe requests spend AI: own rate, longer wait for the answer.</summary>
    public bool Ai { get; init; }

    /// <summary>Never while an operator is viewing, although nothing is written: files, secrets, money.</summary>
    public bool NotWhileViewing { get; init; }

    /// <summary>Hands out what strangers wrote: a browser that showed it in spite of all would run nothing of it.</summary>
    public bool OfStrangers { get; init; }

    /// <summary>Open while the account waits for its deletion or is suspended.</summary>
    public bool WhileHeld { get; init; }

    /// <summary>May send people to other sites (a click on a link in a mail).</summary>
    public bool SendsAway { get; init; }

    /// <summary>The vendor proves itself by Authorization: it crosses under a name of its own, beside our token.</summary>
    public bool PassesAuthorization { get; init; }

    public IReadOnlyList<string> RequestHeaders { get; init; } = [];

    public string Cluster => Ai ? $"{Service}-slow" : Service!;
}
