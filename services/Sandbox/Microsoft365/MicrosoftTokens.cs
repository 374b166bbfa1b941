using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>Who was let in with what. Codes are good once; a refresh token is forgotten when the one after it is used.</summary>
public sealed class MicrosoftTokens(TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(3600);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Consent> codes = [];
    private readonly Dictionary<string, Refresh> refreshes = [];
    private readonly Dictionary<string, (string Address, DateTimeOffset Until)> accesses = [];
    private readonly List<(string Address, string Token)> issued = [];

    public sealed record Consent(
        string Address,
        string ClientId,
        string RedirectUri,
        string Challenge,
        string Scope,
        string Nonce,
        DateTimeOffset At
    );

    private sealed record Refresh(Consent Consent, string? Before)
    {
        public bool Used { get; set; }
        public bool Revoked { get; set; }
    }

    public sealed record Pair(string Access, string RefreshToken, Consent Consent);

    public string Code(Consent consent)
    {
        lock (gate)
        {
            var code = "0.A" + Random(96);
            codes[code] = consent;
            return code;
        }
    }

    /// <summary>Null with the error's name and number.</summary>
    public (Pair? Pair, string Error, int Number) Redeem(
        string code,
        string clientId,
        string redirectUri,
        string verifier
    )
    {
        lock (gate)
        {
            if (
                !codes.Remove(code, out var consent)
                || clock.GetUtcNow() - consent.At > TimeSpan.FromMinutes(10)
            )
            {
                return (null, "invalid_grant", 70008);
            }

            if (consent.ClientId != clientId || consent.RedirectUri != redirectUri)
            {
                return (null, "invalid_grant", 50011);
            }

            var challenge = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
            return verifier.Length is >= 43 and <= 128 && challenge == consent.Challenge
                ? (Issue(consent, null), "", 0)
                : (null, "invalid_grant", 501481);
        }
    }

    public (Pair? Pair, string Error, int Number) Renew(string token)
    {
        lock (gate)
        {
            if (!refreshes.TryGetValue(token, out var refresh) || refresh.Revoked)
            {
                return (null, "invalid_grant", 50173);
            }

            if (refresh.Before is { } before)
            {
                // The new one works, so the one before is over.
                refreshes.Remove(before);
            }

            refresh.Used = true;
            return (Issue(refresh.Consent, token), "", 0);
        }
    }

    /// <summary>Whose code or refresh token it is, so that a fault can hit one mailbox.</summary>
    public string Whose(string code, string refresh)
    {
        lock (gate)
        {
            return codes.TryGetValue(code, out var consent) ? consent.Address
                : refreshes.TryGetValue(refresh, out var known) ? known.Consent.Address
                : "";
        }
    }

    public string? Who(string? access)
    {
        lock (gate)
        {
            return
                access is not null
                && accesses.TryGetValue(access, out var known)
                && known.Until > clock.GetUtcNow()
                ? known.Address
                : null;
        }
    }

    /// <summary>The person takes it back, or changes the password: nothing renews any more.</summary>
    public void Revoke(string address)
    {
        lock (gate)
        {
            foreach (var refresh in refreshes.Values.Where(r => r.Consent.Address == address))
            {
                refresh.Revoked = true;
            }

            Expire(address);
        }
    }

    /// <summary>Access tokens end now; they can be renewed.</summary>
    public void Expire(string address)
    {
        lock (gate)
        {
            foreach (
                var token in accesses
                    .Where(a => a.Value.Address == address)
                    .Select(a => a.Key)
                    .ToList()
            )
            {
                accesses.Remove(token);
            }
        }
    }

    public IReadOnlyList<string> Issued(string address)
    {
        lock (gate)
        {
            return [.. issued.Where(one => one.Address == address).Select(one => one.Token)];
        }
    }

    public static string Base64Url(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private Pair Issue(Consent consent, string? before)
    {
        var pair = new Pair("EwB" + Random(300), "0.AX" + Random(200), consent);
        accesses[pair.Access] = (consent.Address, clock.GetUtcNow() + Life);
        refreshes[pair.RefreshToken] = new Refresh(consent, before);
        issued.Add((consent.Address, pair.Access));
        issued.Add((consent.Address, pair.RefreshToken));
        return pair;
    }

    /// <summary>Not signed by anybody; it comes over the same connection as the tokens.</summary>
    public static string IdToken(Consent consent, MicrosoftBox box, DateTimeOffset now) =>
        string.Join(
            '.',
            Part(new { typ = "JWT", alg = "none" }),
            Part(
                new
                {
                    aud = consent.ClientId,
                    iss = $"https://login.microsoftonline.com/{box.Tenant}/v2.0",
                    iat = now.ToUnixTimeSeconds(),
                    exp = now.AddHours(1).ToUnixTimeSeconds(),
                    name = box.Name,
                    nonce = consent.Nonce,
                    oid = box.Directory,
                    preferred_username = box.Address,
                    tid = box.Tenant,
                    ver = "2.0",
                }
            ),
            ""
        );

    private static string Part(object value) =>
        Base64Url(JsonSerializer.SerializeToUtf8Bytes(value));

    private static string Random(int length) =>
        Base64Url(RandomNumberGenerator.GetBytes(length))[..length];
}
