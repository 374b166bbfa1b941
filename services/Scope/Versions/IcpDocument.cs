using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeadFuel.Scope.Versions;

/// <summary>What an ICP says, section by section, and the sources it quotes as they were sent.</summary>
public sealed record IcpDocument(IReadOnlyList<IcpSection> Sections, SourceList Sources)
{
    public const int Schema = 1;

    public int Claims => Sections.Sum(section => section.Claims.Count);

    public int Assumptions =>
        Sections.Sum(section => section.Claims.Count(claim => claim.Assumption));

    public sealed class Json()
        : ValueConverter<IcpDocument, string>(
            document => JsonSerializer.Serialize(document, HouseJson.Options),
            json => JsonSerializer.Deserialize<IcpDocument>(json, HouseJson.Options)!
        );
}

public sealed record IcpSection(string Key, IReadOnlyList<Claim> Claims);

/// <summary>One statement. Without a quote that occurs in its source it is an assumption.</summary>
public sealed record Claim(string Text, IReadOnlyList<Citation> Citations)
{
    public string? Label { get; init; }

    public string? Aspect { get; init; }

    public bool Assumption { get; init; }
}

public sealed record Citation(string Source, string Quote);

/// <summary>An answer as it was sent: addresses and phone numbers are masked in it.</summary>
public sealed record Source(string Id, string Question, string Text);

/// <summary>What a synthesis may quote; set once, never changed.</summary>
public sealed class SourceList(IEnumerable<Source> sources) : List<Source>(sources)
{
    public SourceList()
        : this([]) { }

    public sealed class Json()
        : ValueConverter<SourceList, string>(
            sources => JsonSerializer.Serialize(sources, HouseJson.Options),
            json => JsonSerializer.Deserialize<SourceList>(json, HouseJson.Options)!
        );
}
