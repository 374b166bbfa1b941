using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace LeadFuel.Prompts;

/// <summary>Something personal was found in the bytes that were about to leave; nothing has left.</summary>
public sealed class PersonalTextFoundException()
    : Exception("The request holds an address or a phone number.");

/// <summary>The bytes differ from those that the person saw; nothing has left.</summary>
public sealed class RequestChangedException()
    : Exception("The request differs from the one that was shown.");

/// <summary>
/// The last look at the bytes: equal to what was shown (S-12, R-23), and no address or phone number in any decoded string (T15).
/// It stands before the egress ledger, so what it stops is not recorded as having left.
/// `included`: whole blocks that a person ticked for this one request (T16); only they are passed over.
/// </summary>
public sealed class PromptGuard(string promised, IReadOnlyList<string>? included = null)
    : DelegatingHandler
{
    public HttpStatusCode? Status { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = request.Content is null
            ? []
            : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (Hash(body) != promised)
        {
            throw new RequestChangedException();
        }

        Check(body, included);
        var response = await base.SendAsync(request, cancellationToken);
        Status = response.StatusCode;
        RetryAfter = response.Headers.RetryAfter?.Delta;
        return response;
    }

    public static string Hash(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    public static void Check(byte[] body, IReadOnlyList<string>? included = null)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            // Decoded, so that \u0040 is seen as what it is.
            if (
                reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && PersonalText.In(Without(included, reader.GetString()!))
            )
            {
                throw new PersonalTextFoundException();
            }
        }
    }

    private static string Without(IReadOnlyList<string>? included, string text) =>
        (included ?? []).Aggregate(
            text,
            (left, block) => left.Replace(block, " ", StringComparison.Ordinal)
        );
}

/// <summary>Takes the bytes that the SDK would send and sends nothing.</summary>
public sealed class BodyCatcher : DelegatingHandler
{
    public byte[] Body { get; private set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(""),
            RequestMessage = request,
        };
    }
}
