using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace LeadFuel.Reach.Replies;

/// <summary>A stranger's HTML without anything that runs, loads or sends. Images are left out: loading one tells the sender that it was read.</summary>
public static class SafeHtml
{
    private const int Longest = 200_000;
    private const int Deepest = 200;
    private const int Open = 500;
    private const int Most = 100_000;
    private const string Silent =
        "head, script, style, title, template, noscript, noembed, noframes, svg, math, iframe, object, embed, form, textarea, select, audio, video, canvas";

    private static readonly HtmlSanitizer Sanitizer = Make();

    public static string Of(string html)
    {
        var document = Parsed(html);
        if (document.Body is not { } body || TooDeep(body))
        {
            return "";
        }

        return Sanitizer.SanitizeDom(document, body).Body?.InnerHtml.Trim() ?? "";
    }

    /// <summary>The text of HTML, for mails that bring no text of their own.</summary>
    public static string Text(string html)
    {
        var document = Parsed(html);
        if (document.Body is not { } body || TooDeep(body))
        {
            return "";
        }

        foreach (var end in body.QuerySelectorAll("br, p, div, li, tr, h1, h2, h3, blockquote"))
        {
            end.After(document.CreateTextNode("\n"));
        }

        return body.TextContent.Trim();
    }

    private static IHtmlDocument Parsed(string html)
    {
        var document = Read(html.Length > Longest ? html[..Longest] : html);
        foreach (var silent in document.QuerySelectorAll(Silent).ToList())
        {
            silent.Remove();
        }

        return document;
    }

    // The parser's time grows with the square of the depth, and open <font>s are made anew in each paragraph: a small
    // mail could keep it busy for minutes.
    private static IHtmlDocument Read(string html)
    {
        var made = 0;
        IElement? last = null;
        var options = new HtmlParserOptions
        {
            OnCreated = (element, _) =>
            {
                if (++made > Most || Depth(last) > Open)
                {
                    throw new EndlessException();
                }

                last = element;
            },
        };
        try
        {
            return new HtmlParser(options).ParseDocument(html);
        }
        catch (EndlessException)
        {
            return new HtmlParser().ParseDocument("");
        }
    }

    private sealed class EndlessException : Exception;

    private static int Depth(IElement? element)
    {
        var depth = 0;
        for (; element is not null && depth <= Open; element = element.ParentElement)
        {
            depth++;
        }

        return depth;
    }

    // What follows walks the tree by calling itself: a mail nested ten thousand deep would end the process.
    private static bool TooDeep(INode root)
    {
        var depth = 0;
        for (var node = root; ; )
        {
            if (node.FirstChild is { } child)
            {
                if (++depth > Deepest)
                {
                    return true;
                }

                node = child;
                continue;
            }

            while (node != root && node!.NextSibling is null)
            {
                node = node.Parent;
                depth--;
            }

            if (node == root)
            {
                return false;
            }

            node = node!.NextSibling!;
        }
    }

    private static HtmlSanitizer Make()
    {
        var sanitizer = new HtmlSanitizer { KeepChildNodes = true, AllowDataAttributes = false };
        Only(
            sanitizer.AllowedTags,
            "a b blockquote body br code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul".Split(
                ' '
            )
        );
        Only(sanitizer.AllowedAttributes, ["href", "colspan", "rowspan"]);
        Only(sanitizer.AllowedSchemes, ["https", "http", "mailto"]);
        sanitizer.AllowedCssProperties.Clear();
        sanitizer.AllowedAtRules.Clear();
        sanitizer.PostProcessNode += (_, step) =>
        {
            if (step.Node is IHtmlAnchorElement link && link.HasAttribute("href"))
            {
                link.SetAttribute("rel", "noopener noreferrer nofollow");
                link.SetAttribute("target", "_blank");
            }
        };
        return sanitizer;
    }

    private static void Only(ISet<string> set, IEnumerable<string> items)
    {
        set.Clear();
        set.UnionWith(items);
    }
}
