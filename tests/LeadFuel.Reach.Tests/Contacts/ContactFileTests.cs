using System.Text;
using LeadFuel.Reach.Contacts;

namespace LeadFuel.Reach.Tests.Contacts;

public sealed class ContactFileTests
{
    [Theory]
    [InlineData("ada+news@example.org", "ada+news@example.org")]
    [InlineData("Ada Lovelace <Ada@Example.ORG>", "ada@example.org")]
    // A domain has one form, whatever alphabet it was written in.
    [InlineData("jürgen@müller.example", "jürgen@xn--mller-kva.example")]
    [InlineData("\"ada l\"@example.org", "\"ada l\"@example.org")]
    [InlineData("o'brien@example.co.uk,", "o'brien@example.co.uk")]
    public void An_address_is_read_however_it_is_written(string written, string address)
    {
        Assert.True(Address.TryRead(written, out var read, out _));
        Assert.Equal(address, read);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ada@localhost")]
    [InlineData("ada@@example.org")]
    [InlineData("ada@exa mple.org")]
    [InlineData("@example.org")]
    [InlineData("ada..l@example.org")]
    public void What_is_no_address_is_not_taken_for_one(string written) =>
        Assert.False(Address.TryRead(written, out _, out _));

    [Fact]
    public void A_file_of_excel_on_windows_keeps_its_umlauts()
    {
        var bytes = CodePagesEncodingProvider
            .Instance.GetEncoding(1252)!
            .GetBytes("Vorname;E-Mail\nJürgen – €;j@example.org\n");
        var (text, encoding) = ContactFile.Decode(bytes);
        var (rows, delimiter) = ContactFile.Read(text);
        Assert.Equal(("Windows-1252", ';', "Jürgen – €"), (encoding, delimiter, rows[1].Cells[0]));
    }

    [Fact]
    public void Utf_16_and_utf_8_with_a_mark_are_read()
    {
        foreach (
            var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8 }
        )
        {
            var (text, _) = ContactFile.Decode([
                .. encoding.GetPreamble(),
                .. encoding.GetBytes("email\tname\nзоя@example.org\tЗоя"),
            ]);
            Assert.Equal(["зоя@example.org", "Зоя"], ContactFile.Read(text).Rows[1].Cells);
        }
    }

    [Fact]
    public void Quotes_hold_delimiters_and_line_ends_and_lines_are_counted()
    {
        var (rows, _) = ContactFile.Read(
            "email,company\r\na@example.org,\"Acme, \"\"North\"\"\nLtd\"\r\n\r\nb@example.org,B\r\n"
        );
        Assert.Equal("Acme, \"North\"\nLtd", rows[1].Cells[1]);
        Assert.Equal([1, 2, 5], rows.Select(row => row.Line));
    }

    [Fact]
    public void A_quote_that_never_closes_takes_no_other_row_with_it()
    {
        var (rows, _) = ContactFile.Read("email,company\na@example.org,\"Acme\nb@example.org,B\n");
        Assert.Equal(["a@example.org", "b@example.org"], rows.Skip(1).Select(row => row.Cells[0]));
    }
}
