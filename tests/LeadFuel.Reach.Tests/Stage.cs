using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Jobs;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Reach.Domains;
using LeadFuel.Reach.Drafts;
using LeadFuel.Reach.Senders;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(Suite))]

namespace LeadFuel.Reach.Tests;

/// <summary>One person of a launched campaign, with a mail for each step.</summary>
public sealed record Recipient(Guid EnrolmentId, Guid ContactId, string Email, Guid[] Messages);

/// <summary>A campaign that has just been launched, as its rows stand then.</summary>
public sealed record Launched(
    Suite Suite,
    Member Member,
    Guid CampaignId,
    Guid DomainId,
    IReadOnlyList<Recipient> People
)
{
    public Recipient Person => People[0];

    /// <summary>Lets all that is due happen.</summary>
    public Task Settle() => Suite.Drain(Member);

    public Task<Message> Message(Guid id) =>
        Stage.Read(Suite, Member, db => db.Messages.SingleAsync(m => m.Id == id, Stage.Ct));

    public Task<Enrolment> Enrolment(Recipient person) =>
        Stage.Read(
            Suite,
            Member,
            db => db.Enrolments.SingleAsync(e => e.Id == person.EnrolmentId, Stage.Ct)
        );

    public Task<Campaign> Campaign() =>
        Stage.Read(
            Suite,
            Member,
            db => db.Campaigns.SingleAsync(c => c.Id == CampaignId, Stage.Ct)
        );

    public Task<List<Decision>> Ledger() =>
        Stage.Read(
            Suite,
            Member,
            db =>
                db.Decisions.Where(d => d.CampaignId == CampaignId)
                    .OrderBy(d => d.EnrolmentId)
                    .ThenBy(d => d.StepNumber)
                    .ToListAsync(Stage.Ct)
        );
}

/// <summary>Sets the scene inside one account, by the service's own code and wall.</summary>
public static class Stage
{
    public const string Postal = "Analytical Engines Ltd\n12 Byron Street\nLondon";

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<T> Read<T>(Suite suite, Member member, Func<ReachDb, Task<T>> read)
    {
        await using var db = Open(suite, member);
        await using var work = await db.Begin(Ct);
        return await read(db);
    }

    public static async Task Change(Suite suite, Member member, Func<ReachDb, Task> change)
    {
        await using var db = Open(suite, member);
        await using var work = await db.Begin(Ct);
        await change(db);
        await work.Commit(Ct);
    }

    /// <summary>The service's own login, inside this account; also where the service runs as a process of its own.</summary>
    public static ReachDb Open(Suite suite, Member member)
    {
        var account = new CurrentAccount();
        account.Enter(new AccountKey(member.Email), member.Email);
        return new ReachDb(
            new DbContextOptionsBuilder<ReachDb>()
                .UseNpgsql(suite.Login("reach"))
                .UseSnakeCaseNamingConvention()
                .Options,
            new ServiceScope(account, suite.Time, new JobBell())
        );
    }

    /// <summary>Reach and what it needs, in a time that the test moves.</summary>
    public static Task<Suite> OwnTime(Suite suite, DateTimeOffset? start = null) =>
        suite.Own(o =>
            o with
            {
                Services = ["core", "orbit", "reach", "gateway"],
                Clock = new FakeTimeProvider(
                    start
                        ?? DateTimeOffset.FromUnixTimeSeconds(
                            TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
                        )
                ),
            }
        );

