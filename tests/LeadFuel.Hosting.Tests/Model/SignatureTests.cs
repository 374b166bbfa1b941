using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using LeadFuel.Testing;

namespace LeadFuel.Hosting.Tests.Model;

/// <summary>
/// The list beside this file is the part of Aspire 13.5's API that AppHost.cs and tests may use. What the stand-in
/// offers under Aspire's name is that list, letter for letter, parameter names included: callers name them.
/// </summary>
public sealed class SignatureTests
{
    private static readonly NullabilityInfoContext Nulls = new();

    [Fact]
    public void The_stand_in_offers_what_Aspire_offers_under_the_same_names()
    {
        var offered = (
            (Type[])[typeof(DistributedApplication), typeof(IDistributedApplicationTestingBuilder)]
        )
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.Namespace!.StartsWith("Aspire.", StringComparison.Ordinal))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .ToDictionary(type => $"{type.Namespace}.{Name(type)}", Members);

        Golden.Check(offered, "signatures");
    }

    private static List<string> Members(Type type) =>
        [
            .. type.GetMembers(
                    BindingFlags.Public
                        | BindingFlags.Instance
                        | BindingFlags.Static
                        | BindingFlags.DeclaredOnly
                )
                .Select(Line)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

    private static string? Line(MemberInfo member) =>
        member switch
        {
            ConstructorInfo made => $"new({Parameters(made)})",
            MethodInfo { IsSpecialName: false, Name: not "<Clone>$" } method
                when method.GetBaseDefinition().DeclaringType != typeof(object)
                    && method.Name
                        is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct") =>
                $"{Shown(method.ReturnParameter)} {method.Name}{Generic(method)}({Parameters(method)})",
            PropertyInfo { Name: not "EqualityContract" } property =>
                $"{Name(property.PropertyType)}{Mark(Nulls.Create(property))} {property.Name}",
            FieldInfo { IsSpecialName: false } field => $"{Name(field.FieldType)} {field.Name}",
            _ => null,
        };

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(Constrained))}>"
            : "";

    private static string Constrained(Type argument)
    {
        var limits = argument.GetGenericParameterConstraints().Select(Name).ToList();
        if (
            argument.GenericParameterAttributes.HasFlag(
                GenericParameterAttributes.DefaultConstructorConstraint
            )
        )
        {
            limits.Add("new()");
        }

        return limits.Count == 0 ? argument.Name : $"{argument.Name} : {string.Join(", ", limits)}";
    }

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(parameter =>
                    (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
                    + $"{Shown(parameter)} {parameter.Name}"
                    + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")
                )
        );

    private static string Shown(ParameterInfo parameter) =>
        (parameter.IsIn ? "in " : "")
        + Name(parameter.ParameterType)
        + Mark(Nulls.Create(parameter));

    private static string Mark(NullabilityInfo nulls) =>
        nulls.ReadState is NullabilityState.Nullable && !nulls.Type.IsValueType ? "?" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Name(value)}?";
        }

        var name =
            type.IsNested && !type.IsGenericParameter
                ? $"{Name(type.DeclaringType!)}.{type.Name}"
                : type.Name;
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
