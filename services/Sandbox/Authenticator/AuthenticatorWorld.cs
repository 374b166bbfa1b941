using OtpNet;

namespace LeadFuel.Sandbox.Authenticator;

/// <summary>One pasted secret and the name it goes by.</summary>
public sealed record PastedSecret(string Name, string Secret)
{
    /// <summary>The six digits of this moment, as every authenticator app would show them.</summary>
    public string CodeAt(DateTimeOffset now) => Totp().ComputeTotp(now.UtcDateTime);

    /// <summary>Whole seconds until the next code.</summary>
    public int LeftAt(DateTimeOffset now) => Totp().RemainingSeconds(now.UtcDateTime);

    private Totp Totp() => new(Base32Encoding.ToBytes(Secret));
}

/// <summary>An authenticator app without a phone: the secrets pasted since the Sandbox started, newest first.</summary>
public sealed class AuthenticatorWorld
{
    private const int Most = 20;
    private const int LongestSecret = 200;
    private readonly Lock gate = new();
    private List<PastedSecret> kept = [];

    public IReadOnlyList<PastedSecret> All
    {
        get
        {
            lock (gate)
            {
                return kept;
            }
        }
    }

    /// <summary>Takes a secret in Base32, or an otpauth address that holds one. False: it is neither.</summary>
    public bool Paste(string text)
    {
        if (Read(text.Trim()) is not { } pasted)
        {
            return false;
        }

        lock (gate)
        {
            kept = [pasted, .. kept.Where(one => one.Secret != pasted.Secret).Take(Most - 1)];
        }

        return true;
    }

    public void Forget()
    {
        lock (gate)
        {
            kept = [];
        }
    }

    private static PastedSecret? Read(string text)
    {
        var (name, secret) = ("Pasted secret", text);
        if (text.StartsWith("otpauth:", StringComparison.OrdinalIgnoreCase))
        {
            if (
                !Uri.TryCreate(text, UriKind.Absolute, out var address)
                || !address.Host.Equals("totp", StringComparison.OrdinalIgnoreCase)
            )
            {
                return null;
            }

            name = Uri.UnescapeDataString(address.AbsolutePath.Trim('/'));
            secret = Microsoft
                .AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query)
                .TryGetValue("secret", out var given)
                ? given.ToString()
                : "";
        }

        // Pages show secrets in groups, and in either case.
        secret = string.Concat(secret.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return
            secret.Length is >= 8 and <= LongestSecret
            && secret.TrimEnd('=').All(c => c is (>= 'A' and <= 'Z') or (>= '2' and <= '7'))
            ? new PastedSecret(name.Length > 0 ? name : "Pasted secret", secret)
            : null;
    }
}
