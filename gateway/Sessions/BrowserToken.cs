using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Gateway.Sessions;

/// <summary>A secret that a browser keeps in a cookie: 32 random bytes as 43 base64url characters. Only its hash goes further.</summary>
internal static class BrowserToken
{
    public const int Length = 43;

    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static bool IsOne(string? text) =>
        text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Letters);

    public static string? In(HttpRequest request, string cookie) =>
        request.Headers.Cookie.Count > 0
        && request.Cookies.TryGetValue(cookie, out var value)
        && IsOne(value)
            ? value
            : null;

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}

/// <summary>The hash of a cookie as a key in memory.</summary>
internal readonly record struct TokenHash(UInt128 Front, UInt128 Back)
{
    public static TokenHash Of(string token)
    {
        Span<byte> text = stackalloc byte[BrowserToken.Length];
        Encoding.ASCII.GetBytes(token, text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return MemoryMarshal.Read<TokenHash>(hash);
    }

    public byte[] Bytes()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        MemoryMarshal.Write(bytes, this);
        return bytes;
    }
}
