using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace LeadFuel.Orbit;

/// <summary>A small value kept as jsonb, written and compared as its text.</summary>
public static class JsonColumn
{
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) =>
        property
            .HasColumnType("jsonb")
            .HasConversion(
                value => JsonSerializer.Serialize(value, HouseJson.Options),
                text => JsonSerializer.Deserialize<T>(text, HouseJson.Options)!,
                new ValueComparer<T>(
                    (left, right) =>
                        JsonSerializer.Serialize(left, HouseJson.Options)
                        == JsonSerializer.Serialize(right, HouseJson.Options),
                    value =>
                        JsonSerializer
                            .Serialize(value, HouseJson.Options)
                            .GetHashCode(StringComparison.Ordinal),
                    value =>
                        JsonSerializer.Deserialize<T>(
                            JsonSerializer.Serialize(value, HouseJson.Options),
                            HouseJson.Options
                        )!
                )
            );
}
