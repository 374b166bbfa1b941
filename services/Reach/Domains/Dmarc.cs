using DnsClient;
using DnsClient.Protocol;

namespace LeadFuel.Reach.Domains;

/// <summary>Whether a domain publishes a DMARC policy. A resolver that does not answer is never an error of the page.</summary>
public sealed class Dmarc(ILookupClient dns)
{
    public const string Found = "found";
    public const string Missing = "missing";

    /// <summary>Not looked at yet.</summary>
    public const string Unknown = "unknown";

    /// <summary>Looked at, and no resolver told.</summary>
    public const string Unanswered = "unanswered";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The domain's own record, else the one of the organization above it.</summary>
    public async Task<string> Find(string domain, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            for (
                var name = domain;
                name.Contains('.', StringComparison.Ordinal);
                name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]
            )
            {
                var answer = await dns.QueryAsync(
                    $"_dmarc.{name}",
                    QueryType.TXT,
                    cancellationToken: patience.Token
                );
                if (
                    answer
                        .Answers.OfType<TxtRecord>()
                        .Any(record =>
                            string.Concat(record.Text)
                                .StartsWith("v=DMARC1", StringComparison.OrdinalIgnoreCase)
                        )
                )
                {
                    return Found;
                }

                if (
                    answer.HasError
                    && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain
                )
                {
                    return Unanswered;
                }
            }

            return Missing;
        }
        catch (Exception exception)
            when (exception is DnsResponseException or OperationCanceledException
                && !ct.IsCancellationRequested
            )
        {
            return Unanswered;
        }
    }
}
