using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace LeadFuel.Orbit.Providers.MicrosoftGraph;

/// <summary>Tokens as Microsoft gave them. They are opaque; only the id token is read, for whose they are.</summary>
public sealed record GrantedTokens(
    Secret Access,
    Secret Refresh,
    DateTimeOffset ExpiresAt,
    string[] Scopes,
    Secret? IdToken
);

/// <summary>Whose mailbox it is, from the id token that came with the tokens over the same connection.</summary>
public sealed record MicrosoftIdentity(string Tenant, string Directory, string Address);

/// <summary>Sign-in was refused: Microsoft's error name and number.</summary>
public sealed class SignInRefusedException(string error, int number)
    : Exception($"Microsoft sign-in: {error} {number}")
{
    private static readonly int[] Again = [65001, 70008, 700082, 50173, 50076, 50078, 50079, 53003];

    public string Error => error;

    /// <summary>Only the member can help, by connecting again. Everything else is tried later.</summary>
    public bool NeedsMember =>
        error is "invalid_grant" or "interaction_required" or "consent_required"
        || Again.Contains(number);
}

/// <summary>Asks for consent, and turns codes and refresh tokens into tokens. It sends nothing else.</summary>
public sealed class MicrosoftSignIn(
    HttpClient http,
    IOptionsMonitor<ProviderOptions> options,
    TimeProvider clock
)
{
    public const string Tokens = "orbit.sign-in";
    public const string Code = "consent code";

    /// <summary>Exactly these: nothing that writes, sends or reads calendars.</summary>
    public const string Scope = "openid profile offline_access Mail.Read";

    public static readonly Provider Provider = new(
        "Microsoft sign-in",
        new("https://login.microsoftonline.com/")
    )
    {
        Purposes =
        [
            new(
                Tokens,
                "Turns your consent into the tokens that read your mailbox, and renews them.",
                Code
            ),
        ],
        Keeps =
            "Microsoft keeps in your organisation that you let LeadFuel read your mail, until you take it back at myapps.microsoft.com.",
        Retries = 0,
    };

    private ProviderOptions App => options.Get(Provider.Name);

    public Uri AuthorizeAt(string redirectUri, string state, string verifier, string nonce)
    {
        var challenge = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return At(
            "organizations/oauth2/v2.0/authorize",
            ("client_id", App.ClientId),
            ("response_type", "code"),
            ("response_mode", "query"),
            ("redirect_uri", redirectUri),
            ("scope", Scope),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("prompt", "select_account")
        );
    }

    /// <summary>What an administrator opens to allow it for the organisation. Nothing hangs on what comes back: the page only says it.</summary>
    public Uri AdminConsentAt(string redirectUri) =>
        At(
            "organizations/v2.0/adminconsent",
            ("client_id", App.ClientId),
            ("scope", "https://graph.microsoft.com/Mail.Read"),
            ("redirect_uri", redirectUri),
            ("state", Base64Url(RandomNumberGenerator.GetBytes(16)))
        );

    public Task<GrantedTokens> Exchange(
        string code,
        string redirectUri,
        string verifier,
        CancellationToken ct
    ) =>
        Ask(
            ct,
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirectUri),
            ("code_verifier", verifier)
        );

    public Task<GrantedTokens> Refresh(Secret refresh, CancellationToken ct) =>
        Ask(ct, ("grant_type", "refresh_token"), ("refresh_token", refresh.Reveal()));

    /// <summary>Null when the id token is not about this consent.</summary>
    public MicrosoftIdentity? Identity(GrantedTokens tokens, string nonce)
    {
        if (tokens.IdToken is not { } given)
        {
            return null;
        }

        try
        {
            var id = new JsonWebToken(given.Reveal());
            string Claim(string name) =>
                id.TryGetPayloadValue<string>(name, out var value) ? value : "";
            return
                id.Audiences.Contains(App.ClientId)
                && Claim("nonce") == nonce
                && People.EmailAddress.Normal(Claim("preferred_username")) is { } address
                && Claim("tid") is { Length: > 0 } tenant
                && Claim("oid") is { Length: > 0 } directory
                ? new MicrosoftIdentity(tenant, directory, address)
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public static string Base64Url(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task<GrantedTokens> Ask(
        CancellationToken ct,
        params (string Name, string Value)[] fields
    )
    {
        using var form = new FormUrlEncodedContent(
            fields
                .Append(("client_id", App.ClientId))
                .Append(("client_secret", App.ClientSecret))
                .Append(("scope", Scope))
                .Select(field => KeyValuePair.Create(field.Item1, field.Item2))
        );
        try
        {
            using var answer = await http.PostAsync("organizations/oauth2/v2.0/token", form, ct);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
            var root = json.RootElement;
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => new GrantedTokens(
                    new Secret(root.GetProperty("access_token").GetString()!),
                    new Secret(root.GetProperty("refresh_token").GetString()!),
                    clock.GetUtcNow().AddSeconds(root.GetProperty("expires_in").GetInt32()),
                    (root.GetProperty("scope").GetString() ?? "").Split(' '),
                    root.TryGetProperty("id_token", out var id) ? new Secret(id.GetString()!) : null
                ),
                HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized =>
                    throw new SignInRefusedException(
                        root.GetProperty("error").GetString() ?? "",
                        root.TryGetProperty("error_codes", out var codes)
                        && codes.GetArrayLength() > 0
                            ? codes[0].GetInt32()
                            : 0
                    ),
                _ => throw new ProviderRefusedException(
                    Provider.Name,
                    answer.StatusCode,
                    "",
                    answer.Headers.RetryAfter?.Delta
                ),
            };
        }
        catch (Exception lost)
            when ((ProviderAway.Is(lost) || lost is JsonException or KeyNotFoundException)
                && !ct.IsCancellationRequested
            )
        {
            throw new ProviderRefusedException(Provider.Name, 0, "no_answer");
        }
    }

    private Uri At(string path, params (string Name, string Value)[] query) =>
        new(
            http.BaseAddress!,
            path
                + "?"
                + string.Join(
                    '&',
                    query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}")
                )
        );
}
