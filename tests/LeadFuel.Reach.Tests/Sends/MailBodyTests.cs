using System.Text;
using CsCheck;
using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.Tests.Sends;

public sealed class MailBodyTests
{
    private static readonly Guid Id = Guid.Parse("01938f00-0000-7000-8000-000000000001");

    private static MailBody Body(string name, string subject, string text) =>
        new()
        {
            MessageId = Id,
            EnrolmentId = Id,
            FromName = name,
            FromAddress = "ada@mail.leadfuel.test",
            To = "grace@customers.test",
            Subject = subject,
            Text = text,
            PostalAddress = Stage.Postal,
            Unsubscribe = new Uri("https://app.leadfuel.test/u/abc"),
            ReplyToken = "abcdefghijklmnopqrstuvwxyz",
            InboundDomain = "in.leadfuel.test",
        };

    [Fact]
    public void The_same_values_are_the_same_bytes_whatever_they_hold() =>
        Gen.Select(Gen.String, Gen.String, Gen.String)
            .Sample(
                (name, subject, text) =>
                    Assert.Equal(
                        Body(name, subject, text).ToBytes(),
                        Body(name, subject, text).ToBytes()
                    )
            );

    [Fact]
    public void No_value_can_add_a_header_or_markup() =>
        Gen.Select(Gen.String, Gen.String)
            .Sample(
                (name, subject) =>
                {
                    var json = Stage.Json(
                        Encoding.UTF8.GetString(
                            Body($"{name}\r\nBcc: eve@x.test", $"{subject}\r\nX-Evil: 1", "t")
                                .ToBytes()
                        )
                    );
                    Assert.DoesNotContain(json.GetProperty("from").GetString()!, char.IsControl);
                    Assert.DoesNotContain(json.GetProperty("subject").GetString()!, char.IsControl);
                    Assert.Equal(3, json.GetProperty("headers").EnumerateObject().Count());
                }
            );

    [Fact]
    public void Text_is_shown_as_text_in_the_html()
    {
        var html = Body("Ada", "s", "1 < 2 & <script>alert(1)</script>\n\nNext").Html;
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("1 &lt; 2 &amp;", html, StringComparison.Ordinal);
        Assert.Contains("<p>Next</p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_found_in_its_address_however_it_is_written()
    {
        var token = ReplyToken.New();
        Assert.Equal(
            (token, false),
            ReplyToken.In($"Reply+{token.ToUpperInvariant()}@IN.leadfuel.test")
        );
        Assert.Equal((token, true), ReplyToken.In(ReplyToken.UnsubscribeAddress(token, "x.test")));
        Assert.Null(ReplyToken.In($"reply+{token}x@in.leadfuel.test"));
        Assert.Null(ReplyToken.In("reply+@in.leadfuel.test"));
        Assert.Null(ReplyToken.In($"{token}@in.leadfuel.test"));
    }

    [Theory]
    [InlineData("Hi {{first_name}}", "Hi Grace", "")]
    [InlineData("Hi {{ First_Name }}!", "Hi Grace!", "")]
    [InlineData("Hi {{last_name}}", "Hi ", "last_name")]
    [InlineData("Hi {{last_name | \"there\"}}", "Hi there", "")]
    [InlineData("Hi {{last_name|\"\"}}", "Hi ", "last_name")]
    [InlineData("On {{plan}}", "On {{x}}", "")]
    [InlineData("Hi {{first name}}", "Hi {{first name}}", "{{")]
    [InlineData("Hi {{nobody}} {{nobody}}", "Hi  ", "nobody")]
    public void A_field_is_filled_or_named_as_missing(string template, string text, string missing)
    {
        var contact = new Reach.Contacts.Contact
        {
            Email = "g@x.test",
            FirstName = "Grace",
            Attributes = new() { ["plan"] = "{{x}}" },
        };
        var filled = Merge.Fill(template, contact);
        Assert.Equal(text, filled.Text);
        Assert.Equal(missing, string.Join(',', filled.Missing));
    }
}
