using System.Text.Json;
using LeadFuel.Accounts;
using LeadFuel.Admin.Rpc;
using LeadFuel.Core.Tests.Exports;

namespace LeadFuel.Core.Tests.Integrations;

/// <summary>What happens in Core itself is told like what happens elsewhere.</summary>
public sealed class OwnEventTests(CoreSuite suite)
{
    [Fact]
    public async Task A_download_that_is_ready_is_told_without_a_way_to_the_file()
    {
        var ada = await Told.Open(suite);
        var eve = await Told.Open(suite);
        await ada.Switch("export.ready");
        await eve.Switch("export.ready");

        var export = await ExportTests.Made(suite, ada.Member);
        await suite.Drain(ada.Member);

        var data = Data(Assert.Single(await ada.All()));
        Assert.Equal("A download is ready", data.GetProperty("title").GetString());
        Assert.EndsWith("/settings/your-data", data.GetProperty("url").GetString());
        Assert.DoesNotContain(export.GetProperty("id").GetString()!, data.GetRawText());
        Assert.Empty(await eve.All());
    }

    [Fact]
    public async Task A_download_that_is_deleted_before_it_could_be_told_ends_as_gone()
    {
        var ada = await Told.Open(suite);
        await ada.Switch("export.ready");
        await ada.Break(
            new
            {
                vendor = "webhook",
                kind = "status",
                status = 500,
                times = 1,
                match = ada.Name,
            }
        );
        var export = await ExportTests.Made(suite, ada.Member);
        await suite.Drain(ada.Member);
        Assert.Equal("waiting", Told.State(await ada.Line()));

        (
            await ada.Member.Web.Delete($"/api/core/exports/{export.GetProperty("id").GetString()}")
        ).EnsureSuccessStatusCode();
        await ada.Hurry();

        Assert.Equal("gone", Told.State(await ada.Line()));
    }

    [Fact]
    public async Task An_operator_who_begins_to_view_is_told_once_and_without_the_reason()
    {
        var ada = await Told.Open(suite);
        var eve = await Told.Open(suite);
        await ada.Switch("operator.visited");
        await eve.Switch("operator.visited");
        await suite.Drain(ada.Member);

        var who = Suite.NewAddress("operator");
        var admin = new Impersonations.ImpersonationsClient(
            suite.Rpc("admin", "admin", new TokenClaims("service"))
        );
        await admin.StartAsync(
            new StartRequest
            {
                Account = ada.Member.Email,
                Operator = who,
                Reason = "Ticket 4711: the wombat does not sync",
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        await suite.Drain(ada.Member);

        var got = Assert.Single(await ada.All());
        Assert.Equal("operator.visited", got.Json.GetProperty("type").GetString());
        Assert.Equal("An operator views your account", Data(got).GetProperty("title").GetString());
        Assert.DoesNotContain("wombat", got.Body);
        Assert.DoesNotContain(who, got.Body);
        Assert.Empty(await eve.All());
    }

    private static JsonElement Data(Told.Received one) => one.Json.GetProperty("data");
}
