using LeadFuel.Reach.Contacts;

namespace LeadFuel.Reach.Campaigns;

/// <summary>Who a campaign writes to, as its plan says now.</summary>
public static class Audience
{
    /// <summary>More than this is no campaign of a small team, and at two mails a second would run for hours.</summary>
    public const int Most = 10_000;

    public static IQueryable<Contact> Of(ReachDb db, Campaign campaign) =>
        Everybody(db, campaign).Where(c => !campaign.LeftOutContactIds.Contains(c.Id));

    /// <summary>With those who are left out.</summary>
    public static IQueryable<Contact> Everybody(ReachDb db, Campaign campaign) =>
        campaign.Audience switch
        {
            AudienceKind.Import => db.Contacts.Where(c =>
                c.ImportId != null && c.ImportId == campaign.AudienceImportId
            ),
            AudienceKind.Chosen => db.Contacts.Where(c =>
                campaign.AudienceContactIds.Contains(c.Id)
            ),
            _ => db.Contacts,
        };
}
