using Grpc.Core;
using LeadFuel.Prompts.Rpc;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Rpc;

/// <summary>What the prompt guards of other services are told, with its place in the text as it was typed.</summary>
public sealed class ScanForContactsTests(Suite suite)
{
    [Theory]
    [InlineData("Ask grace HOPPER first", "contact_name", "grace HOPPER")]
    [InlineData("Ask Hopper, Grace first", "contact_name", "Hopper, Grace")]
    [InlineData("Gra\u200bce\nHopper's idea", "contact_name", "Gra\u200bce\nHopper")]
    [InlineData("As Ｇｒａｃｅ Hopper-Smith said", "contact_name", "Ｇｒａｃｅ Hopper")]
    [InlineData("Write to a.b+c@customers.test now", "email", "a.b+c@customers.test")]
    [InlineData("Write to ab%40customers.test now", "email", "ab%40customers.test")]
    [InlineData("Write to ab (at) customers.test now", "email", "ab (at) customers.test")]
    [InlineData("Call +49 170 1234567 today", "phone", "+49 170 1234567")]
    public async Task A_finding_stands_where_it_was_typed(string text, string kind, string found)
    {
        var ada = await WithGrace();

        var span = Assert.Single((await Scan(ada, text)).Spans);

        Assert.Equal((kind, found), (span.Kind, text.Substring(span.Start, span.Length)));
    }

    [Theory]
    [InlineData("Grace is a virtue, and so is Hopper")]
    [InlineData("Hopper. Someone named Grace")]
    [InlineData("On 2026-11-24 at 10:30 we met 1,200 people")]
    [InlineData("")]
    public async Task What_is_nobodys_own_is_not_found(string text)
    {
        var ada = await WithGrace();
        Assert.Empty((await Scan(ada, text)).Spans);
    }

    [Fact]
    public async Task Several_findings_come_in_order_and_another_accounts_people_are_strangers()
    {
        var ada = await WithGrace();
        var eve = await suite.SignUp();
        const string text = "Grace Hopper, grace@customers.test, +49 170 1234567, Grace Hopper";

        Assert.Equal(
            ["contact_name", "email", "phone", "contact_name"],
            (await Scan(ada, text)).Spans.Select(span => span.Kind)
        );
        Assert.Equal(["email", "phone"], (await Scan(eve, text)).Spans.Select(span => span.Kind));
    }

    [Fact]
    public async Task A_text_without_end_and_a_service_that_has_no_business_are_refused()
    {
        var ada = await WithGrace();

        var large = await Assert.ThrowsAsync<RpcException>(() =>
            Scan(ada, new string('x', 200_001))
        );
        Assert.Equal(StatusCode.InvalidArgument, large.StatusCode);
        var stranger = await Assert.ThrowsAsync<RpcException>(() => Scan(ada, "x", "admin"));
        Assert.Equal(StatusCode.PermissionDenied, stranger.StatusCode);
    }

    private async Task<Member> WithGrace()
    {
        var ada = await suite.SignUp();
        await ada.Reach.Post(
            "/imports",
            new { text = "email,first_name,last_name\ngrace@customers.test,Grace,Hopper" }
        );
        return ada;
    }

    private Task<ScanForContactsReply> Scan(Member member, string text, string caller = "signal") =>
        new StoredContacts.StoredContactsClient(suite.Rpc("reach", caller, member.Claims))
            .ScanForContactsAsync(
                new ScanForContactsRequest { Texts = { text } },
                cancellationToken: Stage.Ct
            )
            .ResponseAsync;
}
