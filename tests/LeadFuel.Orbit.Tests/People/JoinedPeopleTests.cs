using System.Net;
using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.People;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.People;

/// <summary>Two who were joined by hand: what becomes of them later.</summary>
public sealed class JoinedPeopleTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    private static readonly string[] Tables =
    [
        "persons",
        "addresses",
        "strengths",
        "identity_events",
        "separations",
        "messages",
    ];

    [Fact]
    public async Task Nothing_is_left_of_joined_people_when_their_mailbox_is_disconnected()
    {
        var (box, a, b, c) = await Three();
        var (other, d, e, f) = await Three();
        await Join(box, a, b);
        await Apart(box, a, c);
        await Join(other, d, e);
        await Apart(other, d, f);

        (await box.Member.Orbit.Delete($"/mailboxes/{box.Id}")).EnsureSuccessStatusCode();
        await box.Settle();

        foreach (var table in Tables)
        {
            Assert.True(await suite.Count(table, box.Member) == 0, $"{table} still has rows");
            Assert.NotEqual(0, await suite.Count(table, other.Member));
        }
    }

    [Fact]
    public async Task Of_joined_people_who_go_one_after_the_other_nothing_is_left()
    {
        var (box, a, b, _) = await Three();
        await Join(box, a, b);
        (
            await box.Member.Orbit.Post(
                "/exclusions",
                new
                {
                    kind = ExclusionKind.Address,
                    value = "a@one.example",
                    removes = 1,
                }
            )
        ).EnsureSuccessStatusCode();
        await box.Settle();
        // The whole is there as long as any of it is: parted, it would be two again.
        Assert.Equal(3, await suite.Count("persons", box.Member));

        (await box.Member.Orbit.Delete($"/mailboxes/{box.Id}")).EnsureSuccessStatusCode();
        await box.Settle();

        foreach (var table in Tables)
        {
            Assert.True(await suite.Count(table, box.Member) == 0, $"{table} still has rows");
        }
    }

    [Fact]
    public async Task Who_were_joined_are_not_called_two_until_they_are_parted()
    {
        var (box, a, b, _) = await Three();
        await Join(box, a, b);

        var refused = await (
            await box.Member.Orbit.Post("/merge-suggestions/reject", new { left = a, right = b })
        ).Problem(HttpStatusCode.Conflict, "merge-conflict");

        Assert.Contains("Part them", refused.GetProperty("detail").GetString());
        Assert.Equal(0, await suite.Count("separations", box.Member));
    }

    [Fact]
    public async Task Joined_people_of_whom_it_is_known_that_they_differ_can_be_parted()
    {
        var (box, a, b, _) = await Three();
        await Join(box, a, b);
        await using (
            var known = suite
                .Sql("orbit")
                .CreateCommand(
                    "insert into separations (account_email, left_id, right_id) values ($1, $2, $3)"
                )
        )
        {
            var (left, right) = Separation.Pair(a, b);
            known.Parameters.Add(new() { Value = box.Member.Email });
            known.Parameters.Add(new() { Value = left });
            known.Parameters.Add(new() { Value = right });
            await known.ExecuteNonQueryAsync(Stage.Ct);
        }

        (
            await box.Member.Orbit.Post($"/people/{a}/unmerge", new { other = b })
        ).EnsureSuccessStatusCode();

        Assert.Empty((await box.Member.Orbit.Read<GetPerson.View>($"/people/{a}")).Joined);
        Assert.Equal(1, await suite.Count("separations", box.Member));
    }

    private async Task<(Box Box, Guid A, Guid B, Guid C)> Three()
    {
        var box = await suite.Box();
        foreach (var who in (string[])["a@one.example", "b@two.example", "c@three.example"])
        {
            await box.Write(who, now.AddDays(-3));
        }

        await box.Synced();
        var people = (await box.Member.Orbit.Read<ListPeople.View>("/people"))
            .Items.OrderBy(person => person.Email, StringComparer.Ordinal)
            .Select(person => person.Id)
            .ToArray();
        return (box, people[0], people[1], people[2]);
    }

    private static async Task Join(Box box, Guid keep, Guid other) =>
        (
            await box.Member.Orbit.Post("/people/merge", new { keep, other })
        ).EnsureSuccessStatusCode();

    private static async Task Apart(Box box, Guid left, Guid right) =>
        (
            await box.Member.Orbit.Post("/merge-suggestions/reject", new { left, right })
        ).EnsureSuccessStatusCode();
}
