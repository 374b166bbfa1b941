using LeadFuel.Orbit.People;
using LeadFuel.Orbit.Strengths;
using LeadFuel.Testing;

namespace LeadFuel.Orbit.Tests.Strengths;

/// <summary>The formula as people read it.</summary>
public sealed class StrengthPartsTests(Suite suite)
{
    private static readonly DateTimeOffset First = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_part_brings_as_many_points_as_people_are_told()
    {
        // As much as can be: in all months, in a thread each, answered at once.
        var mails = Enumerable
            .Range(0, 3000)
            .SelectMany(i =>
                (Touch[])
                    [
                        new($"o{i}", First.AddDays(i / 10.0), true, $"t{i}", 1, false, false),
                        new(
                            $"i{i}",
                            First.AddDays(i / 10.0).AddSeconds(1),
                            false,
                            $"t{i}",
                            1,
                            false,
                            false
                        ),
                    ]
            )
            .ToList();

        var result = StrengthFormula.Of(mails, mails[^1].At)!;

        Assert.Equal(100, result.Score);
        Assert.Equal(
            StrengthParts.All.Where(part => part.Most is not null).Select(p => (p.Kind, p.Most)),
            result.Reasons.Select(reason => (reason.Kind, (int?)reason.Points))
        );
    }

    [Fact]
    public async Task Who_sees_a_strength_can_read_how_it_is_computed()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", suite.Time.GetUtcNow().AddDays(-3));
        await box.Synced();
        var id = (await box.Member.Orbit.Read<ListPeople.View>("/people")).Items[0].Id;

        var person = await box.Member.Orbit.Read<GetPerson.View>($"/people/{id}");

        Assert.Equal(StrengthParts.All, person.Formula);
        Assert.NotEmpty(person.Reasons);
        Assert.Empty(
            person
                .Reasons.Select(reason => reason.Kind)
                .Except(person.Formula.Select(part => part.Kind))
        );
    }
}
