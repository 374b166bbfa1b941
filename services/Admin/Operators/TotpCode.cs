using System.Security.Cryptography;
using OtpNet;

namespace LeadFuel.Admin.Operators;

/// <summary>RFC 6238 as authenticator apps have it: six digits, thirty seconds, one step of tolerance.</summary>
public static class TotpCode
{
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    public static string NewSecret() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(20));

    /// <summary>The step that the code belongs to; null: it is wrong.</summary>
    public static long? Step(Secret secret, string code, DateTimeOffset now) =>
        new Totp(Base32Encoding.ToBytes(secret.Reveal())).VerifyTotp(
            now.UtcDateTime,
            code,
            out var step,
            Window
        )
            ? step
            : null;

    public static string At(string secret, DateTimeOffset now) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(now.UtcDateTime);
}
