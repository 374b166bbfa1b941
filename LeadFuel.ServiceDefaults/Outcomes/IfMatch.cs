using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace LeadFuel.Outcomes;

/// <summary>The version in If-Match. Missing: 428; not one of ours: 412.</summary>
public sealed record IfMatch(int Version)
{
    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var header = context.Request.Headers.IfMatch.ToString();
        if (header.Length == 0)
        {
            throw new RefusedException(Refuse.PreconditionRequired());
        }

        return
            header is ['"', .. var tag, '"']
            && int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(new IfMatch(version))
            : throw new RefusedException(Refuse.Stale("item"));
    }
}

/// <summary>Puts the version of an answered view into its ETag.</summary>
internal sealed class VersionTagFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var result = await next(context);
        var inner = result is INestedHttpResult nested ? nested.Result : result;
        var view = inner is IValueHttpResult valued ? valued.Value : inner;
        if (view is IVersioned { Version: var version })
        {
            context.HttpContext.Response.Headers.ETag = string.Create(
                CultureInfo.InvariantCulture,
                $"\"{version}\""
            );
        }

        return result;
    }
}
