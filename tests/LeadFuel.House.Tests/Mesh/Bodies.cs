using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;

namespace LeadFuel.House.Tests.Mesh;

/// <summary>Invents a body that a route's own validation takes, so that what refuses it is not its form.</summary>
internal static partial class Bodies
{
    /// <summary>What cannot be invented from the type alone, by type and parameter.</summary>
    private static readonly Dictionary<string, object> Given = new()
    {
        ["IcpSection.Key"] = Scope.Prompts.IcpForm.Sections[0].Key,
        ["AddDomain.Name"] = "mail.kestrelpay.com",
        ["EditVersion.Sections"] = Scope
            .Prompts.IcpForm.Sections.Select(
                section => new Scope.Versions.EditVersion.EditedSection(section.Key, [])
            )
            .ToList(),
        ["AddSuppression.Key"] = "ines@kestrelpay.com",
    };

    public static object? Of(Type type)
    {
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            return
                type.IsInterface
                && !typeof(IDictionary).IsAssignableFrom(type)
                && type.GetGenericArguments() is [var item]
                ? Array.CreateInstance(item, 0)
                : Activator.CreateInstance(type);
        }

        var constructor = type.GetConstructors().OrderBy(c => c.GetParameters().Length).Last();
        return constructor.Invoke([
            .. constructor.GetParameters().Select(parameter => Value(type, parameter)),
        ]);
    }

    private static object? Value(Type owner, ParameterInfo parameter) =>
        Given.TryGetValue($"{(owner.DeclaringType ?? owner).Name}.{parameter.Name}", out var given)
            ? given
        : parameter.HasDefaultValue ? parameter.DefaultValue
        : Invent(parameter.ParameterType, parameter);

    private static object? Invent(Type type, ParameterInfo parameter)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Invent(inner, parameter);
        }

        if (type == typeof(string))
        {
            return Text(parameter);
        }

        if (type == typeof(int) || type == typeof(long))
        {
            var range = parameter.GetCustomAttribute<RangeAttribute>();
            return Convert.ChangeType(
                range?.Minimum ?? 1,
                type,
                System.Globalization.CultureInfo.InvariantCulture
            );
        }

        return type switch
        {
            _ when type == typeof(Guid) => Guid.CreateVersion7(),
            _ when type == typeof(bool) => true,
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.UtcNow.AddDays(1),
            _ when type == typeof(DateOnly) => DateOnly.FromDateTime(DateTime.UtcNow),
            _ when type == typeof(TimeOnly) => new TimeOnly(9, 0),
            _ when type == typeof(byte[]) => new byte[1],
            { IsEnum: true } => Enum.GetValues(type).GetValue(0),
            _ when typeof(IDictionary).IsAssignableFrom(type) => Activator.CreateInstance(type),
            { IsGenericType: true } when typeof(IEnumerable).IsAssignableFrom(type) => List(
                type.GetGenericArguments()[0],
                parameter
            ),
            { IsArray: true } => List(type.GetElementType()!, parameter),
            { IsValueType: true } => Activator.CreateInstance(type),
            _ => Of(type),
        };
    }

    private static Array List(Type item, ParameterInfo parameter)
    {
        var list = Array.CreateInstance(item, 1);
        list.SetValue(item.Namespace == "System" ? Invent(item, parameter) : Of(item), 0);
        return list;
    }

    private static string Text(ParameterInfo parameter)
    {
        var shortest = parameter.GetCustomAttribute<StringLengthAttribute>()?.MinimumLength ?? 0;
        var name = parameter.Name!;
        var text =
            name.Contains("Email", StringComparison.OrdinalIgnoreCase) ? "ines@kestrelpay.com"
            : TimeZoneName().IsMatch(name) ? "Europe/Berlin"
            : "Fintech";
        return text.PadRight(shortest, 'a');
    }

    [GeneratedRegex("(?i)timezone")]
    private static partial Regex TimeZoneName();
}
