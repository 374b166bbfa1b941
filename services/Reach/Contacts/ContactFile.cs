using System.Text;

namespace LeadFuel.Reach.Contacts;

/// <summary>A row of a file with the line it begins on.</summary>
public sealed record FileRow(int Line, string[] Cells);

/// <summary>What somebody gave to import, and how it was encoded.</summary>
public sealed record Given(string Text, string Encoding);

/// <summary>Bytes or pasted text as rows: encoding and delimiter are found, quotes may span lines.</summary>
public static class ContactFile
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>The text that was pasted, or that of the file that was chosen, without zero bytes.</summary>
    public static Outcome<Given> Read(string? text, string? base64, int largest)
    {
        var (given, encoding) = (text ?? "", "text");
        if (base64 is { Length: > 0 })
        {
            var bytes = new byte[base64.Length];
            if (!Convert.TryFromBase64String(base64, bytes, out var length))
            {
                return Refuse.Invalid("base64", "The file did not arrive whole. Choose it again.");
            }

            (given, encoding) = Decode(bytes[..length]);
        }

        if (given.Length > largest)
        {
            return new Refused(
                Refusal.TooLarge,
                "too-large",
                "This file is too large.",
                "A file may hold 1 MiB. Split it and import the parts."
            );
        }

        given = given.Replace("\0", "", StringComparison.Ordinal);
        // In the request a file is not readable, so it is looked through here (T45).
        return CardNumbers.LineOf(given) is { } line
            ? Refuse.Unprocessable(
                "card-number",
                $"Line {line} seems to hold the number of a payment card, which LeadFuel never takes. Nothing was imported. Take the number out and import again."
            )
            : new Given(given, encoding);
    }

    public static (string Text, string Encoding) Decode(byte[] bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
        {
            return (Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3), "UTF-8");
        }

        if (bytes is [0xFF, 0xFE, ..])
        {
            return (Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2), "UTF-16");
        }

        if (bytes is [0xFE, 0xFF, ..])
        {
            return (Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2), "UTF-16");
        }

        try
        {
            return (new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), "UTF-8");
        }
        catch (DecoderFallbackException)
        {
            // What is not UTF-8 comes from Excel on Windows.
            return (
                CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes),
                "Windows-1252"
            );
        }
    }

    public static (IReadOnlyList<FileRow> Rows, char Delimiter) Read(string text)
    {
        var delimiter = Delimiter(text);
        var rows = new List<FileRow>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (quoted, line, began) = (false, 1, 1);
        void EndCell()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (cells.Any(value => value.Length > 0))
            {
                rows.Add(new FileRow(began, [.. cells]));
            }

            cells.Clear();
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    line += c == '\n' ? 1 : 0;
                    cell.Append(c);
                }
            }
            // Only a cell that begins with a quote and is closed before a delimiter is a quoted one; "a b"@c.d is an address.
            else if (
                c == '"'
                && cell.ToString().Trim().Length == 0
                && ClosesAsCell(text, i, delimiter)
            )
            {
                cell.Clear();
                quoted = true;
            }
            else if (c == delimiter)
            {
                EndCell();
            }
            else if (c == '\n')
            {
                EndRow();
                began = ++line;
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        EndRow();
        return (rows, delimiter);
    }

    private static bool ClosesAsCell(string text, int open, char delimiter)
    {
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                continue;
            }

            if (i + 1 == text.Length || text[i + 1] == delimiter || text[i + 1] is '\r' or '\n')
            {
                return true;
            }

            if (text[i + 1] != '"')
            {
                return false;
            }

            i++;
        }

        return false;
    }

    private static char Delimiter(string text)
    {
        var head = text.Split('\n', 2)[0];
        return Delimiters.MaxBy(candidate => head.Count(c => c == candidate));
    }
}
