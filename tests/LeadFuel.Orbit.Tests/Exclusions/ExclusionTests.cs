using System.Net;
using LeadFuel.Orbit.Exclusions;
using LeadFuel.Orbit.People;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Orbit.Tests.Exclusions;

public sealed class ExclusionTests(Suite suite)
{
    private readonly DateTimeOffset now = suite.Time.GetUtcNow();

    [Fact]
    public async Task A_new_rule_says_what_it_removes_and_then_removes_it()
    {
        var box = await Mailbox();

        var seen = await (
            await box.Member.Orbit.Post(
                "/exclusions/preview",
                new { kind = ExclusionKind.Domain, value = "@Lumio.com" }
            )
        ).Read<PreviewExclusion.View>();
        Assert.Equal(("lumio.com", 3, 2), (seen.Value, seen.Messages, seen.People));
        await (
            await box.Member.Orbit.Post(
                "/exclusions",
                new
                {
                    kind = ExclusionKind.Domain,
                    value = "lumio.com",
                    removes = 1,
                }
            )
        ).Problem(HttpStatusCode.Conflict, "rule-would-purge");
        Assert.Equal(5, await suite.Count("messages", box.Member));

        await Add(box, ExclusionKind.Domain, "lumio.com", 3);

        Assert.Equal(2, await suite.Count("messages", box.Member));
        Assert.Equal(
            ["arne@fjordline.no"],
            (await box.Member.Orbit.Read<ListPeople.View>("/people")).Items.Select(p => p.Email)
        );
        await box.Again(all: true);
        Assert.Equal(2, await suite.Count("messages", box.Member));
        Assert.Equal(3, await suite.Count("excluded_marks", box.Member));
    }

    [Fact]
    public async Task An_excluded_mail_leaves_nothing_but_a_keyed_hash()
    {
        var box = await suite.Box();
        await box.Start();
        await box.Settle();
        await Add(box, ExclusionKind.Address, "secret@lumio.com", 0);
        var mail = await box.Receive(
            "secret@lumio.com",
            now,
            "A planted phrase",
            name: "Planted Name"
        );

        await box.Again();

        foreach (
            var table in (string[])
                ["messages", "participants", "addresses", "threads", "placements"]
        )
        {
            await using var command = suite
                .Sql("orbit")
                .CreateCommand(
                    $"select count(*) from {table} t where account_email = $1 and (t::text ilike '%planted%' or t::text ilike '%secret@lumio%' or t::text like $2)"
                );
            command.Parameters.Add(new() { Value = box.Member.Email });
            command.Parameters.Add(new() { Value = $"%{mail.Id}%" });
            Assert.Equal(0L, await command.ExecuteScalarAsync(Stage.Ct));
        }

        Assert.Equal(1, await suite.Count("excluded_marks", box.Member));
    }

    [Theory]
    [InlineData(ExclusionKind.FreeMail, "", "someone@gmail.com")]
    [InlineData(ExclusionKind.Internal, "", "ana@northbeam.example")]
    [InlineData(ExclusionKind.Folder, "customers", "in-customers@lumio.com")]
    [InlineData(ExclusionKind.Category, "personal", "in-category@lumio.com")]
    public async Task Each_kind_of_rule_keeps_out_what_it_names(
        ExclusionKind kind,
        string value,
        string from
    )
    {
        var box = await suite.Box();
        await box.Start();
        await box.Settle();
        await Add(box, kind, value, 0);
        await box.Receive("arne@fjordline.no", now);
        await box.Drop(
            new
            {
                from,
                at = now,
                subject = "Left out",
                folder = kind == ExclusionKind.Folder ? "Customers" : "inbox",
                categories = kind == ExclusionKind.Category ? new[] { "Personal" } : [],
            }
        );

        await box.Again();

        Assert.Equal(
            ["arne@fjordline.no"],
            await suite.Read(
                box.Member,
                db => db.Messages.Select(m => m.FromAddress).ToListAsync(Stage.Ct)
            )
        );
    }

    [Fact]
    public async Task A_folder_is_named_in_any_alphabet_and_case()
    {
        var box = await suite.Box();
        await box.Drop(
            new
            {
                from = "in-customers@lumio.com",
                at = now.AddDays(-1),
                subject = "Left out",
                folder = "Customers",
            }
        );
        await box.Start();
        await box.Settle();
        await using var rename = suite
            .Sql("orbit")
            .CreateCommand(
                "update folders set name = 'Übersicht' where name = 'Customers' and account_email = $1"
            );
        rename.Parameters.Add(new() { Value = box.Member.Email });
        Assert.Equal(1, await rename.ExecuteNonQueryAsync(Stage.Ct));

        var seen = await (
            await box.Member.Orbit.Post(
                "/exclusions/preview",
                new { kind = ExclusionKind.Folder, value = "ÜBERSICHT" }
            )
        ).Read<PreviewExclusion.View>();

        Assert.Equal(1, seen.Messages);
    }

