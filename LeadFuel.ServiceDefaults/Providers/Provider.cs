using System.Net;

namespace LeadFuel.Providers;

/// <summary>One reason to call a provider, and the categories of data that may go with it.</summary>
public sealed record Purpose(string Name, string Says, params string[] Categories);

/// <summary>A third party as the trust page tells it. Declared beside its client; a call for another purpose or with another category is refused.</summary>
public sealed record Provider(string Name, Uri Address)
{
    public required IReadOnlyList<Purpose> Purposes { get; init; }

    /// <summary>Where its OAuth lives, when that is another address than its API's. A configured BaseUrl stands for both.</summary>
    public Uri? SignIn { get; init; }

    /// <summary>Where files are fetched by links that it hands out, on hosts beside its API's. A configured BaseUrl stands for them too.</summary>
    public IReadOnlyList<Uri> Files { get; init; } = [];

    /// <summary>Every host that may be called, the API's first.</summary>
    public IEnumerable<Uri> Addresses => new[] { Address, SignIn }.OfType<Uri>().Concat(Files);

    /// <summary>What the provider keeps and how long, in a sentence.</summary>
    public required string Keeps { get; init; }

    public TimeSpan PerTry { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Repeats of safe methods and of requests with an Idempotency-Key.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Called with keys of the accounts only: none of ours is needed.</summary>
    public bool BringsKey { get; init; }

    /// <summary>Each customer gives an address of their own: no key of ours, and no breaker for all.</summary>
    public bool ByCustomer { get; init; }

    /// <summary>After many failures nobody's calls leave for a while. Off where one customer's failures would open it for all.</summary>
    public bool Breaker { get; init; } = true;

    /// <summary>Answers are streams: no time-out ends them, the client's own watchdog does.</summary>
    public bool Streams { get; init; }
}

/// <summary>`Providers:Vendor:…` of the configuration.</summary>
public sealed class ProviderOptions
{
    public Uri? BaseUrl { get; set; }
    public string Key { get; set; } = "";
    public string HookSecret { get; set; } = "";
    public string ClientId { get; set; } = "";
    public string ClientSecret { get; set; } = "";
}

/// <summary>A provider answered with an error, or did not answer (status 0).</summary>
public sealed class ProviderRefusedException(
    string provider,
    HttpStatusCode status,
    string code = "",
    TimeSpan? retryAfter = null
) : Exception($"{provider} answered {(int)status} {code}".TrimEnd())
{
    public string Provider => provider;

    public HttpStatusCode Status => status;

    /// <summary>The provider's own error name; never its message, which may hold content.</summary>
    public string Code => code;

    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Trying again cannot help: a 4xx other than 408, 409, 425 and 429.</summary>
    public bool Permanent => (int)status is >= 400 and < 500 and not (408 or 409 or 425 or 429);
}

/// <summary>An operator has switched the provider off or is draining it.</summary>
public sealed class ProviderSwitchedOffException(string provider, string says)
    : Exception($"{provider} is switched off")
{
    public string Provider => provider;
    public string Says => says;
}
