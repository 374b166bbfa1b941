using Microsoft.AspNetCore.Http.Features;

namespace LeadFuel.Gateway.Headers;

/// <summary>First of all: refuses what two programs could read differently. Paths, header names, hosts.</summary>
internal sealed class RequestCheck(RequestDelegate next, PublicOrigin origin)
{
    public Task Invoke(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!Plain(raw))
        {
            return Refuse(
                context,
                400,
                "path-refused",
                "This address cannot be read.",
                "It holds characters that are not taken in a path."
            );
        }

        foreach (var header in context.Request.Headers)
        {
            if (header.Key.Contains('_'))
            {
                return Refuse(
                    context,
                    400,
                    "header-refused",
                    "This request cannot be read.",
                    "A header name holds an underscore."
                );
            }
        }

        // Probes of the platform know an address, not the name.
        if (
            !string.Equals(
                context.Request.Host.Value,
                origin.Host,
                StringComparison.OrdinalIgnoreCase
            ) && raw is not ("/health" or "/alive")
        )
        {
            return Refuse(
                context,
                421,
                "host-refused",
                "Nothing is here under this name.",
                $"Open {origin.Text} instead."
            );
        }

        return next(context);
    }

    /// <summary>`raw` is the request's target before any decoding: Kestrel has folded and decoded what `Path` holds.</summary>
    internal static bool Plain(string raw)
    {
        if (raw.Length is 0 or > 2048 || raw[0] != '/')
        {
            return false;
        }

        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? raw.AsSpan() : raw.AsSpan(0, query);
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (c == '%')
            {
                if (
                    i + 2 >= path.Length
                    || !Uri.IsHexDigit(path[i + 1])
                    || !Uri.IsHexDigit(path[i + 2])
                )
                {
                    return false;
                }

                var hidden = (Uri.FromHex(path[i + 1]) << 4) | Uri.FromHex(path[i + 2]);
                if (hidden is < 0x20 or '%' or '.' or '/' or ';' or '\\' or 0x7f)
                {
                    return false;
                }
            }
            else if (
                !char.IsAsciiLetterOrDigit(c) && c is not ('/' or '-' or '_' or '.' or '~' or '@')
            )
            {
                return false;
            }
        }

        if (path.IndexOf("//") >= 0)
        {
            return false;
        }

        foreach (var segment in path.Split('/'))
        {
            if (path[segment] is "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    private static Task Refuse(
        HttpContext context,
        int status,
        string type,
        string title,
        string detail
    )
    {
        context.Response.StatusCode = status;
        var problem = new Microsoft.AspNetCore.Mvc.ProblemDetails
        {
            Type = $"/problems/{type}",
            Title = title,
            Status = status,
            Detail = detail,
        };
        problem.Extensions["requestId"] = HouseJson.RequestId(context);
        return context.Response.WriteAsJsonAsync(
            problem,
            HouseJson.Options,
            "application/problem+json",
            context.RequestAborted
        );
    }
}
