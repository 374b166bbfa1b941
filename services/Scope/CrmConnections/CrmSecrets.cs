using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Secrets;

namespace LeadFuel.Scope.CrmConnections;

/// <summary>The secrets of an address. Its token and its password are random and stored sealed, with a hash to be known by.</summary>
public sealed class CrmSecrets(SecretKeys keys)
{
    public const string ClientSecret = "crm-client-secret";
    public const string Address = "crm-address";
    public const string Key = "crm-password";

    /// <summary>The secret part of a new address.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string SealToken(string account, string token) => keys.Seal(Address, account, token);

    /// <summary>The secret part of the address; null when the key it could be read with is gone.</summary>
    public string? Token(CrmConnection connection)
    {
        if (connection.Token is null)
        {
            // The first addresses were derived from their row, by the key of that time.
            return keys.DeriveAll("crm/v1/token")
                .Select(key => Made(key, $"{connection.Id:N}"))
                .FirstOrDefault(token => Hash(token).AsSpan().SequenceEqual(connection.TokenHash));
        }

        return Shown(Address, connection, connection.Token);
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static string NewPassword() => "lfc_" + NewToken();

    public string SealPassword(string account, string password) =>
        keys.Seal(Key, account, password);

    /// <summary>What Pipedrive sends as the password of HTTP Basic; null when the key it could be read with is gone.</summary>
    public string? Password(CrmConnection connection) =>
        connection.Password is { } kept ? Shown(Key, connection, kept) : Derived(connection);

    /// <summary>The first passwords were derived from their row.</summary>
    public string Derived(CrmConnection connection) =>
        Password(keys.Derive("crm/v1/password"), connection.Id, connection.PasswordNumber);

    public bool IsPassword(CrmConnection connection, string given, DateTimeOffset now)
    {
        var hash = Hash(given);
        var holds =
            Same(connection.PasswordHash)
            || (connection.OldPasswordUntil > now && Same(connection.OldPasswordHash));
        if (connection.PasswordNumber == 0)
        {
            return holds;
        }

        // It may have been shown under an earlier key than the one by which it is kept.
        var numbers =
            connection.OldPasswordUntil > now
                ? new[] { connection.PasswordNumber, connection.PasswordNumber - 1 }
                : [connection.PasswordNumber];
        foreach (var key in keys.DeriveAll("crm/v1/password"))
        {
            foreach (var number in numbers)
            {
                holds |= CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(Password(key, connection.Id, number)),
                    Encoding.UTF8.GetBytes(given)
                );
            }
        }

        return holds;

        bool Same(byte[]? kept) =>
            kept is not null && CryptographicOperations.FixedTimeEquals(kept, hash);
    }

    public string Seal(string account, string secret) => keys.Seal(ClientSecret, account, secret);

    public Secret? Open(CrmConnection connection) =>
        connection.Secret is { } token
            ? keys.Open(ClientSecret, connection.AccountEmail, token)
            : null;

    private string? Shown(string purpose, CrmConnection connection, string kept)
    {
        try
        {
            return keys.Open(purpose, connection.AccountEmail, kept).Reveal();
        }
        catch (FernetException)
        {
            return null;
        }
    }

    private static string Password(byte[] key, Guid connection, int number) =>
        "lfc_" + Made(key, string.Create(CultureInfo.InvariantCulture, $"{connection:N}/{number}"));

    private static string Made(byte[] key, string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
