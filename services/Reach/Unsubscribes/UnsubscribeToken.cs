using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace LeadFuel.Reach.Unsubscribes;

/// <summary>What stands in an unsubscribe link: the row's id with a seal, so that nobody can guess another's.</summary>
public sealed class UnsubscribeToken(SecretKeys keys, IConfiguration configuration)
{
    private const string Purpose = "unsubscribe/v1";
    private const int IdLength = 16;
    private const int Length = IdLength + 32;

    public string Of(Guid linkId)
    {
        var id = linkId.ToByteArray();
        return Base64Url.EncodeToString([.. id, .. Seal(keys.Derive(Purpose), id)]);
    }

    /// <summary>The link as it stands in mails.</summary>
    public Uri Address(Guid linkId) =>
        new($"{configuration["PUBLIC_ORIGIN"]?.TrimEnd('/')}/u/{Of(linkId)}");

    /// <summary>The row's id, or null when the token is not one of ours. Links outlive a change of SECRET_KEY.</summary>
    public Guid? Read(string token)
    {
        var bytes = new byte[Length];
        if (
            token.Length > 100
            || Base64Url.DecodeFromChars(token, bytes, out _, out var length)
                != OperationStatus.Done
            || length != Length
        )
        {
            return null;
        }

        var id = bytes[..IdLength];
        var ours = false;
        foreach (var key in keys.DeriveAll(Purpose))
        {
            ours |= CryptographicOperations.FixedTimeEquals(bytes.AsSpan(IdLength), Seal(key, id));
        }

        return ours ? new Guid(id) : null;
    }

    private static byte[] Seal(byte[] key, byte[] id) => HMACSHA256.HashData(key, id);
}
