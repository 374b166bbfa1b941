using LeadFuel.Orbit.Rpc;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;

namespace LeadFuel.Reach.WarmPaths;

/// <summary>Whom of a campaign's people a member knows already, as far as the asking member may see it.</summary>
public static class ListWarmPaths
{
    private const int MostShown = 200;

    public sealed record Item(
        Guid ContactId,
        Guid? EnrolmentId,
        string Email,
        string Name,
        string KnownTo,
        bool You,
        string Band,
        int Score,
        int LastTouchDays,
        int? InConversationDays,
        bool LeftOut
    );

    /// <param name="Available">False: Orbit does not answer, and until it does no first mail goes out.</param>
    /// <param name="Known">How many there are; the closest of them are listed.</param>
    public sealed record View(
        bool Available,
        WarmPolicy Policy,
        int Asked,
        int Known,
        IReadOnlyList<Item> Items
    );

    private sealed record Person(
        Guid ContactId,
        Guid? EnrolmentId,
        string Email,
        string Name,
        bool LeftOut
    );

    public static void Map(RouteGroupBuilder campaigns) =>
        campaigns.MapGet("/{id:guid}/warm-paths", Answer).Produces<View>(StatusCodes.Status200OK);

    private static async Task<IResult> Answer(
        Guid id,
        ReachDb db,
        CurrentAccount account,
        IServiceProvider services,
        CancellationToken ct
    ) => (await Handle(id, db, account, services.GetRequiredService<AskOrbit>(), ct)).ToOk();

    internal static async Task<Outcome<View>> Handle(
        Guid id,
        ReachDb db,
        CurrentAccount account,
        AskOrbit orbit,
        CancellationToken ct
    )
    {
        Campaign? campaign;
        List<Person> people;
        await using (await db.Begin(ct))
        {
            campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
            if (campaign is null)
            {
                return Refuse.NotFound("campaign");
            }

            people = await People(db, campaign, ct);
        }

        if (people.Count > Audience.Most || campaign.WarmPolicy == WarmPolicy.Ignore)
        {
            return new View(true, campaign.WarmPolicy, 0, 0, []);
        }

        if (await orbit.About([.. people.Select(p => p.Email)], ct) is not { } told)
        {
            return new View(false, campaign.WarmPolicy, people.Count, 0, []);
        }

        var known = people
            .Select(person => (Person: person, Path: told.GetValueOrDefault(person.Email)))
            .Where(pair => pair.Path is { } path && AskOrbit.Known(path))
            .OrderByDescending(pair => pair.Path!.Score)
            .ThenBy(pair => pair.Person.Email)
            .ToList();
        return new View(
            true,
            campaign.WarmPolicy,
            people.Count,
            known.Count,
            [.. known.Take(MostShown).Select(pair => Of(pair.Person, pair.Path!, account))]
        );
    }

    private static Item Of(Person person, WarmPath path, CurrentAccount account) =>
        new(
            person.ContactId,
            person.EnrolmentId,
            person.Email,
            person.Name,
            path.Introducer,
            path.Introducer == account.Member,
            path.Band.ToString().ToLowerInvariant(),
            path.Score,
            path.LastTouchDays,
            path.HasInConversationDays ? path.InConversationDays : null,
            person.LeftOut
        );

    private static Task<List<Person>> People(ReachDb db, Campaign campaign, CancellationToken ct) =>
        campaign.LaunchedAt is null
            ? Audience
                .Everybody(db, campaign)
                .AsNoTracking()
                .OrderBy(c => c.Id)
                .Take(Audience.Most + 1)
                .Select(c => new Person(
                    c.Id,
                    null,
                    c.Email,
                    (c.FirstName + " " + c.LastName).Trim(),
                    campaign.LeftOutContactIds.Contains(c.Id)
                ))
                .ToListAsync(ct)
            : (
                from enrolment in db.Enrolments.AsNoTracking()
                from contact in db.Contacts.Where(c => c.Id == enrolment.ContactId).DefaultIfEmpty()
                where enrolment.CampaignId == campaign.Id
                orderby enrolment.Id
                select new Person(
                    enrolment.ContactId,
                    enrolment.Id,
                    enrolment.Email,
                    contact == null ? "" : (contact.FirstName + " " + contact.LastName).Trim(),
                    enrolment.State == EnrolmentState.Stopped
                )
            ).ToListAsync(ct);
}
