using System.Net;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Senders;

public sealed class SenderTests(Suite suite)
{
    [Fact]
    public async Task A_sender_is_of_a_domain_of_its_own_account()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var domain = await Domain(ada);

        var added = await ada.Reach.Post(
            "/senders",
            new { name = " Ada Lovelace ", address = $"Ada@{domain.ToUpperInvariant()}" }
        );

        var sender = await added.Json();
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(
            ("Ada Lovelace", $"ada@{domain}", false),
            (
                sender.Text("name"),
                sender.Text("address"),
                sender.GetProperty("verified").GetBoolean()
            )
        );
        await (
            await eve.Reach.Post("/senders", new { name = "Eve", address = $"eve@{domain}" })
        ).Problem(HttpStatusCode.UnprocessableEntity, "no-domain");
        await (
            await ada.Reach.Post(
                "/senders",
                new { name = "Ada Lovelace", address = $"ada@{domain}" }
            )
        ).Problem(HttpStatusCode.Conflict, "sender-present");
        Assert.Empty((await eve.Reach.Json("/senders")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_sender_is_renamed_and_removed_at_the_version_that_was_read_and_by_nobody_else()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var domain = await Domain(ada);
        var added = await ada.Reach.Post(
            "/senders",
            new { name = "Ada", address = $"ada@{domain}" }
        );
        var path = $"/senders/{(await added.Json()).Text("id")}";

        await (await eve.Reach.Put(path, new { name = "Eve" }, added.Tag())).Problem(
            HttpStatusCode.NotFound
        );
        await (await eve.Reach.Delete(path, added.Tag())).Problem(HttpStatusCode.NotFound);
        await (await ada.Reach.Put(path, new { name = "A. Lovelace" })).Problem(
            HttpStatusCode.PreconditionRequired
        );
        var renamed = await ada.Reach.Put(path, new { name = "A. Lovelace" }, added.Tag());
        Assert.Equal("A. Lovelace", (await renamed.Json()).Text("name"));
        var stale = await (await ada.Reach.Put(path, new { name = "Late" }, added.Tag())).Problem(
            HttpStatusCode.PreconditionFailed,
            "stale-version"
        );
        Assert.Equal("A. Lovelace", stale.GetProperty("current").Text("name"));
        await (await ada.Reach.Delete(path, added.Tag())).Problem(
            HttpStatusCode.PreconditionFailed
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await ada.Reach.Delete(path, renamed.Tag())).StatusCode
        );
        Assert.Empty((await ada.Reach.Json("/senders")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_sender_of_a_running_campaign_stays()
    {
        var ada = await suite.SignUp();
        var plan = await Plan.Ready(
            suite,
            ada,
            $"grace-{Guid.CreateVersion7():N}@customers.test,Grace,Hopper,Navy"
        );
        await plan.WriteAndApprove();
        (await plan.Launch()).EnsureSuccessStatusCode();
        var sender = (await ada.Reach.Json("/senders")).GetProperty("items")[0];

        await (
            await ada.Reach.Delete(
                $"/senders/{sender.Text("id")}",
                $"\"{sender.GetProperty("version").GetInt32()}\""
            )
        ).Problem(HttpStatusCode.Conflict, "sender-in-use");
    }

    [Theory]
    [InlineData("", "ada@{0}")]
    [InlineData("Ada\r\nBcc: eve@x.test", "ada@{0}")]
    [InlineData("Ada", "ada")]
    [InlineData("Ada", "ada@")]
    [InlineData("Ada", "jürgen@{0}")]
    [InlineData("Ada", "ada@{0}\r\nBcc: eve@x.test")]
    public async Task What_no_mail_could_come_from_is_refused(string name, string address)
    {
        var ada = await suite.SignUp();
        var domain = await Domain(ada);

        await (
            await ada.Reach.Post(
                "/senders",
                new { name, address = address.Replace("{0}", domain, StringComparison.Ordinal) }
            )
        ).Problem(HttpStatusCode.BadRequest);
    }

    private static async Task<string> Domain(Member member)
    {
        var name = $"d{Guid.CreateVersion7():N}.test";
        (await member.Reach.Post("/domains", new { name })).EnsureSuccessStatusCode();
        return name;
    }
}
