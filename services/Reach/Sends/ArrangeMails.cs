using LeadFuel.Reach.Campaigns;

namespace LeadFuel.Reach.Sends;

/// <summary>
/// Lets the mails of a launched campaign follow its changed steps. What has its bytes keeps all; what is still to come
/// goes, comes or gets its time anew, with its entry and its job. With people, mails and campaign locked.
/// </summary>
internal static class ArrangeMails
{
    /// <summary>What a step waits for: the step before it, and how long after that.</summary>
    public readonly record struct Wait(Guid? After, int Delay, DelayUnit Unit);

    public static Dictionary<Guid, Wait> Waits(IEnumerable<Step> inOrder)
    {
        var waits = new Dictionary<Guid, Wait>();
        Guid? before = null;
        foreach (var step in inOrder)
        {
            waits[step.Id] = new(before, step.Delay, step.Unit);
            before = step.Id;
        }

        return waits;
    }

    /// <param name="before">What the steps waited for until now.</param>
    public static async Task Follow(
        ReachDb db,
        PlanVersion plan,
        Dictionary<Guid, Wait> before,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var steps = await db
            .Steps.Where(s => s.CampaignId == plan.CampaignId)
            .OrderBy(s => s.Number)
            .ToListAsync(ct);
        var waits = Waits(steps);
        List<Guid> gone = [.. before.Keys.Except(waits.Keys)];
        if (gone.Count > 0)
        {
            await TakeOut(db, plan, gone, ct);
        }

        await Number(db, plan, ct);
        await Add(db, plan, steps.FindAll(step => !before.ContainsKey(step.Id)), now, ct);
        List<Step> moved =
        [
            .. steps.Where(step =>
                !before.TryGetValue(step.Id, out var was) || was != waits[step.Id]
            ),
        ];
        await Time(db, plan, moved, waits, now, ct);
        if (gone.Count > 0)
        {
            await Finish(db, plan, ct);
        }
    }

    private static async Task TakeOut(
        ReachDb db,
        PlanVersion plan,
        List<Guid> steps,
        CancellationToken ct
    )
    {
        var mails = db.Messages.Where(m =>
            m.CampaignId == plan.CampaignId && m.EnrolmentId != null && steps.Contains(m.StepId)
        );
        var due = await mails
            .Where(m => m.DueAt != null)
            .Select(m => new { m.Id, m.Wakes })
            .ToListAsync(ct);
        await Unqueue(db, due.SelectMany(m => Keys(m.Id, m.Wakes)), ct);
        await mails.ExecuteDeleteAsync(ct);
        await db
            .Decisions.Where(d => d.CampaignId == plan.CampaignId && steps.Contains(d.StepId))
            .ExecuteDeleteAsync(ct);
    }

