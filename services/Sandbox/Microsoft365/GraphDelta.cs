using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LeadFuel.Sandbox.Microsoft365;

/// <summary>
/// Pages of a folder: first all of it, newest first, then what has changed since. Links are opaque; a link that is
/// asked for twice answers the same.
/// </summary>
public static class GraphDelta
{
    private const int MostUnderFilter = 5_000;

    /// <summary>Begun at Seq; while the first reading goes on, the place it has come to; afterwards a number of changes.</summary>
    private sealed record Place(
        long Seq,
        long Until,
        long Ticks,
        int Number,
        bool First,
        string Select,
        int Given
    );

    public static GraphAnswer Page(
        GraphRequest request,
        MicrosoftBox box,
        string id,
        GraphDesk desk
    )
    {
        if (box.Folder(Uri.UnescapeDataString(id)) is not { } folder)
        {
            return GraphAnswer.Error(
                404,
                "ErrorItemNotFound",
                "The specified folder was not found in the store."
            );
        }

        if (request["$search"].Length > 0 || request["$expand"].Length > 0)
        {
            return GraphAnswer.Error(
                400,
                "ErrorInvalidUrlQuery",
                "This query is not supported by delta."
            );
        }

        if (desk.Take(request, "empty_page") is not null)
        {
            var again = request["$skiptoken"] is { Length: > 0 } token
                ? $"$skiptoken={token}"
                : $"$skiptoken={Write(new Place(box.Seq, box.Seq, long.MinValue, 0, true, string.Join(',', request.Select), 0))}";
            return Answer([], "@odata.nextLink", Link(request, folder, again));
        }

        if (request["$deltatoken"] is { Length: > 0 } since)
        {
            return Read(since) is { } known
                ? Changed(request, box, folder, known with { Until = box.Seq, Number = 0 }, desk)
                : Unknown();
        }

        if (request["$skiptoken"] is { Length: > 0 } skip)
        {
            return Read(skip) is not { } place ? Unknown()
                : place.First ? All(request, box, folder, place, desk)
                : Changed(request, box, folder, place, desk);
        }

        return All(
            request,
            box,
            folder,
            new Place(box.Seq, 0, long.MinValue, 0, true, string.Join(',', request.Select), 0),
            desk
        );
    }

    private static GraphAnswer All(
        GraphRequest request,
        MicrosoftBox box,
        BoxFolder folder,
        Place place,
        GraphDesk desk
    )
    {
        var filtered = request["$filter"].Length > 0;
        var take = filtered
            ? Math.Min(request.PageSize, MostUnderFilter - place.Given)
            : request.PageSize;
        var mails = box.Newest(
            folder.Id,
            place.Ticks == long.MinValue ? null : (place.Ticks, place.Number),
            take + 1
        );
        var page = mails.Take(take).ToList();
        var rows = page.Select(mail =>
                (JsonNode)
                    MailJson.Of(box, mail, request.Immutable, place.Select.Split(','), request.Text)
            )
            .ToList();
        Spoil(rows, request, desk);
        return mails.Count > take && page.Count > 0
            ? Answer(
                rows,
                "@odata.nextLink",
                Next(
                    request,
                    folder,
                    place with
                    {
                        Ticks = -page[^1].At.UtcTicks,
                        Number = page[^1].Number,
                        Given = place.Given + page.Count,
                    },
                    desk
                )
            )
            : Answer(
                rows,
                "@odata.deltaLink",
                Link(
                    request,
                    folder,
                    $"$deltatoken={Write(place with { First = false, Number = 0 })}"
                )
            );
    }

    private static GraphAnswer Changed(
        GraphRequest request,
        MicrosoftBox box,
        BoxFolder folder,
        Place place,
        GraphDesk desk
    )
    {
        var changes = box.Changes(folder.Id, place.Seq, place.Until);
        var page = changes.Skip(place.Number).Take(request.PageSize).ToList();
        // Which half of a move is told first differs from time to time.
        var rows = page.Select(change => Row(request, box, folder, change, place))
            .OfType<JsonNode>()
            .ToList();
        Spoil(rows, request, desk);
        return place.Number + page.Count < changes.Count
            ? Answer(
                rows,
                "@odata.nextLink",
                Next(request, folder, place with { Number = place.Number + page.Count }, desk)
            )
            : Answer(
                rows,
                "@odata.deltaLink",
                Link(
                    request,
                    folder,
                    $"$deltatoken={Write(place with { Seq = place.Until, Number = 0 })}"
                )
            );
    }

    private static JsonObject Row(
        GraphRequest request,
        MicrosoftBox box,
        BoxFolder folder,
        (int Number, BoxChange Change) change,
        Place place
    )
    {
        var mail = box.Mail(change.Number);
        if (change.Change == BoxChange.Gone || mail?.Folder != folder.Id)
        {
            return MailJson.Removed(box, change.Number, folder.Id, request.Immutable, mail is null);
        }

        // Reading a mail tells little more than that.
        string[] few =
        [
            change.Change == BoxChange.Categorised ? "categories" : "isRead",
            "parentFolderId",
        ];
        return MailJson.Of(
            box,
            mail,
            request.Immutable,
            change.Change == BoxChange.There ? place.Select.Split(',') : few,
            request.Text
        );
    }

    private static void Spoil(List<JsonNode> rows, GraphRequest request, GraphDesk desk)
    {
        if (rows.Count > 0 && desk.Take(request, "duplicate_row") is not null)
        {
            rows.Add(rows[0].DeepClone());
        }

        if (rows.Count > 0 && desk.Take(request, "null_from") is not null)
        {
            rows[0]["from"] = null;
            rows[0]["sender"] = null;
        }
    }

    private static string Next(
        GraphRequest request,
        BoxFolder folder,
        Place place,
        GraphDesk desk
    ) =>
        desk.Take(request, "foreign_link") is not null
            ? "https://graph.example.com/v1.0/me/mailFolders/inbox/messages/delta?$skiptoken=x"
            : Link(request, folder, $"$skiptoken={Write(place)}");

    private static string Link(GraphRequest request, BoxFolder folder, string token) =>
        $"{request.Base}/v1.0/me/mailFolders/{folder.Id}/messages/delta()?{token}";

    private static GraphAnswer Answer(List<JsonNode> rows, string kind, string link) =>
        GraphAnswer.Ok(new JsonObject { ["value"] = new JsonArray([.. rows]), [kind] = link });

    private static GraphAnswer Unknown() =>
        GraphAnswer.Error(410, "syncStateInvalid", "The sync state is not valid.") with
        {
            Headers = new Dictionary<string, string>(),
        };

    private static string Write(Place place) =>
        MicrosoftTokens.Base64Url(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place.Seq}|{place.Until}|{place.Ticks}|{place.Number}|{place.First}|{place.Select}|{place.Given}"
                )
            )
        );

    private static Place? Read(string token)
    {
        try
        {
            var parts = Encoding
                .UTF8.GetString(
                    Convert.FromBase64String(
                        token
                            .Replace('-', '+')
                            .Replace('_', '/')
                            .PadRight((token.Length + 3) / 4 * 4, '=')
                    )
                )
                .Split('|');
            return new Place(
                long.Parse(parts[0], CultureInfo.InvariantCulture),
                long.Parse(parts[1], CultureInfo.InvariantCulture),
                long.Parse(parts[2], CultureInfo.InvariantCulture),
                int.Parse(parts[3], CultureInfo.InvariantCulture),
                bool.Parse(parts[4]),
                parts[5],
                int.Parse(parts[6], CultureInfo.InvariantCulture)
            );
        }
        catch (Exception none)
            when (none is FormatException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }
}
