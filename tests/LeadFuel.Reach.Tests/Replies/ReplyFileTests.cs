using System.Net;
using System.Text;
using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Reach.Providers.Resend;
using LeadFuel.Reach.Replies;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Files of answers are named, stay at Resend, and pass through as files: nothing of them is kept or run.</summary>
public sealed class ReplyFileTests(Suite suite)
{
    [Fact]
    [Claim("T48")]
    public async Task Files_are_named_in_the_conversation_and_handed_to_their_own_account_alone()
    {
        var eve = await suite.SignUp();
        var words = $"wombat{Guid.CreateVersion7():N}";
        var came = await Came(
            ("offer.pdf", "application/pdf", words),
            ("logo.png", "image/png", "")
        );
        var (ada, thread) = (came.Member, $"/threads/{came.Person.EnrolmentId}");

        var item = await Item(came);
        var files = item.GetProperty("files").EnumerateArray().ToList();
        var path = PathOf(files[0]);
        var text = await Text(ada, path);

        Assert.Equal(2, item.GetProperty("attachments").GetInt32());
        Assert.Equal(["offer.pdf", "logo.png"], files.Select(file => file.Text("name")));
        Assert.Equal("application/pdf", files[0].Text("contentType"));
        Assert.Equal(words.Length, files[0].GetProperty("size").GetInt64());
        Assert.False(files[0].GetProperty("tooLarge").GetBoolean());
        Assert.Equal(words, text);
        Assert.Equal("", await Text(ada, PathOf(files[1])));
        Assert.Empty(await Everywhere.Tables(suite, words));

        await (await eve.Reach.Get(path)).Problem(HttpStatusCode.NotFound);
        await (await eve.Reach.Get(thread)).Problem(HttpStatusCode.NotFound);
        // The link and the file, for each of two; Resend's files refuse whoever shows them a key.
        await Wait.Until(async () => await Calls(ada) == 4, () => "the ledger lacks calls");
        Assert.Equal(0, await Calls(eve));
    }

