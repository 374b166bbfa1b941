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

    [Fact]
    public async Task Mail_marked_private_by_its_writer_is_left_out()
    {
        var box = await suite.Box();
        await box.Write("arne@fjordline.no", now.AddDays(-1));
        for (var i = 0; i < 30; i++)
        {
            await box.Receive("arne@fjordline.no", now.AddHours(-i), $"Open {i}");
        }

        await box.Drop(
            new
            {
                from = "arne@fjordline.no",
                subject = "Between us",
                at = now,
                headers = new Dictionary<string, string>
                {
                    ["Sensitivity"] = "Company-Confidential",
                },
            }
        );

        await box.Synced(choice => choice["skipMarked"] = true);

        Assert.Equal(31, await suite.Count("messages", box.Member));
        Assert.Equal(1, await suite.Count("excluded_marks", box.Member));
    }

    [Fact]
    public async Task A_throttled_part_of_a_batch_lets_no_marked_mail_through()
    {
        var box = await suite.Box();
        for (var i = 0; i < 10; i++)
        {
            await box.Drop(
                new
                {
                    from = "arne@fjordline.no",
                    subject = $"Between us {i}",
                    at = now.AddHours(-i),
                    headers = new Dictionary<string, string> { ["Sensitivity"] = "private" },
                }
            );
        }

        await box.Break("throttle_part", times: 2);
        await box.Start(choice => choice["skipMarked"] = true);
        await Wait.Until(
            async () => (await box.View()).State == Orbit.Mailboxes.MailboxState.Live,
            () => "the first sync does not end"
        );

        Assert.Equal(0, await suite.Count("messages", box.Member));
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
            await ana.Post(
                "/exclusions",
                new
                {
                    kind = ExclusionKind.Address,
                    value = "x@lumio.com",
                    wholeAccount = true,
                    removes = 1,
                }
            )
        ).Read<ListExclusions.Item>();
        Assert.Equal(4, await suite.Count("messages", box.Member));
        await (await box.Member.Orbit.Delete($"/exclusions/{whole.Id}")).Problem(
            HttpStatusCode.NotFound
        );
        (await ana.Delete($"/exclusions/{whole.Id}")).EnsureSuccessStatusCode();
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
