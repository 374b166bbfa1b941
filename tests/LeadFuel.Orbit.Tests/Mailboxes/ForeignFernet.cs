using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Orbit.Tests.Mailboxes;

/// <summary>Fernet as its specification has it, written without a line of the product's, to read what the product wrote.</summary>
internal static class ForeignFernet
{
    public static string Open(string secretKey, string info, string token)
    {
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Convert.FromBase64String(secretKey),
            32,
            Encoding.UTF8.GetBytes("leadfuel"),
            Encoding.UTF8.GetBytes(info)
        );
        var bytes = Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/'));
        Assert.Equal(0x80, bytes[0]);
        var mac = HMACSHA256.HashData(key[..16], bytes[..^32]);
        Assert.Equal(mac, bytes[^32..]);
        using var aes = Aes.Create();
        aes.Key = key[16..];
        aes.IV = bytes[9..25];
        aes.Mode = CipherMode.CBC;
        using var decryptor = aes.CreateDecryptor();
        return Encoding.UTF8.GetString(
            decryptor.TransformFinalBlock(bytes, 25, bytes.Length - 25 - 32)
        );
    }
}
