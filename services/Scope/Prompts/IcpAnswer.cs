using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadFuel.Scope.Versions;

namespace LeadFuel.Scope.Prompts;

/// <summary>What the model wrote does not fit the form.</summary>
public sealed class AnswerInvalidException(string where) : Exception(where);

/// <summary>A part of the answer that is complete: a claim, or a list that began or ended.</summary>
public sealed record AnswerPart(FormList List, string Kind, Claim? Claim, int Dropped);

/// <summary>Reads the model's answer while it comes, and as a whole when it is there.</summary>
public sealed class IcpAnswer(SourceList sources)
{
    private const int MostClaims = 40;
    private const int LongestClaim = 800;
    private const int LongestLabel = 80;

    private static readonly JsonSerializerOptions Strict = new(HouseJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private readonly StringBuilder text = new();
    private int told;

    private sealed record WireClaim(string Text, IReadOnlyList<Citation> Citations)
    {
        public string? Label { get; init; }
    }

    public int Words { get; private set; }

    public void Add(string piece)
    {
        text.Append(piece);
        Words += piece.Count(letter => letter == ' ');
    }

    /// <summary>The parts that became complete since the last call, in the order of the document.</summary>
    public IReadOnlyList<AnswerPart> News()
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, default);
        var parts = new List<AnswerPart>();
        FormList? list = null;
        var began = 0L;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType, reader.CurrentDepth)
                {
                    case (JsonTokenType.PropertyName, 1):
                        var key = reader.GetString();
                        list = IcpForm.Lists.FirstOrDefault(one => one.Key == key);
                        break;
                    case (JsonTokenType.StartArray, 1) when list is not null:
                        parts.Add(new AnswerPart(list, "begun", null, 0));
                        break;
                    case (JsonTokenType.StartObject, 2):
                        began = reader.TokenStartIndex;
                        break;
                    case (JsonTokenType.EndObject, 2) when list is not null:
                        var wire = JsonSerializer.Deserialize<WireClaim>(
                            bytes.AsSpan((int)began, (int)(reader.BytesConsumed - began)),
                            Strict
                        )!;
                        var (claim, dropped) = Checked(list, wire);
                        parts.Add(new AnswerPart(list, "claim", claim, dropped));
                        break;
                    case (JsonTokenType.EndArray, 1) when list is not null:
                        parts.Add(new AnswerPart(list, "done", null, 0));
                        break;
                    default:
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // Said by Whole, once the answer has ended.
        }

        var news = parts.Skip(told).ToList();
        told = Math.Max(told, parts.Count);
        return news;
    }

    /// <summary>The whole document, valid against the form, and how many quotes stood in no source.</summary>
    public (IcpDocument Document, int Dropped) Whole()
    {
        Dictionary<string, List<WireClaim>> lists;
        try
        {
            lists =
                JsonSerializer.Deserialize<Dictionary<string, List<WireClaim>>>(
                    text.ToString(),
                    Strict
                ) ?? [];
        }
        catch (JsonException exception)
        {
            throw new AnswerInvalidException(exception.Path ?? "body");
        }

        if (
            lists.Count != IcpForm.Lists.Count
            || IcpForm.Lists.FirstOrDefault(list => !lists.ContainsKey(list.Key)) is not null
        )
        {
            throw new AnswerInvalidException("lists");
        }

        if (lists["summary"].Count == 0)
        {
            throw new AnswerInvalidException("summary");
        }

        var dropped = 0;
        var sections = new List<IcpSection>();
        foreach (var (section, _) in IcpForm.Sections)
        {
            var claims = new List<Claim>();
            foreach (var list in IcpForm.Lists.Where(list => list.Section == section))
            {
                Fits(list, lists[list.Key]);
                foreach (var wire in lists[list.Key])
                {
                    var (claim, less) = Checked(list, wire);
                    claims.Add(claim);
                    dropped += less;
                }
            }

            sections.Add(new IcpSection(section, claims));
        }

        return (new IcpDocument(sections, sources), dropped);
    }

    private static void Fits(FormList list, List<WireClaim> claims)
    {
        if (
            claims.Count > MostClaims
            || claims.Any(claim =>
                claim.Text.Trim().Length is 0 or > LongestClaim
                || claim.Label?.Length > LongestLabel
                || (claim.Label is not null && !list.Labelled)
                || claim.Citations.Count > 12
            )
        )
        {
            throw new AnswerInvalidException(list.Key);
        }
    }

    private (Claim Claim, int Dropped) Checked(FormList list, WireClaim wire)
    {
        var (citations, dropped) = Citations.Check(wire.Citations, sources);
        // A label that repeats the section's name says nothing.
        var label =
            wire.Label?.Trim() is { Length: > 0 } given && given != IcpForm.Title(list.Section)
                ? given
                : null;
        return (
            new Claim(wire.Text.Trim(), citations)
            {
                Label = label,
                Aspect = list.Aspect,
                Assumption = citations.Count == 0,
            },
            dropped
        );
    }
}
