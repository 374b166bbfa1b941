using System.Text.Json;
using CsCheck;
using LeadFuel.Reach.Drafts;

namespace LeadFuel.Reach.Tests.Drafts;

public sealed class PartialMailTests
{
    [Fact]
    public void However_an_answer_is_cut_what_is_read_is_a_beginning_of_it() =>
        Gen.Select(Gen.String[Gen.Char[' ', 'ÿ'], 0, 30], Gen.String[Gen.Char['\n', '~'], 0, 60])
            .Sample(
                (subject, body) =>
                {
                    var json = JsonSerializer.Serialize(new { subject, body });
                    for (var length = 0; length <= json.Length; length++)
                    {
                        var read = PartialMail.Read(json[..length]);
                        Assert.StartsWith(read.Subject, Plain(subject, " "));
                        Assert.StartsWith(read.Body, Plain(body, "\n"), StringComparison.Ordinal);
                    }

                    Assert.Equal(
                        (Plain(subject, " "), Plain(body, "\n")),
                        (PartialMail.Read(json).Subject, PartialMail.Read(json).Body)
                    );
                },
                iter: 200
            );

    private static string Plain(string text, string line) => text.ReplaceLineEndings(line).Trim();
}
