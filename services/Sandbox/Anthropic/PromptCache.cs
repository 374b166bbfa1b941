using System.Security.Cryptography;
using System.Text;

namespace LeadFuel.Sandbox.Anthropic;

public sealed record Usage(int Input, int CacheCreation, int CacheRead);

/// <summary>Counts what a marked prefix costs the first time and saves afterwards; nothing of it is kept but a hash.</summary>
public sealed class PromptCache(TimeProvider clock)
{
    private const int Least = 1_024;
    private const int Most = 10_000;
    private static readonly TimeSpan Lives = TimeSpan.FromMinutes(5);
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> seen = [];

    public static int Tokens(int characters) => (characters + 3) / 4;

    public Usage Count(MessageRequest request, string key)
    {
        var total = Tokens(request.Prompt.Characters);
        var (read, written) = (0, 0);
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (seen.Count > Most)
            {
                seen.Clear();
            }

            foreach (var prefix in request.CachePrefixes)
            {
                var tokens = Tokens(prefix.Length);
                if (tokens < Least)
                {
                    continue;
                }

                var hash = Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{request.Model.Id}\n{prefix}"))
                );
                if (seen.TryGetValue(hash, out var until) && until > now)
                {
                    read = tokens;
                }
                else
                {
                    written = tokens - read;
                }

                seen[hash] = now + Lives;
            }
        }

        return new Usage(Math.Max(0, total - read - written), written, read);
    }
}
