using System.Net;
using System.Text.Json;
using LeadFuel.Reach.Tests.Drafts;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Reach.Tests.Campaigns;

/// <summary>What the launch freezes, and the copy that can be changed again.</summary>
public sealed class FrozenPlanTests(Suite suite)
{
    [Fact]
    public async Task A_subject_may_name_the_sender()
    {
        var ada = await suite.SignUp();
        var grace = Stage.NewAddress(0);
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove(subject: "{{sender_name}} asks {{first_name}}");

        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        Assert.Equal("Ada Lovelace asks Grace", (await suite.Sandbox.Mail(grace)).Subject);
    }

    [Fact]
    public async Task The_launch_freezes_goal_profile_and_sender_as_they_are_then()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var plan = await Plan.Ready(suite, ada, $"{Stage.NewAddress(0)},Grace,Hopper,Navy");
        await plan.WriteAndApprove();
        var now = await (await plan.Get()).Json();
        await plan.Save(
            new
            {
                name = "Spring",
                goal = "Fifteen minutes on the month-end close",
                icpId = await Published.Icp(suite, ada, "They close by hand."),
                senderId = now.Text("senderId"),
                audience = new { kind = "everyone" },
            }
        );
        Assert.Equal(
            JsonValueKind.Null,
            (await (await plan.Get()).Json()).GetProperty("plan").ValueKind
        );

        (await plan.Launch()).EnsureSuccessStatusCode();
        var sender = await ada.Reach.Json("/senders");
        await ada.Reach.Put(
            $"/senders/{now.Text("senderId")}",
            new { name = "Somebody Else" },
            $"\"{sender.GetProperty("items")[0].GetProperty("version").GetInt32()}\""
        );

        var frozen = (await (await plan.Get()).Json()).GetProperty("plan");
        Assert.Equal("Ada Lovelace", frozen.Text("fromName"));
        Assert.Equal("Fifteen minutes on the month-end close", frozen.Text("goal"));
        Assert.Equal(
            ("Payment companies", 1),
            (frozen.Text("icpName"), frozen.GetProperty("icpVersion").GetInt32())
        );
        await (await eve.Reach.Get($"/campaigns/{plan.Id}")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_copy_holds_plan_steps_and_texts_and_nobody_has_said_yes_to_it()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var grace = Stage.NewAddress(0);
        var plan = await Plan.Ready(suite, ada, $"{grace},Grace,Hopper,Navy");
        await plan.WriteAndApprove("Hi, an old word?");
        (await plan.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);

        await (await eve.Reach.Post($"/campaigns/{plan.Id}/copies")).Problem(
            HttpStatusCode.NotFound
        );
        var made = await ada.Reach.Post($"/campaigns/{plan.Id}/copies");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var copy = plan with { Id = (await made.Json()).Text("id") };

        var (old, anew) = (await (await plan.Get()).Json(), await (await copy.Get()).Json());
        Assert.Equal(("Spring (copy)", "draft"), (anew.Text("name"), anew.Text("state")));
        foreach (var part in (string[])["goal", "persona", "senderId", "audience"])
        {
            Assert.Equal(old.GetProperty(part).ToString(), anew.GetProperty(part).ToString());
        }

        Assert.Equal(2, anew.GetProperty("steps").GetArrayLength());
        Assert.All(await copy.Drafts(), draft => Assert.Equal("review", draft.Text("state")));
        Assert.Equal(
            "Hi, an old word?",
            (await ada.Reach.Json($"/drafts/{(await copy.Drafts())[0].Text("id")}")).Text("body")
        );
        await (await copy.Launch()).Problem(HttpStatusCode.UnprocessableEntity, "not-ready");
        await copy.WriteAndApprove("Hi, a new word?");
        (await copy.Launch()).EnsureSuccessStatusCode();
        await suite.Drain(ada);
        Assert.Equal(2, (await suite.Sandbox.Mails(grace)).Count);
    }

    [Fact]
    public async Task A_long_name_is_cut_for_its_copy_between_two_characters()
    {
        var ada = await suite.SignUp();
        var whole = new string('a', 112);
        var plan = await Plan.Create(suite, ada, $"{whole}👍👍👍");

        var copy = await (await ada.Reach.Post($"/campaigns/{plan.Id}/copies")).Json();

        Assert.Equal($"{whole} (copy)", copy.Text("name"));
    }
}
