using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>
/// Up to 20 requests in one; the answer is 200 whatever becomes of the parts, and in no order. What depends on a part
/// that failed is not asked.
/// </summary>
public static class GraphBatch
{
    public static GraphAnswer Run(
        GraphRequest request,
        MicrosoftBox box,
        GraphDesk desk,
        HttpContext http
    )
    {
        if (
            JsonNode.Parse(http.RawBody())?["requests"] is not JsonArray parts
            || parts.Count is 0 or > 20
        )
        {
            return GraphAnswer.Error(400, "BadRequest", "A batch has 1 to 20 requests.");
        }

        var answers = new List<JsonNode>();
        var failed = new HashSet<string>();
        foreach (var part in parts)
        {
            var waits =
                part!["dependsOn"] is JsonArray on && on.Any(one => failed.Contains((string)one!));
            var answer = waits
                ? GraphAnswer.Error(424, "FailedDependency", "What this depends on failed.")
                : Part(request, box, desk, part);
            if (answer.Status >= 400)
            {
                failed.Add((string)part["id"]!);
            }

            var headers = new JsonObject { ["Content-Type"] = "application/json" };
            foreach (var (name, value) in answer.Headers)
            {
                headers[name] = value;
            }

            answers.Insert(
                0,
                new JsonObject
                {
                    ["id"] = (string?)part["id"],
                    ["status"] = answer.Status,
                    ["headers"] = headers,
                    ["body"] = answer.Body.DeepClone(),
                }
            );
        }

        return GraphAnswer.Ok(new JsonObject { ["responses"] = new JsonArray([.. answers]) });
    }

    private static GraphAnswer Part(
        GraphRequest outer,
        MicrosoftBox box,
        GraphDesk desk,
        JsonNode part
    )
    {
        var url = (string?)part["url"] ?? "";
        var query = url.IndexOf('?', StringComparison.Ordinal);
        var path = (query < 0 ? url : url[..query]).TrimStart('/');
        var prefer = (string?)part["headers"]?["Prefer"] ?? "";
        var inner = new GraphRequest(
            "/" + path,
            query < 0 ? "" : url[query..],
            prefer,
            outer.Base,
            outer.Address
        );
        if ((string?)part["method"] != "GET" || part["body"] is not null)
        {
            return GraphAnswer.Error(501, "notPlayed", "The Sandbox plays reading only.");
        }

        if (desk.Take(inner, "throttle_part") is not null || !desk.Count(outer.Address))
        {
            return GraphDesk.Throttled("1");
        }

        return path.StartsWith("me/messages/", StringComparison.Ordinal)
            ? GraphRoutes.Message(inner, box, desk, path["me/messages/".Length..])
            : GraphAnswer.Error(501, "notPlayed", "The Sandbox plays single messages in a batch.");
    }
}
