using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LeadFuel.Hosting.Running;

/// <summary>The environment that the model gives a resource.</summary>
public static class Variables
{
    /// <summary>In publish mode values are expressions such as <c>{secret-key.value}</c>, and nothing needs a port.</summary>
    public static async Task<Dictionary<string, string>> Of(
        IResource resource,
        DistributedApplicationExecutionContext context,
        CancellationToken ct
    )
    {
        var collected = new EnvironmentCallbackContext(context, resource, null, ct);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(collected);
        }

        var values = new Dictionary<string, string>();
        foreach (var (name, value) in collected.EnvironmentVariables)
        {
            values[name] = value switch
            {
                IManifestExpressionProvider expression when context.IsPublishMode =>
                    expression.ValueExpression,
                IValueProvider provider => await provider.GetValueAsync(ct) ?? "",
                _ => value.ToString() ?? "",
            };
        }

        return values;
    }
}
