using CsCheck;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Tests.Drafts;

public sealed class MergeTests
{
    private static readonly string[] Names = [.. MailPrompt.Fields, "budget", "kürzel"];

    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.Const(""),
        Gen.Const("  \t "),
        Gen.String[Gen.Char[' ', '~'], 1, 12]
    );

    private static Gen<string> Of(params string[] all) =>
        Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static readonly Gen<Contact> Anyone = Value
        .Array[Names.Length]
        .Select(values => new Contact
        {
            Email = "grace@customers.test",
            FirstName = values[0],
            LastName = values[1],
            Company = values[2],
            Title = values[3],
            Country = values[4],
            Attributes = { ["budget"] = values[5], ["kürzel"] = values[6] },
        });

    /// <summary>Plain words, fields and fields with a fallback, in any order.</summary>
    private static readonly Gen<(string Text, string? Name, string? Fallback)[]> Pieces = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 0, 8].Select(text => (text, (string?)null, (string?)null)),
        Gen.Select(Of(Names), Of("", " ", "  "))
            .Select(
                (name, space) => ($"{{{{{space}{name}{space}}}}}", (string?)name, (string?)null)
            ),
        Gen.Select(Of(Names), Gen.String[Gen.Char['a', 'z'], 1, 8])
            .Select(
                (name, other) => ($"{{{{{name} | \"{other}\"}}}}", (string?)name, (string?)other)
            )
    ).Array[0, 8];

    [Fact]
    public void A_missing_value_without_a_fallback_always_blocks_and_nothing_else_does() =>
        Gen.Select(Pieces, Anyone)
            .Sample(
                (pieces, contact) =>
                {
                    var filled = Merge.Fill(string.Concat(pieces.Select(p => p.Text)), contact);

                    var lacking = pieces
                        .Where(p =>
                            p.Name is not null
                            && p.Fallback is null
                            && Merge.Value(contact, p.Name).Length == 0
                        )
                        .Select(p => p.Name!)
                        .Distinct();
                    Assert.Equal(lacking, filled.Missing);
                    Assert.Equal(
                        string.Concat(
                            pieces.Select(p =>
                                p.Name is null ? p.Text
                                : Merge.Value(contact, p.Name) is { Length: > 0 } value ? value
                                : p.Fallback ?? ""
                            )
                        ),
                        filled.Text
                    );
                },
                iter: 3_000
            );

    [Fact]
    public void No_braces_reach_a_recipient_unless_their_own_value_has_them() =>
        Gen.String[Gen.Char["{}|\" ab_“”"], 0, 24]
            .Sample(
                template =>
                {
                    var contact = new Contact { Email = "grace@customers.test" };
                    var filled = Merge.Fill(template, contact);
                    Assert.True(
                        filled.Missing.Count > 0
                            || !filled.Text.Contains("{{", StringComparison.Ordinal),
                        $"“{template}” went out as “{filled.Text}”"
                    );
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("Hi {{first_name}},")]
    [InlineData("Hi {{ FIRST_NAME }},")]
    [InlineData("Hi {{first name}},")]
    [InlineData("Hi {{first_name | there}},")]
    [InlineData("Hi {{first_name | 'there'}},")]
    [InlineData("Hi {{first_name,")]
    [InlineData("Hi {{nobody_has_this}},")]
    [InlineData("Hi {{first_name | \"\"}},")]
    [InlineData("Hi {{first_name | \" \"}},")]
    public void Without_a_value_this_is_not_sent(string template) =>
        Assert.NotEmpty(
            Merge.Fill(template, new Contact { Email = "grace@customers.test" }).Missing
        );

    [Theory]
    [InlineData("Hi {{first_name | \"there\"}},", "Hi there,")]
    [InlineData("Hi {{first_name|“there”}},", "Hi there,")]
    [InlineData("{{company | \"your company\"}} and {{sender_name}}", "Navy and Ada")]
    [InlineData("{{budget}}", "{{first_name}}")]
    public void Values_and_fallbacks_are_filled_once(string template, string text)
    {
        var contact = new Contact
        {
            Email = "grace@customers.test",
            Company = "Navy",
            Attributes = { ["budget"] = "{{first_name}}" },
        };
        var filled = Merge.Fill(template, contact, "Ada");
        Assert.Equal(text, filled.Text);
        Assert.Empty(filled.Missing);
    }

    [Fact]
    public void A_value_cannot_begin_a_line_of_its_own()
    {
        var contact = new Contact
        {
            Email = "grace@customers.test",
            FirstName = "Grace\r\nBcc: eve@example.test",
        };
        Assert.DoesNotContain('\n', Merge.Fill("{{first_name}}", contact).Text);
    }
}
