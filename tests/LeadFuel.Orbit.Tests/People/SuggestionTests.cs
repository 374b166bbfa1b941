using LeadFuel.Orbit.People;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.People;

public sealed class SuggestionTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    public async Task Two_who_may_be_one_are_suggested_until_somebody_says_they_are_not()
    {
        var box = await suite.Box();
        foreach (var who in (string[])["i.haddad@kestrelpay.com", "ines@kestrelpay.com"])
        {
            await box.Write(who, now.AddDays(-5), "Hello", who);
            await box.Receive(who, now.AddDays(-4), "Hello", who, "Ines Haddad");
        }

        await box.Synced();
        var item = Assert.Single(
            (await box.Member.Orbit.Read<ListSuggestions.View>("/merge-suggestions")).Items
        );
        Assert.Equal(9, item.Weight);

        (
            await box.Member.Orbit.Post(
                "/merge-suggestions/reject",
                new { left = item.Left.Id, right = item.Right.Id }
            )
        ).EnsureSuccessStatusCode();

        Assert.Empty(
            (await box.Member.Orbit.Read<ListSuggestions.View>("/merge-suggestions")).Items
        );
    }

    [Fact]
    public async Task Answers_meant_for_the_other_speak_for_one_person_and_mail_to_the_other_against_it()
    {
        var box = await suite.Box();
        foreach (
            var who in (string[])
                [
                    "Ines Haddad <ines@kestrelpay.com>",
                    "Ines Haddad <haddad@lumio.com>",
                    "Jonas Feld <jonas@feld.de>",
                    "Jonas Feld <office@feld.de>",
                ]
        )
        {
            await box.Write(who, now.AddDays(-5));
        }

        await box.Drop(
            new
            {
                from = "ines@kestrelpay.com",
                fromName = "Ines Haddad",
                replyTo = new[] { "Ines Haddad <haddad@lumio.com>" },
                subject = "Hello",
                at = now.AddDays(-4),
            }
        );
        await box.Drop(
            new
            {
                from = "jonas@feld.de",
                fromName = "Jonas Feld",
                to = new[] { box.Address, "Jonas Feld <office@feld.de>" },
                subject = "Hello",
                at = now.AddDays(-4),
            }
        );
        await box.Synced();

        var item = Assert.Single(
            (await box.Member.Orbit.Read<ListSuggestions.View>("/merge-suggestions")).Items
        );

        Assert.Equal(("Ines Haddad", 11), (item.Left.Name, item.Weight));
    }

    [Fact]
    public async Task A_pair_is_suggested_however_many_names_that_speak_for_little_come_before_it()
    {
        var box = await suite.Box();
        for (var i = 0; i < 205; i++)
        {
            var name = $"Anna B{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}";
            await box.Drop(
                new
                {
                    from = box.Address,
                    to = new[]
                    {
                        $"{name} <anna@one{i}.example>",
                        $"{name} <office@two{i}.example>",
                    },
                    subject = "Hello",
                    folder = "sentitems",
                    at = now.AddDays(-5),
                }
            );
        }

        await box.Write("Zoe Zimmer <zoe@kestrelpay.com>", now.AddDays(-5));
        await box.Write("Zoe Zimmer <zimmer@kestrelpay.com>", now.AddDays(-4));
        await box.Synced();

        var item = Assert.Single(
            (await box.Member.Orbit.Read<ListSuggestions.View>("/merge-suggestions")).Items
        );

        Assert.Equal(("Zoe Zimmer", 9), (item.Left.Name, item.Weight));
    }
}
