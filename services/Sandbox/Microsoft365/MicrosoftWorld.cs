using System.Collections.Concurrent;
using System.Globalization;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>All mailboxes; whoever signs in has one, made from their address.</summary>
public sealed class MicrosoftWorld(TimeProvider clock, IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, MicrosoftBox> boxes = new();
    private readonly int messages = configuration.GetValue("Sandbox:Microsoft:Messages", 600);
    private readonly int days = configuration.GetValue("Sandbox:Microsoft:Days", 420);

    public IEnumerable<MicrosoftBox> All =>
        boxes.Values.OrderBy(box => box.Address, StringComparer.Ordinal);

    public MicrosoftBox Box(string address) =>
        boxes.GetOrAdd(
            address.Trim().ToLowerInvariant(),
            key => Make(key, messages, days, null, null, null, null)
        );

    public MicrosoftBox? Known(string address) =>
        boxes.GetValueOrDefault(address.Trim().ToLowerInvariant());

    public MicrosoftBox Replace(
        string address,
        int? count,
        int? span,
        int? seed,
        int? people,
        string? name,
        DateTimeOffset? until
    )
    {
        var key = address.Trim().ToLowerInvariant();
        return boxes[key] = Make(key, count ?? messages, span ?? days, seed, people, name, until);
    }

    private MicrosoftBox Make(
        string address,
        int count,
        int span,
        int? seed,
        int? people,
        string? name,
        DateTimeOffset? until
    )
    {
        var now = until ?? clock.GetUtcNow();
        return new MicrosoftBox(
            address,
            name
                ?? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(
                    address.Split('@')[0].Replace('.', ' ').Replace('-', ' ')
                ),
            new MailboxStory(seed ?? MailboxStory.SeedOf(address), count, span, people, now),
            now
        );
    }
}
