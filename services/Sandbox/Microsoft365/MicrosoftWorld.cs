using System.Collections.Concurrent;
using System.Globalization;
using LeadFuel.Sandbox.Resend;

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

    /// <summary>The mailbox behind an address, with or without a plus part, and whether it takes mail there.</summary>
    public (MicrosoftBox Box, bool Takes)? Behind(string address)
    {
        var bare = MailAddress.Bare(address);
        var (plus, at) = (bare.IndexOf('+'), bare.LastIndexOf('@'));
        var plain = plus > 0 && plus < at ? bare[..plus] + bare[at..] : bare;
        return Known(plain) is { NoExchange: false } box
            ? (box, plain == bare || !box.NoPlus)
            : null;
    }

    /// <summary>Puts a mail from outside into each mailbox that it is for; true when it was for any.</summary>
    public bool Take(IEnumerable<string> recipients, GivenMail mail)
    {
        var boxes = recipients
            .Select(Behind)
            .OfType<(MicrosoftBox Box, bool Takes)>()
            .Where(one => one.Takes)
            .Select(one => one.Box)
            .Distinct()
            .ToList();
        foreach (var box in boxes)
        {
            box.Add(mail, clock.GetUtcNow());
        }

        return boxes.Count > 0;
    }

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
