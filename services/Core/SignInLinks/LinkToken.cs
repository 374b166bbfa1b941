using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Core.SignInLinks;

/// <summary>A link's secrets are made from its id whenever they are needed, so that no row ever holds them.</summary>
public sealed class LinkToken(SecretKeys keys)
{
    public string Token(Guid linkId) => Of(keys.Derive("link/v1/sign-in"), linkId);

    /// <summary>The secret of an operator's link, whose row Admin has.</summary>
    public string Operator(Guid linkId) => Of(keys.Derive("link/v1/operator"), linkId);

    /// <summary>The secret of the page of a receipt: under the present SECRET_KEY, then under those before it.</summary>
    public IReadOnlyList<string> Receipt(Guid receiptId) =>
        [.. keys.DeriveAll("link/v1/receipt").Select(key => Of(key, receiptId))];

    /// <summary>The six digits that another browser shows.</summary>
    public string Number(Guid linkId)
    {
        var mac = HMACSHA256.HashData(keys.Derive("link/v1/sign-in-number"), linkId.ToByteArray());
        return (BitConverter.ToUInt64(mac) % 1_000_000).ToString(
            "D6",
            CultureInfo.InvariantCulture
        );
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string Of(byte[] key, Guid id) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, id.ToByteArray()));
}
