using System.Net;
using LeadFuel.Reach.Sends;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>Answers to what our own mail says and to whom it was a test for.</summary>
public sealed class OwnMailTests(Suite suite)
{
    [Fact]
    public async Task A_person_who_answers_a_mail_about_absence_is_no_machine()
    {
        var (ada, grace) = (await suite.SignUp(), Stage.NewAddress(0));
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove(subject: "Abwesenheit im Team planen");
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        await suite.Sandbox.Reply(await suite.Sandbox.Mail(grace), "Gerne, rufen Sie an.");
        await suite.Drain(ada);

        var reply = await Stage.Read(suite, ada, db => db.Replies.SingleAsync(Stage.Ct));
        Assert.False(reply.Automatic);
        var enrolment = await Stage.Read(suite, ada, db => db.Enrolments.SingleAsync(Stage.Ct));
        Assert.Equal(Gates.StoppedReply, enrolment.StopReason);
    }

    [Fact]
    public async Task An_answer_to_ones_own_test_mail_is_known_as_one()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var plan = await Plan.Ready(suite, ada, $"{Stage.NewAddress(0)},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var draft = (await plan.Drafts())[0].Text("id");
        (await ada.Reach.Post($"/drafts/{draft}/test-mails", new { })).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        await suite.Sandbox.Reply(await suite.Sandbox.Mail(ada.Email), "It came.");
        await suite.Drain(ada);

        var line = Assert.Single(
            (await ada.Reach.Json("/threads?state=open"))
                .GetProperty("items")
                .EnumerateArray()
                .ToList()
        );
        Assert.Equal(
            ("token", true),
            (line.Text("match"), line.GetProperty("toTest").GetBoolean())
        );
        var path = $"/threads/{line.Text("id")}";
        var item = (await ada.Reach.Json(path)).GetProperty("items")[0];
        Assert.True(item.GetProperty("toTest").GetBoolean());
        Assert.Empty(
            (await ada.Reach.Json("/threads?state=unmatched")).GetProperty("items").EnumerateArray()
        );
        await (await eve.Reach.Get(path)).Problem(HttpStatusCode.NotFound);
    }
}
