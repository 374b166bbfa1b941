using CsCheck;
using LeadFuel.Reach.Replies;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Replies;

public sealed class SafeHtmlTests(Suite suite)
{
    [Theory]
    [InlineData("<p>Hi <b>Ada</b></p>", "<p>Hi <b>Ada</b></p>")]
    [InlineData("<img src=\"https://track.test/1.gif\">Hi", "Hi")]
    [InlineData("<p style=\"background:url(https://track.test/x)\">Hi</p>", "<p>Hi</p>")]
    [InlineData("<style>@import 'https://x.test/a.css'</style>Hi", "Hi")]
    [InlineData("<script>alert(1)</script>Hi", "Hi")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>")]
    [InlineData("<p onclick=\"alert(1)\">Hi</p>", "<p>Hi</p>")]
    [InlineData("<form action=\"https://x.test\"><input name=\"p\">Hi</form>", "")]
    [InlineData("<iframe src=\"https://x.test\"></iframe>Hi", "Hi")]
    [InlineData("<svg><a xlink:href=\"javascript:alert(1)\">x</a></svg>Hi", "Hi")]
    [InlineData("<article><p>Hi</p></article>", "<p>Hi</p>")]
    [InlineData(
        "<table background=\"https://x.test/a\"><tr><td>Hi</td></tr></table>",
        "<table><tbody><tr><td>Hi</td></tr></tbody></table>"
    )]
    [InlineData("", "")]
    public void Words_stay_and_what_acts_or_loads_goes(string html, string safe) =>
        Assert.Equal(safe, SafeHtml.Of(html));

    [Fact]
    public void A_link_opens_elsewhere_and_tells_nothing() =>
        Assert.Equal(
            "<a href=\"https://x.test/\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a>",
            SafeHtml.Of("<a href=\"https://x.test/\" ping=\"https://y.test\">x</a>")
        );

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<blockquote></p>")]
    [InlineData("<div><!--</div>-->")]
    [InlineData("<div><textarea></div></textarea>")]
    public void A_mail_nested_without_end_ends_nobody(string tag) =>
        Assert.Equal("", SafeHtml.Of(string.Concat(Enumerable.Repeat(tag, 15_000))));

    [Fact]
    public void A_mail_whose_open_fonts_are_made_anew_in_each_paragraph_ends_nobody() =>
        Assert.Equal(
            "",
            SafeHtml.Of(
                string.Concat(Enumerable.Range(0, 3_000).Select(i => $"<font size={i}>"))
                    + string.Concat(Enumerable.Repeat("<p>x", 20_000))
            )
        );

    [Fact]
    public void Nothing_that_runs_or_loads_comes_through() =>
        Gen.OneOf(
                Gen.Const("<script>"),
                Gen.Const("<img src=x onerror=alert(1)>"),
                Gen.Const("</"),
                Gen.Const("<!--"),
                Gen.Const("-->"),
                Gen.Const("<svg><style>"),
                Gen.Const("<math><mi>"),
                Gen.Const("<a href='java&#10;script:x'>"),
                Gen.Const("<noscript>"),
                Gen.Const("\"'>"),
                Gen.Const("<template>"),
                Gen.Const("<p style='background:url(x)'>"),
                Gen.String
            )
            .Array[1, 12]
            .Sample(parts =>
            {
                var once = SafeHtml.Of(string.Concat(parts));
                var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(once);
                Assert.Empty(
                    document.QuerySelectorAll(
                        "script, img, svg, math, style, iframe, [style], [onerror], [src]"
                    )
                );
                Assert.All(
                    document.QuerySelectorAll("a[href]"),
                    a => Assert.Matches("^(https?|mailto):", a.GetAttribute("href")!)
                );
            });

    [Fact]
    public void Html_alone_gives_text() =>
        Assert.Equal(
            "Hi Ada\nBye",
            SafeHtml.Text("<head><title>t</title></head><p>Hi <b>Ada</b></p>Bye<script>x</script>")
        );

    [Fact]
    public async Task A_strangers_html_is_kept_without_anything_that_loads_or_runs()
    {
        var (campaign, mail) = await ReplyTests.Sent(suite);

        await suite.Sandbox.Post(
            "/inbound",
            new
            {
                team = "reach",
                from = "x@elsewhere.test",
                to = mail.ReplyTo[0],
                subject = "Re",
                text = (string?)null,
                html = "<p>Hi</p><img src=\"https://track.test/1.gif\"><script>alert(1)</script>",
            }
        );
        await campaign.Settle();

        var thread = await campaign.Member.Reach.Json($"/threads/{campaign.Person.EnrolmentId}");
        var received = thread
            .GetProperty("items")
            .EnumerateArray()
            .Single(i => i.GetProperty("kind").GetString() == "received");
        Assert.Equal("<p>Hi</p>", received.GetProperty("html").GetString());
        Assert.Equal("Hi", received.GetProperty("text").GetString());
    }
}