    private static async Task Number(ReachDb db, PlanVersion plan, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            update messages m set step_number = s.number from steps s
             where m.account_email = {db.Account.Email} and m.campaign_id = {plan.CampaignId} and m.step_number <> s.number
               and s.account_email = m.account_email and s.id = m.step_id
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            update decisions d set step_number = s.number from steps s
             where d.account_email = {db.Account.Email} and d.campaign_id = {plan.CampaignId} and d.step_number <> s.number
               and s.account_email = d.account_email and s.id = d.step_id
            """,
            ct
        );
    }

    /// <summary>Each step's entries add up to the audience, so everybody gets one: a mail to come, or why there is none.</summary>
    private static async Task Add(
        ReachDb db,
        PlanVersion plan,
        List<Step> steps,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (steps.Count == 0)
        {
            return;
        }

        var people = await db
            .Enrolments.AsNoTracking()
            .Where(e => e.CampaignId == plan.CampaignId)
            .ToListAsync(ct);
        foreach (var (person, step) in people.SelectMany(p => steps.Select(step => (p, step))))
        {
            var decision = new Decision
            {
                CampaignId = plan.CampaignId,
                EnrolmentId = person.Id,
                StepId = step.Id,
                StepNumber = step.Number,
            };
            db.Decisions.Add(decision);
            if (person.State == EnrolmentState.Finished)
            {
                decision.Decide(Verdict.Never, Gates.SequenceEnded, $"plan:{plan.Id}", null, now);
                continue;
            }

            var message = new Message
            {
                CampaignId = plan.CampaignId,
                EnrolmentId = person.Id,
                StepId = step.Id,
                StepNumber = step.Number,
                ReplyToken = ReplyToken.New(),
            };
            db.Messages.Add(message);
            if (person.State == EnrolmentState.Active)
            {
                decision.Decide(
                    Verdict.Waiting,
                    Gates.DelayNotElapsed,
                    $"plan:{plan.Id}",
                    null,
                    now
                );
                continue;
            }

            // By the reason of the stop, so that taking the stop back takes this back too.
            message.Skip();
            decision.Decide(
                Verdict.Never,
                person.StopReason ?? Gates.StoppedManual,
                person.StopEvidence ?? "",
                null,
                now
            );
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>The wait counts from the mail before, as it was taken; what would be over already is due now.</summary>
    private static async Task Time(
        ReachDb db,
        PlanVersion plan,
        List<Step> steps,
        Dictionary<Guid, Wait> waits,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (steps.Count == 0)
        {
            return;
        }

        List<Guid> ids = [.. steps.Select(step => step.Id)];
        var byId = steps.ToDictionary(step => step.Id);
        List<Guid> priors = [.. ids.Select(id => waits[id].After).OfType<Guid>()];
        var accepted = await db
            .Messages.Where(m =>
                m.CampaignId == plan.CampaignId
                && m.EnrolmentId != null
                && priors.Contains(m.StepId)
                && m.AcceptedAt != null
            )
            .Select(m => new
            {
                m.Id,
                m.EnrolmentId,
                m.StepId,
                m.AcceptedAt,
            })
            .ToDictionaryAsync(m => (m.EnrolmentId!.Value, m.StepId), ct);
        var decisions = await db
            .Decisions.Where(d =>
                d.CampaignId == plan.CampaignId
                && ids.Contains(d.StepId)
                && d.Verdict == Verdict.Waiting
            )
            .ToDictionaryAsync(d => (d.EnrolmentId, d.StepId), ct);
        var mails = await db
            .Messages.Where(m =>
                m.CampaignId == plan.CampaignId
                && m.EnrolmentId != null
                && ids.Contains(m.StepId)
                && m.Payload == null
                && (m.State == MessageState.Planned || m.State == MessageState.Skipped)
            )
            .ToListAsync(ct);
        var old = new List<string>();
        foreach (var message in mails)
        {
            var person = message.EnrolmentId!.Value;
            var prior = waits[message.StepId].After is { } after
                ? accepted.GetValueOrDefault((person, after))
                : null;
            var due =
                waits[message.StepId].After is null ? message.DueAt ?? now
                : prior is { AcceptedAt: { } at } ? Later(byId[message.StepId].After(at), now)
                : (DateTimeOffset?)null;
            if (due == message.DueAt || (message.DueAt <= now && due <= now))
            {
                continue;
            }

            old.AddRange(message.DueAt is null ? [] : Keys(message.Id, message.Wakes));
            message.DueAt = due;
            message.Wakes++;
            if (message.State == MessageState.Skipped)
            {
                continue;
            }

            if (due is not null)
            {
                db.Enqueue(new SendMessage.Job(message.Id), due, SendMessage.Key(message));
            }

            // A hold outlasts the wait, and goes on saying why.
            if (
                decisions.TryGetValue((person, message.StepId), out var decision)
                && decision.Reason != Gates.HoldOutOfOffice
            )
            {
                decision.Decide(
                    Verdict.Waiting,
                    Gates.DelayNotElapsed,
                    prior is null ? $"plan:{plan.Id}" : $"message:{prior.Id}",
                    due,
                    now
                );
            }
        }

        await db.SaveChangesAsync(ct);
        await Unqueue(db, old, ct);
    }

    /// <summary>Who has had all mails that there are now has come to the end.</summary>
    private static async Task Finish(ReachDb db, PlanVersion plan, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            update enrolments e set state = {(short)EnrolmentState.Finished}
             where e.account_email = {db.Account.Email} and e.campaign_id = {plan.CampaignId} and e.state = {(short)
                EnrolmentState.Active}
               and not exists (select 1 from messages m where m.account_email = e.account_email and m.enrolment_id = e.id and m.accepted_at is null)
            """,
            ct
        );

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) =>
        one > other ? one : other;

    private static IEnumerable<string> Keys(Guid message, int wakes) =>
        Enumerable.Range(0, wakes + 1).Select(wake => SendMessage.Key(message, wake));

    /// <summary>A job that runs at this moment waits for the locks, and then finds the mail as it is.</summary>
    private static async Task Unqueue(ReachDb db, IEnumerable<string> keys, CancellationToken ct)
    {
        List<string?> all = [.. keys];
        var kind = SendMessage.Job.Kind;
        await db
            .Jobs.Where(j =>
                j.Kind == kind && all.Contains(j.DedupeKey) && j.State == JobState.Ready
            )
            .ExecuteDeleteAsync(ct);
    }
}
