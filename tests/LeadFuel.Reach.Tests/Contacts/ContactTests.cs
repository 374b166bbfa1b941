using System.Net;
using System.Text;
using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Suppressions;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Contacts;

public sealed class ContactTests(Suite suite)
{
    private const string File = """
        Email;First name;Company;Plan
        ada@one.test;Ada;Engines;Gold
        grace@two.test;Grace;Navy;
        no address;X;Y;Z
        ada@one.test;Again;Engines;Gold
        """;

    [Fact]
    public async Task A_dry_run_tells_what_an_import_would_do_and_does_nothing()
    {
        var ada = await suite.SignUp();

        var dry = await Import(ada, File, dryRun: true);

        Assert.Equal((2, 1, 1), Counts(dry));
        Assert.Empty((await ada.Reach.Json("/contacts")).GetProperty("items").EnumerateArray());
        Assert.Empty((await ada.Reach.Json("/imports")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_import_adds_changes_and_rejects_and_the_same_file_again_changes_nothing()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();

        Assert.Equal((2, 1, 1), Counts(await Import(ada, File)));
        Assert.Equal((0, 3, 1), Counts(await Import(ada, File)));

        var contacts = (await ada.Reach.Json("/contacts"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Equal(
            ["ada@one.test", "grace@two.test"],
            contacts.Select(c => c.GetProperty("email").GetString())
        );
        var contact = await ada.Reach.Json($"/contacts/{contacts[0].GetProperty("id").GetGuid()}");
        Assert.Equal("Gold", contact.GetProperty("attributes").GetProperty("plan").GetString());
        var imports = (await ada.Reach.Json("/imports"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Equal(2, imports.Count);
        Assert.Equal(4, imports[1].GetProperty("rows").GetInt32());

        Assert.Empty((await eve.Reach.Json("/contacts")).GetProperty("items").EnumerateArray());
        Assert.Empty((await eve.Reach.Json("/imports")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_import_never_lifts_a_suppression()
    {
        var ada = await suite.SignUp();
        await Stage.Change(
            suite,
            ada,
            db =>
                SuppressAddress.Suppress(
                    db,
                    "ada@one.test",
                    SuppressionReason.Unsubscribed,
                    "test",
                    suite.Time.GetUtcNow(),
                    Stage.Ct
                )
        );

        var view = await Import(ada, File);

        Assert.Equal(1, view.GetProperty("suppressed").GetInt32());
        var id = (await ada.Reach.Json("/contacts?q=ada"))
            .GetProperty("items")[0]
            .GetProperty("id")
            .GetGuid();
        Assert.Equal(
            "This person asked for no more mail.",
            (await ada.Reach.Json($"/contacts/{id}")).GetProperty("suppressed").GetString()
        );
    }

    [Fact]
    public async Task People_are_found_by_words_and_by_import()
    {
        var ada = await suite.SignUp();
        var import = (await Import(ada, File)).GetProperty("id").GetGuid();
        await Import(ada, "alan@three.test");

        Assert.Equal(["grace@two.test"], await Found(ada, "?q=NAVY"));
        Assert.Equal(["ada@one.test"], await Found(ada, "?q=ada"));
        Assert.Equal(2, (await Found(ada, $"?importId={import}")).Length);
        Assert.Equal(3, (await Found(ada, "")).Length);
        await Import(ada, "mary_jo@four.test");
        Assert.Equal(["mary_jo@four.test"], await Found(ada, "?q=Y_J"));
        Assert.Empty(await Found(ada, "?q=r%25"));
        Assert.Equal(["ada@one.test"], await Found(ada, "?limit=1"));
        Assert.Equal(["alan@three.test"], await Found(ada, "?limit=1&after=ada@one.test"));
    }

    [Fact]
    public async Task The_fields_that_can_be_merged_are_counted()
    {
        var ada = await suite.SignUp();
        await Import(ada, File);

        var fields = (await ada.Reach.Json("/contact-fields"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(
                f => f.GetProperty("name").GetString()!,
                f => f.GetProperty("filled").GetInt32()
            );

        Assert.Equal(2, fields["email"]);
        Assert.Equal(2, fields["first_name"]);
        Assert.Equal(1, fields["plan"]);
        Assert.Equal(0, fields["title"]);
    }

    [Fact]
    public async Task A_deleted_person_gets_no_further_mail_and_is_another_accounts_business_never()
    {
        await using var own = await Stage.OwnTime(suite);
        var ada = await own.SignUp();
        var eve = await own.SignUp();
        var campaign = await Stage.Launch(own, ada);
        await campaign.Settle();
        var path = $"/contacts/{campaign.Person.ContactId}";
        await (await eve.Reach.Get(path)).Problem(HttpStatusCode.NotFound);
        await (await eve.Reach.Delete(path, "\"1\"")).Problem(HttpStatusCode.NotFound);
        await (await ada.Reach.Delete(path)).Problem(HttpStatusCode.PreconditionRequired);
        await (await ada.Reach.Delete(path, "\"7\"")).Problem(HttpStatusCode.PreconditionFailed);
        var tag = (await ada.Reach.Get(path)).Tag();

        Assert.Equal(HttpStatusCode.NoContent, (await ada.Reach.Delete(path, tag)).StatusCode);

        await (await ada.Reach.Get(path)).Problem(HttpStatusCode.NotFound);
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Single(await own.Sandbox.Mails(campaign.Person.Email));
        Assert.Equal("contact_erased", (await campaign.Ledger())[1].Reason);
    }

    [Fact]
    public async Task A_person_taken_back_from_the_bin_gets_the_mails_that_the_deletion_held_back()
    {
        await using var own = await Stage.OwnTime(suite);
        var (ada, eve) = (await own.SignUp(), await own.SignUp());
        var campaign = await Stage.Launch(own, ada);
        await campaign.Settle();
        var path = $"/contacts/{campaign.Person.ContactId}";
        await ada.Reach.Delete(path, (await ada.Reach.Get(path)).Tag());
        await campaign.Settle();
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
        Assert.Equal([campaign.Person.Email], await Found(ada, "?deleted=true"));
        Assert.Empty(await Found(eve, "?deleted=true"));
        await (await eve.Reach.Post($"{path}/undelete")).Problem(HttpStatusCode.NotFound);

        (await ada.Reach.Post($"{path}/undelete")).EnsureSuccessStatusCode();
        // Once more changes nothing.
        (await ada.Reach.Post($"{path}/undelete")).EnsureSuccessStatusCode();

        Assert.Equal([campaign.Person.Email], await Found(ada, ""));
        Assert.Empty(await Found(ada, "?deleted=true"));
        Assert.Equal(CampaignState.Running, (await campaign.Campaign()).State);
        own.Advance(TimeSpan.FromDays(2));
        await campaign.Settle();
        Assert.Equal(2, (await own.Sandbox.Mails(campaign.Person.Email)).Count);
        Assert.Equal(CampaignState.Finished, (await campaign.Campaign()).State);
    }

    [Fact]
    public async Task Who_answered_while_they_lay_in_the_bin_gets_nothing_further_when_they_are_back()
    {
        var ada = await suite.SignUp();
        var campaign = await Stage.Launch(suite, ada);
        await campaign.Settle();
        var path = $"/contacts/{campaign.Person.ContactId}";
        await ada.Reach.Delete(path, (await ada.Reach.Get(path)).Tag());
        await suite.Sandbox.Reply(await suite.Sandbox.Mail(campaign.Person.Email), "Call me.");
        await campaign.Settle();
        Assert.Equal("contact_erased", (await campaign.Ledger())[1].Reason);

        (await ada.Reach.Post($"{path}/undelete")).EnsureSuccessStatusCode();

        Assert.Equal("stopped_reply", (await campaign.Ledger())[1].Reason);
        Assert.Equal("stopped_reply", (await campaign.Enrolment(campaign.Person)).StopReason);
    }

    [Fact]
    public async Task Who_was_put_on_the_list_while_they_lay_in_the_bin_gets_nothing_further_when_they_are_back()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        Launched[] campaigns = [await Stage.Launch(suite, ada), await Stage.Launch(suite, ada)];
        await suite.Drain(ada);
        // The list of another account is about nobody here.
        foreach (var (member, campaign) in new[] { ada, eve }.Zip(campaigns))
        {
            var path = $"/contacts/{campaign.Person.ContactId}";
            await ada.Reach.Delete(path, (await ada.Reach.Get(path)).Tag());
            (
                await member.Reach.Post(
                    "/suppressions",
                    new { kind = "address", key = campaign.Person.Email }
                )
            ).EnsureSuccessStatusCode();
            (await ada.Reach.Post($"{path}/undelete")).EnsureSuccessStatusCode();
        }

        Assert.Equal("suppressed_manual", (await campaigns[0].Ledger())[1].Reason);
        Assert.Equal(CampaignState.Finished, (await campaigns[0].Campaign()).State);
        Assert.Equal("delay_not_elapsed", (await campaigns[1].Ledger())[1].Reason);
        Assert.Equal(CampaignState.Running, (await campaigns[1].Campaign()).State);
    }

    [Fact]
    public async Task A_file_in_another_encoding_comes_in_whole()
    {
        var ada = await suite.SignUp();
        var bytes = Encoding.Latin1.GetBytes("email,first_name\njose@one.test,José\n");

        await (
            await ada.Reach.Post(
                "/imports",
                new { base64 = Convert.ToBase64String(bytes), fileName = "people.csv" }
            )
        ).Json();

        var item = (await ada.Reach.Json("/contacts")).GetProperty("items")[0];
        Assert.Equal("José", item.GetProperty("firstName").GetString());
    }

    private static async Task<System.Text.Json.JsonElement> Import(
        Member member,
        string text,
        bool dryRun = false
    ) => await (await member.Reach.Post("/imports", new { text, dryRun })).Json();

    private static (int Added, int Duplicates, int Rejected) Counts(
        System.Text.Json.JsonElement view
    ) =>
        (
            view.GetProperty("added").GetInt32(),
            view.GetProperty("duplicates").GetInt32(),
            view.GetProperty("rejected").GetInt32()
        );

    private static async Task<string?[]> Found(Member member, string query) =>
        [
            .. (await member.Reach.Json($"/contacts{query}"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(c => c.GetProperty("email").GetString()),
        ];
}