    [Fact]
    public async Task Rules_are_a_members_own_and_those_of_the_account_cannot_be_weakened()
    {
        var box = await Mailbox();
        var ana = suite.Colleague(box.Member);
        await (
            await ana.Post(
                "/exclusions",
                new
                {
                    kind = ExclusionKind.Domain,
                    value = "lumio.com",
                    removes = 0,
                }
            )
        ).Read<ListExclusions.Item>();
        Assert.Equal(5, await suite.Count("messages", box.Member));
        Assert.DoesNotContain(
            (await box.Member.Orbit.Read<ListExclusions.View>("/exclusions")).Items,
            rule => rule.Value == "lumio.com"
        );

        var whole = await (
            await ForAll(box.Member.Orbit, ExclusionKind.Address, "x@lumio.com", 1)
        ).Read<ListExclusions.Item>();
        Assert.Equal(4, await suite.Count("messages", box.Member));
        await (await ana.Delete($"/exclusions/{whole.Id}")).Problem(HttpStatusCode.NotFound);
        (await box.Member.Orbit.Delete($"/exclusions/{whole.Id}")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_rule_for_everybody_tells_its_maker_nothing_of_others_mailboxes()
    {
        var box = await Mailbox();
        var ana = suite.Colleague(box.Member);
        var hers = await suite.Box(box.Member, colleague: ana);
        await hers.Write("x@lumio.com", now.AddDays(-4));
        await hers.Write("hers-alone@lumio.com", now.AddDays(-4));
        await hers.Write("arne@fjordline.no", now.AddDays(-4));
        await hers.Synced(choice => choice["visibility"] = Orbit.Mailboxes.Visibility.Private);
        var eve = await suite.Box();
        await eve.Write("x@lumio.com", now.AddDays(-4));
        await eve.Synced();

        var seen = await (
            await box.Member.Orbit.Post(
                "/exclusions/preview",
                new { kind = ExclusionKind.Domain, value = "lumio.com" }
            )
        ).Read<PreviewExclusion.View>();
        // The contact goes from the member's own mailboxes, whoever else knows them.
        Assert.Equal((3, 2), (seen.Messages, seen.People));
        await (await ForAll(ana, ExclusionKind.Domain, "lumio.com", 2)).Problem(
            HttpStatusCode.Forbidden,
            "owners-only"
        );
        Assert.False((await ana.Read<ListExclusions.View>("/exclusions")).ForAll);
        Assert.Equal(8, await suite.Count("messages", box.Member));

        (
            await ForAll(box.Member.Orbit, ExclusionKind.Domain, "lumio.com", 3)
        ).EnsureSuccessStatusCode();
        await box.Settle();

        Assert.Equal(
            ["arne@fjordline.no"],
            (await ana.Read<ListPeople.View>("/people")).Items.Select(person => person.Email)
        );
        Assert.Equal(3, await suite.Count("messages", box.Member));
        Assert.Equal(1, await suite.Count("messages", eve.Member));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_that_is_given_an_excluded_category_goes_with_the_next_look(bool whole)
    {
        var box = await suite.Box();
        await box.Start();
        await box.Settle();
        await Add(box, ExclusionKind.Category, "private", 0);
        await box.Write("arne@fjordline.no", now.AddDays(-1));
        var mail = await box.Receive("doctor@lumio.com", now, "A planted phrase");
        await box.Again();
        Assert.Equal(2, await suite.Count("messages", box.Member));

        await box.Post(
            $"mails/{mail.Number}/categories",
            new { categories = new[] { "Private" }, whole }
        );
        await box.Again();

        Assert.Equal(
            ["Hello"],
            await suite.Read(
                box.Member,
                db => db.Messages.Select(m => m.Subject).ToListAsync(Stage.Ct)
            )
        );
        Assert.Equal(1, await suite.Count("excluded_marks", box.Member));
        Assert.Equal(1, await suite.Count("threads", box.Member));
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_removes_a_rule()
    {
        var box = await Mailbox();
        var rule = await Add(box, ExclusionKind.Address, "x@lumio.com", 1);
        var eve = await suite.SignUp();

        Assert.Empty((await eve.Orbit.Read<ListExclusions.View>("/exclusions")).Items);
        await (await eve.Orbit.Delete($"/exclusions/{rule.Id}")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_a_removed_rule_kept_out_comes_with_the_next_whole_reading()
    {
        var box = await Mailbox();
        var rule = await Add(box, ExclusionKind.Domain, "lumio.com", 3);

        (await box.Member.Orbit.Delete($"/exclusions/{rule.Id}")).EnsureSuccessStatusCode();
        await box.Again(all: true);

        Assert.Equal(5, await suite.Count("messages", box.Member));
    }

    private static Task<HttpResponseMessage> ForAll(
        Caller by,
        ExclusionKind kind,
        string value,
        int removes
    ) =>
        by.Post(
            "/exclusions",
            new
            {
                kind,
                value,
                wholeAccount = true,
                removes,
            }
        );

    private async Task<Box> Mailbox()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", now.AddDays(-3));
        await box.Receive("arne@fjordline.no", now.AddDays(-2));
        await box.Write("x@lumio.com", now.AddDays(-3));
        await box.Write("y@mail.lumio.com", now.AddDays(-3));
        await box.Receive("y@mail.lumio.com", now.AddDays(-2));
        await box.Synced();
        return box;
    }

    private static async Task<ListExclusions.Item> Add(
        Box box,
        ExclusionKind kind,
        string value,
        int removes
    )
    {
        var rule = await (
            await box.Member.Orbit.Post(
                "/exclusions",
                new
                {
                    kind,
                    value,
                    removes,
                }
            )
        ).Read<ListExclusions.Item>();
        await box.Settle();
        return rule;
    }
}
