using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LeadFuel.Hosting.Running;

/// <summary>
/// Takes secrets out of what a person will see: the values of secret parameters wherever they stand, passwords
/// in connection strings, and the whole value of a variable whose name says that it is one.
/// </summary>
internal sealed partial class SecretMask(IDistributedApplicationBuilder builder)
{
    public const string Hidden = "••••••••";
    private const int Shortest = 6; // Hiding every "a" would hide nothing.
    private readonly ConcurrentDictionary<string, byte> _values = [];

    public void Add(string? value)
    {
        if (value is { Length: >= Shortest })
        {
            _values.TryAdd(value, 0);
        }
    }

    /// <summary>Once the parameters have their values.</summary>
    public async Task Learn(CancellationToken ct)
    {
        foreach (var parameter in builder.Resources.OfType<ParameterResource>())
        {
            if (parameter.Secret)
            {
                Add(await parameter.GetValueAsync(ct));
            }
        }
    }

    public string Hide(string text)
    {
        foreach (var value in _values.Keys)
        {
            text = text.Replace(value, Hidden, StringComparison.Ordinal);
        }

        return Password().Replace(text, $"$1{Hidden}");
    }

    public string HideVariable(string name, string value) =>
        value.Length > 0 && SecretName().IsMatch(name) ? Hidden : Hide(value);

    [GeneratedRegex(@"\b((?:Password|Pwd)\s*=\s*)[^;\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    // SECRET_KEY, Tokens__Key, Providers__Resend__HookSecret, POSTGRES_PASSWORD, OTEL_EXPORTER_OTLP_HEADERS
    [GeneratedRegex(
        "(?:KEY|KEY_PREVIOUS|SECRET|PASSWORD|PWD|TOKEN|CREDENTIALS?|HEADERS)$|^(?:Archive)?Logins__",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex SecretName();
}
