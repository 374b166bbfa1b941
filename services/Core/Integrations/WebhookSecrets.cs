using System.Globalization;

namespace LeadFuel.Core.Integrations;

/// <summary>The key of one account's webhook, derived from SECRET_KEY and stored nowhere: nobody's else signs for it.</summary>
public sealed class WebhookSecrets(SecretKeys keys)
{
    /// <summary>As the customer is shown it.</summary>
    public string Shown(string account, string endpoint, int number) =>
        "whsec_" + Convert.ToBase64String(keys.Derive(Info(account, endpoint, number)));

    public string Shown(Channel webhook) =>
        Shown(webhook.AccountEmail, Endpoint(webhook), webhook.SecretNumber);

    /// <summary>The keys that sign now, the newest first: while a secret or SECRET_KEY is being changed, the old ones, too.</summary>
    public IReadOnlyList<byte[]> Signing(Channel webhook, DateTimeOffset now)
    {
        int[] numbers =
            webhook.OldSecretUntil > now
                ? [webhook.SecretNumber, webhook.SecretNumber - 1]
                : [webhook.SecretNumber];
        return
        [
            .. numbers.SelectMany(number =>
                keys.DeriveAll(Info(webhook.AccountEmail, Endpoint(webhook), number))
            ),
        ];
    }

    private static string Endpoint(Channel webhook) => $"ep_{webhook.Id:N}";

    private static string Info(string account, string endpoint, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"webhook/v1/{account}/{endpoint}/{number}");
}
