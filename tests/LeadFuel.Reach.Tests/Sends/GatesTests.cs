using CsCheck;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Reach.WarmPaths;

namespace LeadFuel.Reach.Tests.Sends;

/// <summary>The gates over every snapshot there can be.</summary>
public sealed class GatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Block> Blocks = Gen.Select(
        Gen.Enum<SuppressionKind>(),
        Gen.Enum<SuppressionReason>(),
        Gen.Guid,
        (kind, reason, id) => new Block(kind, reason, id)
    );

    private static readonly Gen<DateTimeOffset?> Times = Gen.OneOf(
        Gen.Const((DateTimeOffset?)null),
        Gen.Int[-3, 3].Select(h => (DateTimeOffset?)Now.AddHours(h))
    );

    private static readonly Gen<Snapshot> Snapshots =
        from flags in Gen.Bool.Array[9]
        from campaign in Gen.Frequency(
            (3, Gen.Const(CampaignState.Running)),
            (1, Gen.Enum<CampaignState>())
        )
        from enrolment in Gen.Frequency(
            (3, Gen.Const(EnrolmentState.Active)),
            (1, Gen.Enum<EnrolmentState>())
        )
        from blocks in Gen.Frequency((2, Gen.Const(Array.Empty<Block>())), (1, Blocks.Array[1, 3]))
        from stop in Gen.OneOf(
            Gen.Const((string?)null),
            Gen.Const((string?)Gates.StoppedReply),
            Gen.Const((string?)Gates.StoppedManual)
        )
        from hold in Times
        from due in Times
        from acquaintance in Gen.Frequency(
            (3, Gen.Const(Acquaintance.Clear)),
            (1, Gen.Enum<Acquaintance>())
        )
        from missing in Gen.Bool.Select(some => some ? new[] { "first_name" } : [])
        select new Snapshot
        {
            AccountSuspended = flags[0] && flags[7],
            Campaign = campaign,
            ContactErased = flags[1] && flags[7],
            AddressValid = !flags[2] || flags[7],
            Blocks = blocks,
            Enrolment = enrolment,
            StopReason = stop,
            HoldUntil = hold,
            DraftWritten = flags[3] || flags[7],
            DraftApproved = flags[4] || flags[7],
            DraftUnchanged = flags[5] || flags[7],
            MissingFields = missing,
            DomainVerified = flags[6] || flags[7],
            DueAt = due,
            Acquaintance = acquaintance,
            KnownTo = "ana@example.test",
            PlanSays = flags[8] && flags[7] ? "The trial ended." : null,
        };

    [Fact]
    public void Each_snapshot_has_one_answer_with_a_reason_that_people_can_read() =>
        Snapshots.Sample(snapshot =>
        {
            var judged = Gates.Decide(snapshot, Now);
            Assert.Equal(judged, Gates.Decide(snapshot, Now));
            Assert.NotEmpty(judged.Reason);
            Assert.NotEqual("It waits.", Gates.Says(judged.Reason));
        });

    [Fact]
    public void No_mail_goes_against_any_one_of_the_things_that_forbid_it() =>
        Snapshots.Sample(snapshot =>
        {
            if (Gates.Decide(snapshot, Now).Gate != Gate.Send)
            {
                return;
            }

            Assert.Empty(snapshot.Blocks);
            Assert.Empty(snapshot.MissingFields);
            Assert.False(snapshot.AccountSuspended || snapshot.ContactErased);
            Assert.True(snapshot is { AddressValid: true, DomainVerified: true });
            Assert.True(
                snapshot is { DraftWritten: true, DraftApproved: true, DraftUnchanged: true }
            );
            Assert.Equal(CampaignState.Running, snapshot.Campaign);
            Assert.Equal(EnrolmentState.Active, snapshot.Enrolment);
            Assert.Equal(Acquaintance.Clear, snapshot.Acquaintance);
            Assert.Null(snapshot.PlanSays);
            Assert.True(snapshot.DueAt <= Now);
            Assert.True(snapshot.HoldUntil is null || snapshot.HoldUntil <= Now);
        });

    [Fact]
    public void One_more_suppression_never_lets_a_mail_out() =>
        Gen.Select(Snapshots, Blocks)
            .Sample(
                (snapshot, block) =>
                {
                    var more = Gates.Decide(
                        snapshot with
                        {
                            Blocks = [.. snapshot.Blocks, block],
                        },
                        Now
                    );
                    Assert.NotEqual(Gate.Send, more.Gate);
                    if (Gates.Decide(snapshot, Now).Gate == Gate.Never)
                    {
                        Assert.Equal(Gate.Never, more.Gate);
                    }
                }
            );

    [Fact]
    public void A_final_reason_about_a_person_is_not_hidden_by_a_wait() =>
        Snapshots.Sample(snapshot =>
        {
            var final =
                !snapshot.AccountSuspended
                && (
                    snapshot.Blocks.Count > 0
                    || snapshot.ContactErased
                    || snapshot.Enrolment != EnrolmentState.Active
                );
            Assert.True(!final || Gates.Decide(snapshot, Now).Gate == Gate.Never);
        });

    [Fact]
    public void The_order_in_which_suppressions_are_read_changes_nothing() =>
        Gen.Select(Snapshots, Blocks.Array[2, 4])
            .Sample(
                (snapshot, blocks) =>
                    Assert.Equal(
                        Gates.Decide(snapshot with { Blocks = blocks }, Now),
                        Gates.Decide(snapshot with { Blocks = [.. blocks.Reverse()] }, Now)
                    )
            );
}
