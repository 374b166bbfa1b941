using System.Text;
using System.Text.RegularExpressions;

namespace LeadFuel.Signal.Posts;

/// <summary>A piece of a post as LinkedIn knows it.</summary>
public abstract record PostElement
{
    public sealed record Plain(string Text) : PostElement;

    public sealed record Hashtag(string Tag) : PostElement;

    public sealed record Mention(string Name, string Urn) : PostElement;

    public sealed record Link(string Address) : PostElement;
}

/// <summary>
/// LinkedIn's "little" text: it cuts a post, silently, at the first reserved character that is not escaped. Comments are not
/// written in it.
/// </summary>
public static partial class LittleText
{
    /// <summary>LinkedIn's limit, in UTF-16 units of what is shown.</summary>
    public const int Longest = 3_000;

    /// <summary>About where LinkedIn shows "see more".</summary>
    public const int Fold = 210;

    private const string Reserved = "\\|{}@[]()<>#*_~";

    // In an address these stay bare: escaped, they would break what it names.
    private const string EncodedInLinks = "()[]{}<>|*\\";

    /// <summary>The text taken apart; a mention is a name that was picked, written after an @.</summary>
    public static IReadOnlyList<PostElement> Elements(
        string text,
        IReadOnlyList<PostElement.Mention> mentions
    )
    {
        var elements = new List<PostElement>();
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length; )
        {
            if (Begins(text, at, plain.Length == 0) && Element(text, at, mentions) is { } found)
            {
                Flush();
                elements.Add(found.Element);
                at += found.Length;
            }
            else
            {
                plain.Append(text[at++]);
            }
        }

        Flush();
        return elements;

        void Flush()
        {
            if (plain.Length > 0)
            {
                elements.Add(new PostElement.Plain(plain.ToString()));
                plain.Clear();
            }
        }
    }

    /// <summary>What is sent.</summary>
    public static string Render(IEnumerable<PostElement> elements) =>
        string.Concat(
            elements.Select(element =>
                element switch
                {
                    PostElement.Plain plain => Escape(plain.Text),
                    PostElement.Hashtag hashtag => $"{{hashtag|\\#|{hashtag.Tag}}}",
                    PostElement.Mention mention => $"@[{Escape(mention.Name)}]({mention.Urn})",
                    PostElement.Link link => link.Address,
                    _ => "",
                }
            )
        );

    /// <summary>What people will read at LinkedIn.</summary>
    public static string Shown(IEnumerable<PostElement> elements) =>
        string.Concat(
            elements.Select(element =>
                element switch
                {
                    PostElement.Plain plain => plain.Text,
                    PostElement.Hashtag hashtag => $"#{hashtag.Tag}",
                    PostElement.Mention mention => mention.Name,
                    PostElement.Link link => link.Address,
                    _ => "",
                }
            )
        );

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (Reserved.Contains(letter))
            {
                escaped.Append('\\');
            }

            escaped.Append(letter);
        }

        return escaped.ToString();
    }

    public static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && Reserved.Contains(text[at + 1]))
            {
                at++;
            }

            plain.Append(text[at]);
        }

        return plain.ToString();
    }

    /// <summary>Takes apart what was rendered.</summary>
    public static IReadOnlyList<PostElement> Parse(string commentary)
    {
        var elements = new List<PostElement>();
        var plain = 0;
        var at = 0;
        while (at < commentary.Length)
        {
            if (Rendered(commentary, at, Begins(commentary, at, plain == at)) is not { } found)
            {
                at += commentary[at] == '\\' && at + 1 < commentary.Length ? 2 : 1;
                continue;
            }

            Flush(at);
            elements.Add(found.Element);
            at = plain = at + found.Length;
        }

        Flush(at);
        return elements;

        void Flush(int end)
        {
            if (end > plain)
            {
                elements.Add(new PostElement.Plain(Unescape(commentary[plain..end])));
            }
        }
    }

    // In the middle of a word nothing begins; right after another element it does.
    private static bool Begins(string text, int at, bool afterElement) =>
        afterElement || at == 0 || !char.IsLetterOrDigit(text[at - 1]);

    private static (PostElement Element, int Length)? Element(
        string text,
        int at,
        IReadOnlyList<PostElement.Mention> mentions
    )
    {
        if (text[at] == '#' && HashtagWord().Match(text, at + 1) is { Success: true } tag)
        {
            return (new PostElement.Hashtag(tag.Value), tag.Length + 1);
        }

        if (text[at] == '@')
        {
            var picked = mentions
                .Where(mention =>
                    string.CompareOrdinal(text, at + 1, mention.Name, 0, mention.Name.Length) == 0
                )
                .MaxBy(mention => mention.Name.Length);
            return picked is null ? null : (picked, picked.Name.Length + 1);
        }

        if (LinkStart().Match(text, at) is not { Success: true } link)
        {
            return null;
        }

        var address = Ended(link.Value);
        return (new PostElement.Link(Encode(address)), address.Length);
    }

    private static (PostElement Element, int Length)? Rendered(string text, int at, bool begins)
    {
        if (RenderedHashtag().Match(text, at) is { Success: true } tag)
        {
            return (new PostElement.Hashtag(tag.Groups["tag"].Value), tag.Length);
        }

        if (RenderedMention().Match(text, at) is { Success: true } mention)
        {
            return (
                new PostElement.Mention(
                    Unescape(mention.Groups["name"].Value),
                    mention.Groups["urn"].Value
                ),
                mention.Length
            );
        }

        if (!begins || LinkStart().Match(text, at) is not { Success: true } link)
        {
            return null;
        }

        var address = Ended(
            new string([.. link.Value.TakeWhile(c => !EncodedInLinks.Contains(c))])
        );
        return (new PostElement.Link(address), address.Length);
    }

    // What ends a sentence or closes a bracket around the address is not part of it.
    private static string Ended(string address)
    {
        while (address.Length > "https://".Length)
        {
            var last = address[^1];
            var closes =
                last is ')' or ']' or '}'
                && address.Count(c => c == last) > address.Count(c => c == Opening(last));
            if (!closes && !".,;:!?'\"…”’".Contains(last))
            {
                break;
            }

            address = address[..^1];
        }

        return address;
    }

    private static char Opening(char closing) =>
        closing switch
        {
            ')' => '(',
            ']' => '[',
            _ => '{',
        };

    private static string Encode(string address)
    {
        var encoded = new StringBuilder(address.Length);
        foreach (var letter in address)
        {
            encoded.Append(
                EncodedInLinks.Contains(letter) ? Uri.HexEscape(letter) : letter.ToString()
            );
        }

        return encoded.ToString();
    }

    [GeneratedRegex(@"\G(?=\p{N}*\p{L})[\p{L}\p{N}]+")]
    private static partial Regex HashtagWord();

    [GeneratedRegex(@"\Ghttps?://[^\s]+")]
    private static partial Regex LinkStart();

    [GeneratedRegex(@"\G\{hashtag\|\\#\|(?<tag>[\p{L}\p{N}]+)\}")]
    private static partial Regex RenderedHashtag();

    [GeneratedRegex(
        @"\G@\[(?<name>(?:[^\[\]\\]|\\.)+)\]\((?<urn>urn:li:(?:person|organization):[\w-]+)\)"
    )]
    private static partial Regex RenderedMention();
}
