using System.Text;
using CsCheck;
using LeadFuel.Scope.CrmConnections;
using LeadFuel.Scope.Outcomes;
using LeadFuel.Scope.Providers.HubSpot;
using LeadFuel.Scope.Providers.Pipedrive;
using Microsoft.AspNetCore.Http;

namespace LeadFuel.Scope.Tests.Deals;

/// <summary>What is known of a deal, and by what proof.</summary>
public sealed class KnowledgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Gen<string> One(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(n => texts[n]);

    private static readonly Gen<(CrmFields Fields, DateTimeOffset At, string Order)> Told =
        Gen.Select(
            One(
                CrmFields.Stage,
                CrmFields.Stage,
                CrmFields.Amount,
                CrmFields.Name,
                CrmFields.Deleted,
                CrmFields.IsWon,
                CrmFields.ClosedAt
            ),
            One("closedwon", "closedlost", "own-stage", "true", "false", "12.50", ""),
            // Few instants and few orders, so that many events tie.
            Gen.Int[0, 4],
            One("a", "b", "c"),
            (field, value, minute, order) =>
                (new CrmFields { [field] = value }, Start.AddMinutes(minute), order)
        );

    [Fact]
    [Claim("T30")]
    public void Any_order_with_any_repeats_ends_in_the_same_deal() =>
        Gen.Select(Told.Array[1, 12], Gen.Int[0, 1_000_000])
            .Sample(
                (told, seed) =>
                {
                    var random = new Random(seed);
                    var again = told.Concat(told.Where(_ => random.Next(2) == 0)).ToArray();
                    random.Shuffle(again);

                    foreach (var vendor in Enum.GetValues<CrmVendor>())
                    {
                        Assert.Equal(
                            All(told).State(vendor, CrmStage.ByDefault),
                            All(again).State(vendor, CrmStage.ByDefault)
                        );
                    }

                    Assert.Equal(Text(All(told)), Text(All(again)));
                },
                iter: 20_000
            );

    [Fact]
    public void A_meaning_that_is_given_later_counts_for_what_was_told_before()
    {
        var known = DealKnowledge
            .Nothing.With(new CrmFields { [CrmFields.Stage] = "own-stage" }, Start, "a")
            .With(new CrmFields { [CrmFields.Amount] = "12500.00" }, Start, "b");

        Assert.Equal(DealStatus.Open, Status(StageMeaning.Unknown));
        Assert.Equal(DealStatus.Won, Status(StageMeaning.Won));
        Assert.Equal(DealStatus.Lost, Status(StageMeaning.Lost));
        Assert.Equal(1_250_000, known.State(CrmVendor.HubSpot, CrmStage.ByDefault).AmountMinor);

        DealStatus Status(StageMeaning means) => known.State(CrmVendor.HubSpot, _ => means).Status;
    }

    [Fact]
    public void A_merge_ends_the_same_whichever_event_of_either_deal_comes_late() =>
        Gen.Select(Told.Array[1, 6], Told.Array[1, 6], Gen.Int[0, 1_000_000])
            .Sample(
                (gone, kept, seed) =>
                {
                    var merge = new CrmFields
                    {
                        [CrmFields.Deleted] = "true",
                        [CrmFields.MergedTo] = "9002",
                    };
                    // By name: the merge is the last that is told of a deletion.
                    var theirs = gone.Append((Fields: merge, At: Start.AddMinutes(9), Order: "z"));
                    var all = theirs
                        .Select(one => (Gone: true, Told: one))
                        .Concat(kept.Select(one => (Gone: false, Told: one)))
                        .ToArray();
                    var again = all.ToArray();
                    new Random(seed).Shuffle(again);

                    Assert.Equal(Text(Merged(all)), Text(Merged(again)));
                },
                iter: 5_000
            );

    [Fact]
    public void A_deal_that_is_merged_leaves_its_win_and_what_the_other_one_does_not_know()
    {
        var gone = DealKnowledge
            .Nothing.With(new() { [CrmFields.Stage] = "closedwon" }, Start, "a")
            .With(new() { [CrmFields.Amount] = "12.50", [CrmFields.Currency] = "EUR" }, Start, "b")
            .With(new() { [CrmFields.CompanyDomain] = "kestrelpay.com" }, Start, "c")
            .With(
                new() { [CrmFields.Deleted] = "true", [CrmFields.MergedTo] = "9002" },
                Start.AddMinutes(5),
                "d"
            );
        var open = DealKnowledge
            .Nothing.With(new() { [CrmFields.Stage] = "qualifiedtobuy" }, Start.AddMinutes(3), "e")
            .With(new() { [CrmFields.Name] = "Kept" }, Start, "f");
        Assert.Equal("9002", gone.MergedInto);

        var state = State(open.Absorb(gone));
        Assert.Equal(
            (DealStatus.Won, "Kept", 1_250L, "EUR", Start, "kestrelpay.com", true),
            (
                state.Status,
                state.Name,
                state.AmountMinor,
                state.Currency,
                state.ClosedAt,
                state.CompanyDomain,
                state.ByMerge
            )
        );

        // Its own end counts more, and so does a move after the merge.
        var lost = open.With(new() { [CrmFields.Stage] = "closedlost" }, Start.AddMinutes(4), "g");
        Assert.Equal(DealStatus.Lost, State(lost.Absorb(gone)).Status);
        var moved = open.With(new() { [CrmFields.Stage] = "own-stage" }, Start.AddMinutes(7), "h");
        Assert.Equal(DealStatus.Open, State(moved.Absorb(gone)).Status);

        static DealState State(DealKnowledge known) =>
            known.State(CrmVendor.HubSpot, CrmStage.ByDefault);
    }

    [Fact]
    public void A_whole_deal_without_a_time_of_its_own_has_one_for_each_property()
    {
        var read = HubSpotReading.Read(
            """
            {"objectId":9001,"portalId":33,"properties":{
              "dealstage":{"value":"closedwon","timestamp":1767225600000},
              "amount":{"value":"12500.00","timestamp":1767139200000},
              "dealname":{"value":"Kestrel Pay"}}}
            """u8.ToArray(),
            Start
        );

        Assert.Equal(
            [
                (CrmFields.Amount, At("1767139200000")),
                (CrmFields.Name, Start),
                (CrmFields.Stage, At("1767225600000")),
            ],
            read.Facts.Select(fact => (Assert.Single(fact.Fields).Key, fact.At))
                .OrderBy(one => one.Key, StringComparer.Ordinal)
        );
        Assert.Equal(3, read.Facts.Select(fact => fact.Key).Distinct().Count());
    }

    [Theory]
    [InlineData("12500.00", "EUR", 1_250_000L)]
    [InlineData("12500", "JPY", 12_500L)]
    [InlineData("1.234", "KWD", 1_234L)]
    [InlineData("0", null, 0L)]
    [InlineData("-3.5", "usd", -350L)]
    [InlineData("much", "EUR", null)]
    [InlineData("", "EUR", null)]
    [InlineData("99999999999999999999", "EUR", null)]
    public void Amounts_are_kept_in_the_smallest_unit(string amount, string? currency, long? minor)
    {
        Assert.Equal(minor, Money.Minor(amount, currency));
        Assert.Equal(minor is null, Money.Whole(minor, currency) is null);
    }

    private const string Body =
        """[{"eventId":3816279340,"subscriptionId":25,"portalId":33,"appId":1160452,"occurredAt":1767225599000,"subscriptionType":"deal.propertyChange","attemptNumber":0,"objectId":9001,"propertyName":"dealstage","propertyValue":"closedwon","changeSource":"CRM_UI"}]""";

    [Theory]
    [InlineData("v3", "hfeugCANHP6jItm02lQ94BP3DkaAHWnBBuVH8XxGPg8=", true)]
    [InlineData("v3", "HfeugCANHP6jItm02lQ94BP3DkaAHWnBBuVH8XxGPg8=", false)]
    [InlineData("v3", "not base64", false)]
    [InlineData("v2", "d1e4a4b18add32619e18538cdfee5c06eda562df842ae216728394dc846e1f88", true)]
    [InlineData("v2", "0b0e14f6d112033e2787b4e27eba7263623f1846831e15615ccb47c002b87bec", false)]
    [InlineData("v1", "0b0e14f6d112033e2787b4e27eba7263623f1846831e15615ccb47c002b87bec", true)]
    [InlineData("v1", "00", false)]
    [InlineData("v1", "zz", false)]
    public void HubSpots_signatures_hold_as_its_vectors_say(
        string version,
        string signature,
        bool holds
    )
    {
        var sent = Sent(
            "https://api.leadfuel.example/hooks/hubspot/acc_01",
            Body,
            version,
            signature
        );

        var checkedAs = HubSpotSignature.Check("lf-test-client-secret", sent, At("1767225600000"));

        Assert.Equal((holds, version == "v3"), checkedAs);
    }

    [Fact]
    public void An_address_with_escapes_is_signed_in_its_plain_form()
    {
        var sent = Sent(
            "https://api.leadfuel.example/hooks/hubspot?acc=ada%40example.com&k=a%2Fb",
            "[]",
            "v3",
            "FeEq7rdMsOh9xfnHb9x9IovrVkQ314QBQgws6M6kqNE="
        );

        Assert.Equal(
            (true, true),
            HubSpotSignature.Check("lf-test-client-secret", sent, At("1767225600000"))
        );
    }

    [Theory]
    [InlineData(-61_000, false)]
    [InlineData(-59_000, true)]
    [InlineData(0, true)]
    [InlineData(300_000, true)]
    [InlineData(300_001, false)]
    public void A_signature_counts_for_five_minutes(int age, bool holds)
    {
        var sent = Sent(
            "https://api.leadfuel.example/hooks/hubspot/acc_01",
            Body,
            "v3",
            "hfeugCANHP6jItm02lQ94BP3DkaAHWnBBuVH8XxGPg8="
        );

        Assert.Equal(
            (holds, true),
            HubSpotSignature.Check(
                "lf-test-client-secret",
                sent,
                At("1767225600000").AddMilliseconds(age)
            )
        );
    }

    [Fact]
    public void The_newest_signature_decides_alone()
    {
        var sent = Sent(
            "https://api.leadfuel.example/hooks/hubspot/acc_01",
            Body,
            "v1",
            "0b0e14f6d112033e2787b4e27eba7263623f1846831e15615ccb47c002b87bec"
        );
        sent.Headers["X-HubSpot-Signature-v3"] = "AAAA";
        sent.Headers["X-HubSpot-Request-Timestamp"] = "1767225600000";

        Assert.Equal(
            (false, true),
            HubSpotSignature.Check("lf-test-client-secret", sent, At("1767225600000"))
        );
    }

    [Theory]
    [InlineData("Basic cGRfN2YzYTo0YjFlOWMwZDJm", "4b1e9c0d2f")]
    [InlineData("basic cGRfN2YzYTo0YjFlOWMwZDJm", "4b1e9c0d2f")]
    [InlineData("Basic YTpiOmM=", "b:c")]
    [InlineData("Basic YWJj", "")]
    [InlineData("Basic ???", "")]
    [InlineData("Bearer cGRfN2YzYTo0YjFlOWMwZDJm", "")]
    [InlineData("", "")]
    public void A_password_of_http_basic_is_what_follows_the_first_colon(
        string header,
        string password
    )
    {
        var sent = new CrmRequest("POST", "", [], new HeaderDictionary());
        sent.Headers[CrmHeaders.Authorization] = header;

        Assert.Equal(password, ReceivePipedrive.Password(sent));
    }

    [Fact]
    public void No_bytes_break_the_reading() =>
        Gen.OneOf(
                Gen.String.Select(Encoding.UTF8.GetBytes),
                Gen.Byte.Array[0, 200],
                Gen.Select(
                    Gen.Int[0, Body.Length],
                    Gen.Char.AlphaNumeric,
                    (at, letter) =>
                        Encoding.UTF8.GetBytes(
                            Body[..at] + letter + Body[Math.Min(at + 1, Body.Length)..]
                        )
                )
            )
            .Sample(
                body =>
                {
                    Assert.NotNull(HubSpotReading.Read(body, Start));
                    Assert.NotNull(PipedriveReading.Read(body));
                },
                iter: 5_000
            );

    private static DealKnowledge All(
        IEnumerable<(CrmFields Fields, DateTimeOffset At, string Order)> told
    ) =>
        told.Aggregate(
            DealKnowledge.Nothing,
            (known, one) => known.With(one.Fields, one.At, one.Order)
        );

    /// <summary>As an address hears it: whenever something is told of the merged deal, the other one learns it.</summary>
    private static DealKnowledge Merged(
        IEnumerable<(bool Gone, (CrmFields Fields, DateTimeOffset At, string Order) Told)> all
    )
    {
        var (gone, kept) = (DealKnowledge.Nothing, DealKnowledge.Nothing);
        foreach (var (ofGone, told) in all)
        {
            if (!ofGone)
            {
                kept = kept.With(told.Fields, told.At, told.Order);
                continue;
            }

            gone = gone.With(told.Fields, told.At, told.Order);
            kept = gone.MergedInto is null ? kept : kept.Absorb(gone);
        }

        return kept;
    }

    private static string Text(DealKnowledge known) =>
        (string)new DealKnowledge.Json().ConvertToProvider(known)!;

    private static DateTimeOffset At(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(milliseconds, System.Globalization.CultureInfo.InvariantCulture)
        );

    private static CrmRequest Sent(string uri, string body, string version, string signature)
    {
        var headers = new HeaderDictionary();
        if (version == "v3")
        {
            headers["X-HubSpot-Signature-v3"] = signature;
            headers["X-HubSpot-Request-Timestamp"] = "1767225600000";
        }
        else
        {
            headers["X-HubSpot-Signature"] = signature;
            headers["X-HubSpot-Signature-Version"] = version;
        }

        return new("POST", uri, Encoding.UTF8.GetBytes(body), headers);
    }
}