    public static async Task<Launched> Launch(
        Suite suite,
        Member member,
        int people = 1,
        int steps = 2,
        string body = "Hello {{first_name}}, may I ask you something?",
        Func<int, string>? firstName = null,
        Func<int, string>? email = null,
        string from = "ada@mail.leadfuel.test",
        Action<Step>? shape = null
    )
    {
        var now = suite.Time.GetUtcNow();
        var campaign = new Campaign { Name = "Spring", CreatedAt = now };
        var domain = new SendingDomain
        {
            Name = $"{Guid.CreateVersion7():N}.test",
            CreatedAt = now,
        };
        domain.Answered("d", "verified", [], now);
        var plan = new PlanVersion
        {
            CampaignId = campaign.Id,
            Number = 1,
            FromName = "Ada Lovelace",
            FromAddress = from,
            DomainId = domain.Id,
            PostalAddress = Postal,
            Steps = "[]",
            By = member.Email,
            CreatedAt = now,
        };
        var recipients = new List<Recipient>();
        await Change(
            suite,
            member,
            async db =>
            {
                db.Domains.Add(domain);
                db.Campaigns.Add(campaign);
                var sequence = new List<Step>();
                for (var number = 1; number <= steps; number++)
                {
                    var step = new Step
                    {
                        CampaignId = campaign.Id,
                        Number = number,
                        Delay = number == 1 ? 0 : 1,
                        Unit = DelayUnit.Days,
                    };
                    shape?.Invoke(step);
                    var draft = new Draft { CampaignId = campaign.Id, StepId = step.Id };
                    draft.Write(
                        $"A question {number} for {{{{first_name}}}}",
                        $"{body} ({number})"
                    );
                    Assert.Null(draft.Approve(draft.ContentHash, member.Email, now));
                    db.Steps.Add(step);
                    db.Drafts.Add(draft);
                    sequence.Add(step);
                }

                Assert.Null(campaign.Launch(now));
                db.PlanVersions.Add(plan);
                for (var i = 0; i < people; i++)
                {
                    recipients.Add(
                        Enrol(
                            db,
                            campaign,
                            sequence,
                            (email ?? NewAddress)(i),
                            firstName?.Invoke(i) ?? "Grace",
                            now
                        )
                    );
                }

                await Task.CompletedTask;
            }
        );
        return new Launched(suite, member, campaign.Id, domain.Id, recipients);
    }

    public static string NewAddress(int index) =>
        $"person-{index}-{Guid.CreateVersion7():N}@customers.test";

    private static Recipient Enrol(
        ReachDb db,
        Campaign campaign,
        List<Step> steps,
        string email,
        string firstName,
        DateTimeOffset now
    )
    {
        var known = db.Contacts.SingleOrDefault(c => c.Email == email);
        var contact =
            known
            ?? new Contact
            {
                Email = email,
                FirstName = firstName,
                LastName = "Hopper",
                Company = "Navy",
                CreatedAt = now,
                UpdatedAt = now,
            };
        var enrolment = new Enrolment
        {
            CampaignId = campaign.Id,
            ContactId = contact.Id,
            Email = contact.Email,
            CreatedAt = now,
        };
        if (known is null)
        {
            db.Contacts.Add(contact);
        }

        db.Enrolments.Add(enrolment);
        var ids = new List<Guid>();
        foreach (var step in steps)
        {
            var message = new Message
            {
                CampaignId = campaign.Id,
                EnrolmentId = enrolment.Id,
                StepId = step.Id,
                StepNumber = step.Number,
                ReplyToken = ReplyToken.New(),
                DueAt = step.Number == 1 ? now : null,
            };
            db.Messages.Add(message);
            ids.Add(message.Id);
            db.Decisions.Add(
                new Decision
                {
                    CampaignId = campaign.Id,
                    EnrolmentId = enrolment.Id,
                    StepId = step.Id,
                    StepNumber = step.Number,
                }
            );
            if (step.Number == 1)
            {
                db.Enqueue(new SendMessage.Job(message.Id), now, SendMessage.Key(message));
            }
        }

        return new Recipient(enrolment.Id, contact.Id, contact.Email, [.. ids]);
    }

    /// <summary>What reached Resend's sending door for this address, accepted or not.</summary>
    public static async Task<List<SandboxWorld.Recorded>> Calls(Suite suite, string email) =>
        [
            .. (await suite.Sandbox.Records("resend")).Where(r =>
                r.Method == "POST"
                && r.Path.EndsWith("/emails", StringComparison.Ordinal)
                && r.Body.Contains(email, StringComparison.Ordinal)
            ),
        ];

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
