using System.Globalization;
using System.Text.Json;
using LeadFuel.Scope.Outcomes;

namespace LeadFuel.Scope.Providers.Pipedrive;

/// <summary>Reads Pipedrive's events of version 2, and of version 1 which old webhooks still send.</summary>
internal static class PipedriveReading
{
    private static readonly CrmReading UnknownShape = new([], 1);
    private static readonly CrmReading NotOurs = new([], 0);

    public static CrmReading Read(byte[] body)
    {
        using var json = CrmText.Parse(body);
        if (json is not { RootElement: { ValueKind: JsonValueKind.Object } told })
        {
            return new([], 0, "This is not JSON of Pipedrive.");
        }

        var meta = told.Part("meta");
        return meta.Text("version") == "2.0" ? Second(told, meta)
            : told.Text("v") == "1" ? First(told, meta)
            : UnknownShape;
    }

    private static CrmReading Second(JsonElement told, JsonElement meta)
    {
        if (
            CrmText.Time(meta.Text("timestamp")) is not { } at
            || meta.Id("company_id") is not { } company
            || meta.Id("id") is not { } eventId
        )
        {
            return UnknownShape;
        }

        var source = new Source(
            meta.Text("entity"),
            meta.Text("action") == "delete",
            meta.Id("entity_id") ?? told.Part("data").Id("id") ?? told.Part("previous").Id("id"),
            company,
            at,
            CrmText.Key("pipedrive", company, "2", eventId)
        )
        {
            MergedTo = meta.Id("merged_to_id"),
        };
        return Of(source, told.Part("data"));
    }

    private static CrmReading First(JsonElement told, JsonElement meta)
    {
        if (
            Micros(meta.Text("timestamp_micro")) is not { } at
            || meta.Id("company_id") is not { } company
            || meta.Text("action") is not { } action
        )
        {
            return UnknownShape;
        }

        var id = meta.Id("id");
        var source = new Source(
            meta.Text("object"),
            action == "deleted",
            id,
            company,
            at,
            CrmText.Key(
                "pipedrive",
                company,
                "1",
                meta.Text("webhook_id"),
                id,
                action,
                meta.Text("timestamp_micro")
            )
        );
        return Of(source, told.Part("current"));
    }

    private static CrmReading Of(Source source, JsonElement now)
    {
        if (source.Entity == "organization")
        {
            return Organisation(source, now);
        }

        if (source.Entity != "deal")
        {
            return NotOurs;
        }

        if (source.Id is not { } id)
        {
            return UnknownShape;
        }

        var fields = new CrmFields();
        var at = source.At;
        if (source.Deleted || now.Text("status") == "deleted")
        {
            fields[CrmFields.Deleted] = "true";
            fields.Keep(CrmFields.MergedTo, source.MergedTo);
        }
        else if (now.ValueKind != JsonValueKind.Object)
        {
            return UnknownShape;
        }
        else
        {
            at = CrmText.Time(now.Text("update_time")) ?? source.At;
            Deal(fields, now, source.At);
        }

        return new(
            [new(CrmSubject.Deal, id, source.Portal, at, source.Order, source.Key, fields)],
            0
        );
    }

    private static void Deal(CrmFields fields, JsonElement now, DateTimeOffset at)
    {
        var status = now.Text("status") ?? "open";
        fields.Keep(CrmFields.Name, now.Text("title"));
        fields.Keep(CrmFields.Stage, status);
        fields.Keep(CrmFields.Pipeline, now.Text("pipeline_id"));
        fields.Keep(CrmFields.Amount, now.Text("value") ?? "");
        fields.Keep(CrmFields.Currency, now.Text("currency") ?? "");
        fields.Keep(CrmFields.LostReason, now.Text("lost_reason") ?? "");
        fields[CrmFields.Deleted] = "false";
        // An organisation is a number, or an object with its number in it.
        var organisation = now.Part("org_id");
        fields.Keep(CrmFields.CompanyId, organisation.Text() ?? organisation.Text("value") ?? "");
        if (status is "won" or "lost")
        {
            fields.Keep(
                CrmFields.ClosedAt,
                now.Text($"{status}_time")
                    ?? now.Text("close_time")
                    ?? now.Text("update_time")
                    ?? at.ToString("O", CultureInfo.InvariantCulture)
            );
        }
    }

    private static CrmReading Organisation(Source source, JsonElement now)
    {
        var website = now.Text("website") ?? now.Text("domain");
        if (source.Id is not { } id || website is null)
        {
            return NotOurs;
        }

        var fields = new CrmFields();
        fields.Keep(CrmFields.CompanyDomain, website);
        var at = CrmText.Time(now.Text("update_time")) ?? source.At;
        return new(
            [new(CrmSubject.Company, id, source.Portal, at, source.Order, source.Key, fields)],
            0
        );
    }

    private static DateTimeOffset? Micros(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
        && micros < 10_000_000_000_000_000
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * 10)
            : null;

    private sealed record Source(
        string? Entity,
        bool Deleted,
        string? Id,
        string Portal,
        DateTimeOffset At,
        string Key
    )
    {
        public string? MergedTo { get; init; }

        /// <summary>Of two changes of one second the one that was told of later.</summary>
        public string Order =>
            string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks:D20}{Key}");
    }
}
