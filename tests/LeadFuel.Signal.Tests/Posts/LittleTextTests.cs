using CsCheck;
using LeadFuel.Signal.Posts;

namespace LeadFuel.Signal.Tests.Posts;

/// <summary>LinkedIn cuts a text at the first reserved character that is not escaped, and says nothing.</summary>
public sealed class LittleTextTests
{
    private static readonly PostElement.Mention[] Pages =
    [
        new("Kestrel Labs", "urn:li:organization:12345678"),
        new("K (EU) [x]", "urn:li:organization:87654321"),
    ];

    // The letters that are dangerous, and some that stand beside them.
    private static readonly string[] Pieces =
    [
        "\\",
        "|",
        "{",
        "}",
        "@",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "#",
        "*",
        "_",
        "~",
        " ",
        "\n",
        "a",
        "é",
        "7",
        ".",
        "日",
        "🙂",
        "https://x.io/a_(b)",
        "#B2B",
        "#1",
        "@Kestrel Labs",
        "@K (EU) [x]",
        "{hashtag|\\#|x}",
        "https://",
        "\ud800",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Int[0, Pieces.Length - 1].Select(at => Pieces[at]),
            Gen.Char.Select(c => c.ToString())
        )
        .List[0, 40]
        .Select(parts => string.Concat(parts));

    [Theory]
    [InlineData(
        "Win (50%) for C# & snake_case #B2B https://x.io/a_(b)",
        @"Win \(50%\) for C\# & snake\_case {hashtag|\#|B2B} https://x.io/a_%28b%29"
    )]
    [InlineData(
        "(see https://x.io/a_b?utm_source=li#top).",
        @"\(see https://x.io/a_b?utm_source=li#top\)."
    )]
    [InlineData(@"a\b|c{d}e@f[g]h<i>j*k~l", @"a\\b\|c\{d\}e\@f\[g\]h\<i\>j\*k\~l")]
    [InlineData("Hello @Kestrel Labs!", "Hello @[Kestrel Labs](urn:li:organization:12345678)!")]
    [InlineData("mail@kestrel.test #7", @"mail\@kestrel.test \#7")]
    public void A_text_is_written_as_LinkedIn_reads_it(string text, string sent) =>
        Assert.Equal(sent, LittleText.Render(LittleText.Elements(text, Pages)));

    [Fact]
    public void What_is_escaped_comes_back_as_it_was() =>
        Texts.Sample(
            text => Assert.Equal(text, LittleText.Unescape(LittleText.Escape(text))),
            iter: 20_000
        );

    [Fact]
    public void What_is_rendered_is_read_as_the_same_elements() =>
        Texts.Sample(
            text =>
            {
                var elements = LittleText.Elements(text, Pages);
                Assert.Equal(elements, LittleText.Parse(LittleText.Render(elements)));
            },
            iter: 20_000
        );

    [Fact]
    public void LinkedIn_shows_all_of_it_and_counts_no_more_than_we_do() =>
        Texts.Sample(
            text =>
            {
                var elements = LittleText.Elements(text, Pages);
                // Read by the rules of LinkedIn, which the Sandbox has of its own.
                Assert.Equal(
                    LittleText.Shown(elements),
                    Sandbox.LinkedIn.LittleText.Shown(LittleText.Render(elements))
                );
            },
            iter: 20_000
        );

    [Fact]
    public void An_unescaped_text_would_be_cut()
    {
        const string Text = "Costs fell by half (really) last year";

        Assert.Equal("Costs fell by half ", Sandbox.LinkedIn.LittleText.Shown(Text));
    }
}
