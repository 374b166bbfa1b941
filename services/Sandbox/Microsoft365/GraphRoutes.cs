using System.Text.Json.Nodes;
using LeadFuel.Sandbox.Faults;
using LeadFuel.Sandbox.Records;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>Graph itself: reading only. Any other method or path is not played and answers 501.</summary>
public static class GraphRoutes
{
    public static void MapGraph(this WebApplication app)
    {
        var graph = app.MapGroup("/microsoft/v1.0").WithMetadata(new PlayedVendor("microsoft"));
        graph.MapGet("/me", (HttpContext http, GraphDesk desk) => desk.Answer(http, Me));
        graph.MapGet(
            "/me/mailFolders",
            (HttpContext http, GraphDesk desk) =>
                desk.Answer(http, (request, box) => Folders(request, box, null))
        );
        graph.MapGet(
            "/me/mailFolders/{id}",
            (string id, HttpContext http, GraphDesk desk) =>
                desk.Answer(http, (_, box) => OneFolder(box, id))
        );
        graph.MapGet(
            "/me/mailFolders/{id}/childFolders",
            (string id, HttpContext http, GraphDesk desk) =>
                desk.Answer(http, (request, box) => Folders(request, box, id))
        );
        foreach (
            var delta in (string[])
                ["delta", "delta()", "microsoft.graph.delta()", "microsoft.graph.delta"]
        )
        {
            graph.MapGet(
                $"/me/mailFolders/{{id}}/messages/{delta}",
                (string id, HttpContext http, GraphDesk desk) =>
                    desk.Answer(http, (request, box) => GraphDelta.Page(request, box, id, desk))
            );
        }

        graph.MapGet(
            "/me/messages/{id}",
            (string id, HttpContext http, GraphDesk desk) =>
                desk.Answer(http, (request, box) => Message(request, box, desk, id))
        );
        graph.MapPost(
            "/$batch",
            (HttpContext http, GraphDesk desk) =>
                desk.Answer(http, (request, box) => GraphBatch.Run(request, box, desk, http))
        );
    }

    private static GraphAnswer Me(GraphRequest request, MicrosoftBox box) =>
        GraphAnswer.Ok(
            new JsonObject
            {
                ["id"] = box.Directory,
                ["displayName"] = box.Name,
                ["mail"] = box.Address,
                ["userPrincipalName"] = box.Address,
            }
        );

    public static GraphAnswer Message(
        GraphRequest request,
        MicrosoftBox box,
        GraphDesk desk,
        string id
    )
    {
        if (desk.Take(request, "message_fails") is { } fault)
        {
            return GraphAnswer.Error(
                fault.Status ?? 500,
                "ErrorInternalServerError",
                "The message could not be read."
            );
        }

        if (
            MailJson.Number(Uri.UnescapeDataString(id)) is not { } number
            || box.Mail(number) is not { } mail
        )
        {
            return GraphAnswer.Error(
                404,
                "ErrorItemNotFound",
                "The specified object was not found in the store."
            );
        }

        var json = MailJson.Of(box, mail, request.Immutable, request.Select, request.Text);
        // Headers come only by name, and only for one mail at a time.
        if (
            request.Select.Contains("internetMessageHeaders")
            && mail.Folder != box.Folder("sentitems")!.Id
        )
        {
            json["internetMessageHeaders"] = MailJson.Headers(box, mail);
        }

        return GraphAnswer.Ok(json);
    }

    private static GraphAnswer OneFolder(MicrosoftBox box, string id) =>
        box.Folder(id) is { } folder
            ? GraphAnswer.Ok(Json(box, folder))
            : GraphAnswer.Error(
                404,
                "ErrorItemNotFound",
                "The specified folder was not found in the store."
            );

    private static GraphAnswer Folders(GraphRequest request, MicrosoftBox box, string? parent)
    {
        if (parent is not null && box.Folder(parent) is null)
        {
            return GraphAnswer.Error(
                404,
                "ErrorItemNotFound",
                "The specified folder was not found in the store."
            );
        }

        var all = box.Folders.Where(folder => folder.Parent == (parent ?? "")).ToList();
        var skip = request.Number("$skip") ?? 0;
        var page = all.Skip(skip).Take(request.Number("$top") ?? 10).ToList();
        var json = new JsonObject
        {
            ["value"] = new JsonArray([.. page.Select(folder => (JsonNode)Json(box, folder))]),
        };
        if (skip + page.Count < all.Count)
        {
            json["@odata.nextLink"] =
                $"{request.Base}/v1.0{request.Path}?$top={request.Number("$top") ?? 10}&$skip={skip + page.Count}";
        }

        return GraphAnswer.Ok(json);
    }

    private static JsonObject Json(MicrosoftBox box, BoxFolder folder) =>
        new()
        {
            ["id"] = folder.Id,
            ["displayName"] = folder.Name,
            ["parentFolderId"] = folder.Parent,
            ["childFolderCount"] = box.Folders.Count(other => other.Parent == folder.Id),
            ["totalItemCount"] = box.Count(folder.Id),
            ["unreadItemCount"] = 0,
            ["isHidden"] = false,
        };
}
