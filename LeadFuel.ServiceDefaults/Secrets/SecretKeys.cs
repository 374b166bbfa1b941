using System.Security.Cryptography;
using System.Text;
using LeadFuel.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace LeadFuel.Secrets;

/// <summary>A secret that never shows itself in logs, messages or JSON.</summary>
public sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}

/// <summary>Keys derived from SECRET_KEY; the key itself is never used or handed out. Opens with SECRET_KEY_PREVIOUS too.</summary>
public sealed class SecretKeys
{
    private static readonly byte[] Salt = "leadfuel"u8.ToArray();
    private static readonly string[] Samples =
    [
        "changeme",
        "secret",
        "sample",
        "example",
        "test-secret-key",
        "0000000000",
        "aaaaaaaaaa",
    ];
    private readonly List<byte[]> roots;
    private readonly TimeProvider clock;

    public SecretKeys(
        IConfiguration configuration,
        IHostEnvironment environment,
        TimeProvider clock
    )
    {
        this.clock = clock;
        var current = configuration["SECRET_KEY"] ?? "";
        if (current.Length == 0 && environment.IsDevelopment())
        {
            throw new StartRefusedException(
                "SECRET_KEY is missing. Start the suite with LeadFuel.AppHost, which makes and keeps one."
            );
        }

        var previous = (configuration["SECRET_KEY_PREVIOUS"] ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        roots = [.. previous.Prepend(current).Select(text => Read(text, environment))];
    }

    internal SecretKeys(TimeProvider clock, params byte[][] roots) =>
        (this.clock, this.roots) = (clock, [.. roots]);

    /// <summary>32 bytes for one purpose, such as `link/v1/sign-in`.</summary>
    public byte[] Derive(string info) => Derive(roots[0], info);

    /// <summary>The same under the current and each previous key, to check what was made before a change of keys.</summary>
    public IEnumerable<byte[]> DeriveAll(string info) => roots.Select(root => Derive(root, info));

    public string Seal(string purpose, string account, string plain) =>
        Seal(purpose, account, Encoding.UTF8.GetBytes(plain));

    public string Seal(string purpose, string account, byte[] plain) =>
        Fernet.Seal(FernetKey(roots[0], purpose, account), plain, clock.GetUtcNow());

    public Secret Open(string purpose, string account, string token) =>
        new(Encoding.UTF8.GetString(OpenBytes(purpose, account, token)));

    public byte[] OpenBytes(string purpose, string account, string token)
    {
        foreach (var root in roots)
        {
            try
            {
                return Fernet.Open(FernetKey(root, purpose, account), token, clock.GetUtcNow());
            }
            catch (FernetException) when (root != roots[^1])
            {
                // The next key may be the one it was sealed with.
            }
        }

        throw new FernetException();
    }

    /// <summary>The text under the current key with its first time kept, or null when it already is.</summary>
    public string? Reseal(string purpose, string account, string token)
    {
        try
        {
            Fernet.Open(FernetKey(roots[0], purpose, account), token, clock.GetUtcNow());
            return null;
        }
        catch (FernetException)
        {
            var plain = Encoding.UTF8.GetBytes(Open(purpose, account, token).Reveal());
            return Fernet.Seal(
                FernetKey(roots[0], purpose, account),
                plain,
                Fernet.SealedAt(token)
            );
        }
    }

    internal static byte[] FernetKey(byte[] root, string purpose, string account) =>
        Derive(root, $"fernet/v1/{purpose}/{account}");

    private static byte[] Derive(byte[] root, string info) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, Salt, Encoding.UTF8.GetBytes(info));

    private static byte[] Read(string text, IHostEnvironment environment)
    {
        const string HowTo = "Make one with: openssl rand -base64 32";
        var standard = text.Trim().Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (text.Length == 0 || !Convert.TryFromBase64String(padded, bytes, out var length))
        {
            throw new StartRefusedException(
                $"SECRET_KEY must be 32 or more random bytes as base64. {HowTo}"
            );
        }

        if (length < 32)
        {
            throw new StartRefusedException(
                $"SECRET_KEY has {length} bytes; 32 are needed. {HowTo}"
            );
        }

        var lower = text.ToLowerInvariant();
        var weak =
            Samples.Any(sample => lower.Contains(sample, StringComparison.Ordinal))
            || bytes.AsSpan(0, length).ToArray().Distinct().Count() < 8;
        return weak && !environment.IsDevelopment()
            ? throw new StartRefusedException($"SECRET_KEY is a sample or too regular. {HowTo}")
            : bytes[..length];
    }
}