    [Fact]
    public async Task Whatever_it_is_a_browser_gets_it_as_a_file_to_keep()
    {
        var came = await Came(("Seite ü.html", "text/html", "<script>alert(1)</script>"));
        var path = PathOf((await Item(came)).GetProperty("files")[0]);

        var answer = await came.Member.Reach.Get(path);

        Assert.Equal("<script>alert(1)</script>", await answer.Content.ReadAsStringAsync(Stage.Ct));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal(
            ("attachment", "Seite ü.html"),
            (disposition.DispositionType, disposition.FileNameStar)
        );
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.StartsWith(
            "sandbox;",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_name_made_to_do_harm_is_a_name_and_nothing_else()
    {
        var came = await Came(("../../x\r\nSet-Cookie: a", "text/plain", "words"));
        var file = (await Item(came)).GetProperty("files")[0];

        var answer = await came.Member.Reach.Get(PathOf(file));

        answer.EnsureSuccessStatusCode();
        Assert.Equal("xSet-Cookie_ a", file.Text("name"));
        Assert.Equal("xSet-Cookie_ a", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public void A_name_is_one_on_any_computer()
    {
        foreach (
            var (given, kept) in new[]
            {
                ("..\\..\\Windows\\evil.exe", "evil.exe"),
                ("C:\\fakepath\\a<b>?.txt", "a_b__.txt"),
                ("invoice\u202Egpj.exe", "invoicegpj.exe"),
                ("zero\0width\u200B.txt\u2028", "zerowidth.txt"),
                ("Angebot für Frühjahr 🌱.pdf", "Angebot für Frühjahr 🌱.pdf"),
                (".. . ", "attachment"),
                ("", "attachment"),
            }
        )
        {
            Assert.Equal(kept, ReplyFile.CleanName(given));
        }
    }

    [Fact]
    public void A_long_name_keeps_its_ending_and_a_long_list_its_beginning()
    {
        var name = ReplyFile.CleanName($"{new string('a', 400)}.pdf");
        var told = Enumerable
            .Range(0, 200)
            .Select(n => new ReceivedFile($"f{n}", "a", n == 0 ? "No type" : "TEXT/HTML; a=b", n))
            .Prepend(new ReceivedFile("", "without an id", "text/plain", 1));
        var files = ReplyFile.Of(Guid.CreateVersion7(), told).ToList();

        Assert.Equal($"{new string('a', ReplyFile.LongestName - 4)}.pdf", name);
        Assert.Equal(ReplyFile.Most, files.Count);
        Assert.Equal(("f0", "application/octet-stream"), (files[0].ResendId, files[0].ContentType));
        Assert.Equal(("f1", "text/html"), (files[1].ResendId, files[1].ContentType));
    }

    [Theory]
    [InlineData("expired_attachment")]
    [InlineData("server_error")]
    public async Task What_fails_once_is_asked_for_anew_and_what_fails_twice_is_said(string kind)
    {
        var came = await Came(("a.txt", "text/plain", "words"));
        var ada = came.Member;
        var path = PathOf((await Item(came)).GetProperty("files")[0]);
        var link = $"/emails/receiving/{await ResendId(came)}/attachments/";

        await Break(kind, link, times: 1);
        Assert.Equal("words", await Text(ada, path));

        await Break(kind, link, times: 2);
        var away = await ada.Reach.Get(path);
        await away.Problem(HttpStatusCode.ServiceUnavailable, "provider-down");
        Assert.NotNull(away.Headers.RetryAfter);

        Assert.Equal("words", await Text(ada, path));
    }

    [Fact]
    public async Task What_Resend_has_no_more_is_said_to_be_gone()
    {
        var came = await Came(("a.txt", "text/plain", "words"));
        var path = PathOf((await Item(came)).GetProperty("files")[0]);
        var unknown = Guid.CreateVersion7().ToString();
        await Stage.Change(
            suite,
            came.Member,
            db =>
                db.ReplyFiles.ExecuteUpdateAsync(
                    set => set.SetProperty(f => f.ResendId, unknown),
                    Stage.Ct
                )
        );

        await (await came.Member.Reach.Get(path)).Problem(HttpStatusCode.Gone, "file-gone");
    }

    [Fact]
    public async Task Nothing_above_the_limit_passes_through_whatever_was_said_of_its_size()
    {
        var came = await Came(("a.txt", "text/plain", "words"));
        var ada = came.Member;
        var path = PathOf((await Item(came)).GetProperty("files")[0]);
        var mail = await ResendId(came);

        await Break("large_attachment", $"/resend-files/{mail}", times: 1);
        await (await ada.Reach.Get(path)).Problem(
            HttpStatusCode.RequestEntityTooLarge,
            "file-too-large"
        );

        await Break("endless_attachment", $"/resend-files/{mail}", times: 1);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ada.Reach.Get(path));

        // What is known to be too large is not asked for.
        var asked = await Asked(mail);
        await Stage.Change(
            suite,
            ada,
            db =>
                db.ReplyFiles.ExecuteUpdateAsync(
                    set => set.SetProperty(f => f.Size, (long?)(ReplyFile.Largest + 1)),
                    Stage.Ct
                )
        );
        var file = (await Item(came)).GetProperty("files")[0];
        Assert.True(file.GetProperty("tooLarge").GetBoolean());
        await (await ada.Reach.Get(path)).Problem(
            HttpStatusCode.RequestEntityTooLarge,
            "file-too-large"
        );
        Assert.Equal(asked, await Asked(mail));
    }

    [Fact]
    public async Task An_answer_filed_before_files_were_named_says_their_number()
    {
        var came = await Came(("a.txt", "text/plain", "words"));
        await Stage.Change(suite, came.Member, db => db.ReplyFiles.ExecuteDeleteAsync(Stage.Ct));

        var item = await Item(came);

        Assert.Equal(1, item.GetProperty("attachments").GetInt32());
        Assert.Empty(item.GetProperty("files").EnumerateArray());
    }

    [Fact]
    public async Task Files_go_where_their_answer_goes()
    {
        var came = await Came(("a.txt", "text/plain", "words"));
        var kept = await Came(("a.txt", "text/plain", "words"));
        var ada = came.Member;
        var path = PathOf((await Item(came)).GetProperty("files")[0]);
        DateTimeOffset? now = suite.Time.GetUtcNow();

        await Stage.Change(
            suite,
            ada,
            db =>
                db.Replies.ExecuteUpdateAsync(
                    set => set.SetProperty(r => r.DeletedAt, now),
                    Stage.Ct
                )
        );
        await (await ada.Reach.Get(path)).Problem(HttpStatusCode.NotFound);
        await Stage.Change(
            suite,
            ada,
            db =>
                db.Replies.IgnoreQueryFilters([AccountDbContext.KeptFilter])
                    .ExecuteDeleteAsync(Stage.Ct)
        );

        Assert.Equal(0, await Named(ada));
        Assert.Equal(1, await Named(kept.Member));
    }

    [Fact]
    public void The_hosts_behind_its_links_stand_in_the_data_map() =>
        Assert.Equal(
            "api.resend.com, inbound-cdn.resend.com, cdn.resend.app",
            Assert.Single(DataMap.Of([ResendClient.Provider])).Host
        );

    private async Task<Launched> Came(params (string Name, string Type, string Text)[] files)
    {
        var (campaign, mail) = await ReplyTests.Sent(suite);
        await suite.Sandbox.Post(
            $"/mail/{mail.Id}/reply",
            new
            {
                text = "See what comes with it.",
                attachments = files.Select(file => new
                {
                    filename = file.Name,
                    contentType = file.Type,
                    content = Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Text)),
                }),
            }
        );
        await campaign.Settle();
        return campaign;
    }

    private static async Task<JsonElement> Item(Launched came) =>
        (await came.Member.Reach.Json($"/threads/{came.Person.EnrolmentId}"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.Text("kind") == "received");

    private static string PathOf(JsonElement file) => $"/reply-files/{file.Text("id")}/content";

    private static async Task<string> Text(Member member, string path)
    {
        var answer = await member.Reach.Get(path);
        var text = await answer.Content.ReadAsStringAsync(Stage.Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private Task<string?> ResendId(Launched came) =>
        Stage.Read(
            suite,
            came.Member,
            db => db.Replies.Select(r => r.ResendId).SingleAsync(Stage.Ct)
        );

    private Task<int> Named(Member member) =>
        Stage.Read(suite, member, db => db.ReplyFiles.CountAsync(Stage.Ct));

    private Task<Guid> Break(string kind, string match, int times) =>
        suite.Sandbox.Break(
            new
            {
                vendor = "resend",
                kind,
                match,
                times,
            }
        );

    private async Task<int> Asked(string? mail) =>
        (await suite.Sandbox.Records("resend")).Count(record =>
            record.Path.Contains($"/receiving/{mail}/attachments/", StringComparison.Ordinal)
        );

    private async Task<long> Calls(Member member)
    {
        await using var calls = suite
            .Sql("reach")
            .CreateCommand(
                "select count(*) from egress_calls where account_email = $1 and purpose = 'reach.reply-file' and categories = array['mail id', 'file id'] and status = 200"
            );
        calls.Parameters.Add(new() { Value = member.Email });
        return (long)(await calls.ExecuteScalarAsync(Stage.Ct))!;
    }
}
