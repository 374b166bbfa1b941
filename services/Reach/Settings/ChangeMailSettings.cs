using System.ComponentModel.DataAnnotations;
using LeadFuel.Reach.AuditEntries;

namespace LeadFuel.Reach.Settings;

public static class ChangeMailSettings
{
    private const string Ask =
        "Give the postal address that stands at the foot of each mail: name, street, town, country.";

    public sealed record Request(
        [Required(ErrorMessage = Ask)]
        [StringLength(500, ErrorMessage = "A postal address has at most 500 characters.")]
            string PostalAddress
    );

    public static void Map(RouteGroupBuilder settings) =>
        settings.MapPut(
            "",
            async (
                Request request,
                IfMatch tag,
                ReachDb db,
                TimeProvider clock,
                CancellationToken ct
            ) => (await Handle(request, tag, db, clock, ct)).ToOk()
        );

    public static async Task<Outcome<GetMailSettings.View>> Handle(
        Request request,
        IfMatch tag,
        ReachDb db,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var address = string.Join(
            '\n',
            request
                .PostalAddress.ReplaceLineEndings("\n")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        if (address.Length < 10)
        {
            return Refuse.Invalid("postalAddress", Ask);
        }

        await using var work = await db.Begin(ct);
        var settings = await db.MailSettings.SingleOrDefaultAsync(ct);
        if ((settings?.Version ?? 0) != tag.Version)
        {
            return Refuse.Stale("address") with
            {
                More = new Dictionary<string, object?>
                {
                    ["current"] = GetMailSettings.View.Of(settings),
                },
            };
        }

        if (settings is null)
        {
            settings = new MailSettings();
            db.MailSettings.Add(settings);
        }

        settings.PostalAddress = address;
        settings.Edited();
        db.Enqueue(
            AppendAudit.Job.Of(
                db.Account,
                clock.GetUtcNow(),
                "mail-settings.changed",
                Guid.Empty,
                "The postal address at the foot of mails was changed."
            )
        );
        return await work.Commit(GetMailSettings.View.Of(settings), ct);
    }
}
