using System.Security.Cryptography;

namespace LeadFuel.Core.Deletions;

/// <summary>ES256, made from SECRET_KEY whenever it is needed, so that nothing is kept. With its public half anybody checks a receipt without us.</summary>
internal static class ReceiptKey
{
    private const string Purpose = "purge-receipt/v3/es256";

    /// <summary>The signature as DER, and the public key that it holds under as PEM.</summary>
    public static (byte[] Signature, string PublicKey) Sign(SecretKeys keys, byte[] bytes)
    {
        using var key = Of(keys.Derive(Purpose));
        return (
            key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            key.ExportSubjectPublicKeyInfoPem()
        );
    }

    /// <summary>As PEM: of the present SECRET_KEY, then of those before it.</summary>
    public static IReadOnlyList<string> Published(SecretKeys keys) =>
        [.. keys.DeriveAll(Purpose).Select(PublicPart)];

    private static string PublicPart(byte[] secret)
    {
        using var key = Of(secret);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static ECDsa Of(byte[] secret)
    {
        // The order of the curve begins with a set bit: whatever begins with none is below it, and a key.
        secret[0] &= 0x7f;
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
    }
}
