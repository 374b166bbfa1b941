using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Secrets;

/// <summary>A text could not be opened: wrong key, changed, malformed or expired. Deliberately says no more.</summary>
public sealed class FernetException()
    : CryptographicException("This Fernet token cannot be opened.");

/// <summary>Fernet as fernet/spec describes it. Keys are 32 bytes: the first 16 sign, the last 16 encrypt.</summary>
public static class Fernet
{
    private const byte Version = 0x80;
    private const int Head = 1 + 8 + 16;
    private const int Mac = 32;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(60);

    public static string Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> plain,
        DateTimeOffset now
    ) => Seal(key, plain, now, RandomNumberGenerator.GetBytes(16));

    internal static string Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> plain,
        DateTimeOffset now,
        ReadOnlySpan<byte> iv
    )
    {
        using var aes = Aes.Create();
        aes.SetKey(key[16..]);
        var cipher = aes.EncryptCbc(plain, iv);
        var token = new byte[Head + cipher.Length + Mac];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), now.ToUnixTimeSeconds());
        iv.CopyTo(token.AsSpan(9));
        cipher.CopyTo(token, Head);
        HMACSHA256.HashData(
            key[..16],
            token.AsSpan(0, token.Length - Mac),
            token.AsSpan(token.Length - Mac)
        );
        return Convert.ToBase64String(token).Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Opens a token; `timeToLive` is for short-lived values only.</summary>
    public static byte[] Open(
        ReadOnlySpan<byte> key,
        string text,
        DateTimeOffset now,
        TimeSpan? timeToLive = null
    )
    {
        var token = Decode(text);
        if (
            token.Length < Head + 16 + Mac
            || (token.Length - Head - Mac) % 16 != 0
            || token[0] != Version
        )
        {
            throw new FernetException();
        }

        var sealedAt = BinaryPrimitives.ReadInt64BigEndian(token.AsSpan(1));
        var seconds = now.ToUnixTimeSeconds();
        if (
            sealedAt < 0
            || sealedAt > seconds + MaxSkew.TotalSeconds
            || (timeToLive is { } ttl && sealedAt + ttl.TotalSeconds < seconds)
        )
        {
            throw new FernetException();
        }

        Span<byte> mac = stackalloc byte[Mac];
        HMACSHA256.HashData(key[..16], token.AsSpan(0, token.Length - Mac), mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, token.AsSpan(token.Length - Mac)))
        {
            throw new FernetException();
        }

        try
        {
            using var aes = Aes.Create();
            aes.SetKey(key[16..]);
            return aes.DecryptCbc(
                token.AsSpan(Head, token.Length - Head - Mac),
                token.AsSpan(9, 16)
            );
        }
        catch (CryptographicException)
        {
            throw new FernetException();
        }
    }

    internal static DateTimeOffset SealedAt(string text) =>
        DateTimeOffset.FromUnixTimeSeconds(
            BinaryPrimitives.ReadInt64BigEndian(Decode(text).AsSpan(1))
        );

    // Strict: the platform's decoders skip white space or forgive padding, and a forgiven text is a second text for one token.
    private static byte[] Decode(string text)
    {
        var end = text.AsSpan().TrimEnd('=').Length;
        if (text.Length == 0 || text.Length % 4 != 0 || text.Length - end > 2)
        {
            throw new FernetException();
        }

        foreach (var c in text.AsSpan(0, end))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                throw new FernetException();
            }
        }

        try
        {
            var bytes = Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/'));
            // Unused bits of the last character must be zero.
            return Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_') == text
                ? bytes
                : throw new FernetException();
        }
        catch (FormatException)
        {
            throw new FernetException();
        }
    }
}
