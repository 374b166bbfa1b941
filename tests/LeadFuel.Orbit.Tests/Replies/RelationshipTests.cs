using LeadFuel.Accounts;
using LeadFuel.Orbit.Mailboxes;
using LeadFuel.Orbit.Rpc;
using LeadFuel.Prompts.Rpc;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Orbit.Tests.Replies;

public sealed class RelationshipTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    [Claim("T27")]
    public async Task Who_knows_a_person_is_told_before_a_first_touch()
    {
        var box = await Known();

        var paths = (
            await Client(box.Member)
                .FindWarmPathsAsync(
                    new FindWarmPathsRequest
                    {
                        Emails = { "Arne@Fjordline.no", "nobody@lumio.com", "no address" },
                    },
                    cancellationToken: Stage.Ct
                )
        ).Paths;

        Assert.Equal(
            ["Arne@Fjordline.no", "nobody@lumio.com", "no address"],
            paths.Select(p => p.Email)
        );
        var arne = paths[0];
        Assert.Equal(
            (false, box.Member.Email, 2, 2),
            (arne.Unknown, arne.Introducer, arne.LastTouchDays, arne.InConversationDays)
        );
        Assert.True(arne.Score > 15);
        Assert.True(arne.Band >= Band.Weak);
        Assert.All(paths.Skip(1), path => Assert.True(path.Unknown));
    }

    [Fact]
    public async Task Another_account_knows_nobody()
    {
        await Known();
        var eve = await suite.SignUp();

        var path = (
            await Client(eve)
                .FindWarmPathsAsync(
                    new FindWarmPathsRequest { Emails = { "arne@fjordline.no" } },
                    cancellationToken: Stage.Ct
                )
        ).Paths[0];
        var spans = (
            await Contacts(eve)
                .ScanForContactsAsync(
                    new ScanForContactsRequest { Texts = { "Arne Bakke, arne@fjordline.no" } },
                    cancellationToken: Stage.Ct
                )
        ).Spans;

        Assert.True(path.Unknown);
        Assert.Empty(spans);
    }

    [Fact]
    public async Task A_job_is_told_what_every_member_may_see_and_nothing_private()
    {
        var box = await Known(Visibility.Private);

        Task<FindWarmPathsReply> Ask(TokenClaims claims) =>
            new Relationships.RelationshipsClient(suite.Rpc("orbit", "reach", claims))
                .FindWarmPathsAsync(
                    new FindWarmPathsRequest { Emails = { "arne@fjordline.no" } },
                    cancellationToken: Stage.Ct
                )
                .ResponseAsync;

        var job = new TokenClaims("job:reach.send-message") { Account = box.Member.Email };
        Assert.True((await Ask(job)).Paths[0].Unknown);
        Assert.False((await Ask(box.Member.Claims)).Paths[0].Unknown);
    }

    [Theory]
    [InlineData("Ask Arne Bakke about it.", "Arne Bakke")]
    [InlineData("Bakke, Arne will know", "Bakke, Arne")]
    [InlineData("Ask Ar\u200bne Bakke", "Ar\u200bne Bakke")]
    [InlineData("Ask Ａｒｎｅ Bakke", "Ａｒｎｅ Bakke")]
    [InlineData("ask ARNE  BAKKE, please", "ARNE  BAKKE")]
    [InlineData("Write to arne@fjordline.no!", "arne@fjordline.no")]
    [InlineData("Arne is a common name. Bakke, too.", null)]
    [InlineData("Nobody of ours: Ines Haddad", null)]
    public async Task Stored_people_are_found_in_a_text(string text, string? found)
    {
        var box = await Known();

        var spans = (
            await Contacts(box.Member)
                .ScanForContactsAsync(
                    new ScanForContactsRequest { Texts = { text } },
                    cancellationToken: Stage.Ct
                )
        ).Spans;

        Assert.Equal(
            found is null ? [] : [found],
            spans.Select(span => text.Substring(span.Start, span.Length))
        );
    }

    [Fact]
    public async Task Texts_that_are_asked_about_together_are_told_of_their_own_people()
    {
        var box = await Known();
        string[] texts = ["Ask Arne Bakke.", "Nobody here.", "arne@fjordline.no, Arne Bakke"];

        var spans = (
            await Contacts(box.Member)
                .ScanForContactsAsync(
                    new ScanForContactsRequest { Texts = { texts } },
                    cancellationToken: Stage.Ct
                )
        ).Spans;

        Assert.Equal(
            [(0, "Arne Bakke"), (2, "arne@fjordline.no"), (2, "Arne Bakke")],
            spans.Select(span => (span.Text, texts[span.Text].Substring(span.Start, span.Length)))
        );
    }

    [Theory]
    [InlineData("Özlem Demir", "Tell ÖZLEM demir", "özl")]
    [InlineData("Åse Ørjan", "As åse ØRJAN said", "ørj")]
    [InlineData("Élise Noël", "Élise  NOËL, then", "noël élise")]
    [InlineData("Noël, Élise", "Ask Élise Noël", "élise noël")]
    [InlineData("van der Berg, Arne", "Ask Arne van der Berg", "arne berg")]
    [InlineData("Siobhán O'Brien", "Ask siobhán o’brien", "O'Brien")]
    public async Task A_name_is_found_in_any_alphabet_and_turned_round_by_the_guard_and_by_typing(
        string name,
        string text,
        string typed
    )
    {
        var box = await Known(name: name);
        var eve = await suite.SignUp();

        async Task<int> Found(Member member) =>
            (
                await Contacts(member)
                    .ScanForContactsAsync(
                        new ScanForContactsRequest { Texts = { "Nobody here.", text } },
                        cancellationToken: Stage.Ct
                    )
            ).Spans.Count(span => span is { Text: 1, Kind: "contact_name" });

        async Task<int> People(Member member) =>
            (await member.Orbit.Json($"/people?q={Uri.EscapeDataString(typed)}"))
                .GetProperty("items")
                .GetArrayLength();

        Assert.Equal((1, 1), (await Found(box.Member), await People(box.Member)));
        Assert.Equal((0, 0), (await Found(eve), await People(eve)));
    }

    private async Task<Box> Known(
        Visibility visibility = Visibility.Strength,
        string name = "Arne Bakke"
    )
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", now.AddDays(-3), "Hello", "c1");
        await box.Receive("arne@fjordline.no", now.AddDays(-2), "Re: Hello", "c1", name);
        await box.Synced(choice => choice["visibility"] = visibility);
        return box;
    }

    private StoredContacts.StoredContactsClient Contacts(Member member) =>
        new(suite.Rpc("orbit", "signal", member.Claims));

    private Relationships.RelationshipsClient Client(Member member) =>
        new(suite.Rpc("orbit", "reach", member.Claims));
}
