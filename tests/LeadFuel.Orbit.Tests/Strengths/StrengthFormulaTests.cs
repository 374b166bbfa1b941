using CsCheck;
using LeadFuel.Orbit.Strengths;

namespace LeadFuel.Orbit.Tests.Strengths;

public sealed class StrengthFormulaTests
{
    private static readonly DateTimeOffset First = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Touch> AnyTouch =
        from at in Gen.Double[0, 700]
        from outgoing in Gen.Bool
        from thread in Gen.Int[0, 12]
        from recipients in Gen.Int[1, 15]
        from copy in Gen.Int[0, 4]
        from automatic in Gen.Int[0, 8]
        from key in Gen.Int[0, 1_000_000]
        select new Touch(
            $"k{key}",
            First.AddDays(at),
            outgoing,
            $"t{thread}",
            recipients,
            copy == 0,
            automatic == 0
        );

    private static readonly Gen<(List<Touch> Mails, double Days)> Any = Gen.Select(
        AnyTouch.List[1, 60],
        Gen.Double[700, 1400]
    );

    [Theory]
    [InlineData(52, 7, 0.2, new[] { 95, 86, 72, 57, 15 })]
    [InlineData(12, 30, 1.0, new[] { 74, 63, 47, 34, 8 })]
    [InlineData(4, 90, 1.0, new[] { 55, 44, 32, 19, 5 })]
    [InlineData(1, 1, 0.1, new[] { 38, 28, 17, 9, 4 })]
    [InlineData(30, 5, 0.0, new[] { 15, 15, 15, 15, 6 })]
    public void Known_correspondences_have_their_known_strength(
        int mails,
        double every,
        double answered,
        int[] scores
    )
    {
        var touches = new List<Touch>();
        for (var i = 0; i < mails; i++)
        {
            var at = First.AddDays(i * every);
            touches.Add(new($"o{i}", at, true, $"t{i}", 1, false, false));
            if (answered > 0)
            {
                touches.Add(new($"i{i}", at.AddDays(answered), false, $"t{i}", 1, false, false));
            }
        }

        var last = touches.Max(touch => touch.At);
        int[] after = [0, 30, 90, 180, 365];

        Assert.Equal(
            scores,
            after.Select(days => StrengthFormula.Of(touches, last.AddDays(days))!.Score)
        );
    }

    [Fact]
    public void The_reasons_add_up_to_a_score_between_0_and_100() =>
        Any.Sample(
            (mails, days) =>
            {
                var result = StrengthFormula.Of(mails, First.AddDays(days))!;
                Assert.InRange(result.Score, 0, 100);
                Assert.Equal(result.Score, result.Reasons.Sum(reason => reason.Points));
            },
            iter: 3000
        );

    [Fact]
    public void Time_alone_never_raises_it() =>
        Gen.Select(Any, Gen.Double[0, 400])
            .Sample(
                (any, more) =>
                    Assert.True(
                        StrengthFormula.Of(any.Mails, First.AddDays(any.Days + more))!.Score
                            <= StrengthFormula.Of(any.Mails, First.AddDays(any.Days))!.Score
                    ),
                iter: 3000
            );

    [Fact]
    public void Mail_in_one_direction_stays_at_15_or_below() =>
        Any.Sample(
            (mails, days) =>
                Assert.InRange(
                    StrengthFormula
                        .Of(
                            mails.Select(mail => mail with { Outgoing = true }),
                            First.AddDays(days)
                        )!
                        .Score,
                    0,
                    15
                ),
            iter: 2000
        );

    [Fact]
    public void The_order_in_which_mails_are_read_and_their_copies_make_no_difference() =>
        Any.Sample(
            (mails, days) =>
            {
                var once = mails.DistinctBy(mail => mail.Key).ToList();
                var now = First.AddDays(days);
                var one = StrengthFormula.Of(once, now)!;
                var other = StrengthFormula.Of(once.AsEnumerable().Reverse().Concat(once), now)!;
                Assert.Equal(one.Score, other.Score);
                Assert.Equal(one.Reasons, other.Reasons);
            },
            iter: 2000
        );

    [Fact]
    public void Mail_of_machines_adds_nothing() =>
        Any.Sample(
            (mails, days) =>
            {
                var now = First.AddDays(days);
                var people = mails.Where(mail => !mail.Automatic).ToList();
                if (people.Count > 0)
                {
                    Assert.Equal(
                        StrengthFormula.Of(people.DistinctBy(m => m.Key), now)!.Score,
                        StrengthFormula
                            .Of(
                                people
                                    .DistinctBy(m => m.Key)
                                    .Concat(
                                        mails
                                            .Where(mail => mail.Automatic)
                                            .Select((m, i) => m with { Key = $"machine{i}" })
                                    ),
                                now
                            )!
                            .Score
                    );
                }
            },
            iter: 1000
        );

    [Fact]
    public void Those_who_know_a_person_too_close_a_fifth_of_the_gap()
    {
        var (score, reasons) = StrengthFormula.Account([
            ("maria", 60, [new Reason(StrengthFormula.Recency, 60, "")]),
            ("jonas", 50, [new Reason(StrengthFormula.Recency, 50, "")]),
        ]);

        Assert.Equal(64, score);
        Assert.Equal(score, reasons.Sum(reason => reason.Points));
        Assert.Equal(4, reasons.Single(reason => reason.Kind == StrengthFormula.Others).Points);
    }
}
