using System.Net;
using System.Text.Json;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.Signal.Tests.Personas;

public sealed class BucketTests(Suite suite)
{
    [Fact]
    public async Task Shares_add_up_to_the_whole_or_nothing_changes()
    {
        var ada = await suite.SignUp();
        var proof = await Make(ada, "Proof");
        var people = await Make(ada, "People");
        Assert.Equal((10_000, 0), (proof.Number("shareBp"), people.Number("shareBp")));

        var less = await (await Shares(ada, (proof, 6_000), (people, 3_000))).Problem(
            HttpStatusCode.UnprocessableEntity,
            "shares-not-whole"
        );
        Assert.Contains("10 % is missing", less.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(1_000, less.Number("differenceBp"));
        await (await Shares(ada, (proof, 6_667), (people, 3_334))).Problem(
            HttpStatusCode.UnprocessableEntity,
            "shares-not-whole"
        );
        Assert.Equal(
            10_000,
            (await ada.Signal.Json($"/buckets/{proof.Text("id")}")).Number("shareBp")
        );

        var set = await (await Shares(ada, (proof, 6_667), (people, 3_333))).Json();
        Assert.Equal(10_000, set.Number("sumBp"));
    }

    [Fact]
    public async Task What_is_paused_or_deleted_does_not_count_and_comes_back_with_its_share()
    {
        var ada = await suite.SignUp();
        var proof = await Make(ada, "Proof");
        var people = await Make(ada, "People");
        await (await Shares(ada, (proof, 7_000), (people, 3_000))).Json();
        var now = await ada.Signal.Json($"/buckets/{people.Text("id")}");
        var path = $"/buckets/{people.Text("id")}";

        await ada.Signal.Delete(path, now.Tag());
        Assert.Equal(7_000, (await ada.Signal.Json("/buckets")).Number("sumBp"));
        Assert.Equal(["People"], await Voices.Bin(ada, "buckets"));
        Assert.Empty(await Voices.Bin(await suite.SignUp(), "buckets"));
        await (await ada.Signal.Post($"{path}/undelete")).Json();
        Assert.Empty(await Voices.Bin(ada, "buckets"));
        Assert.Equal(10_000, (await ada.Signal.Json("/buckets")).Number("sumBp"));

        now = await ada.Signal.Json(path);
        await (await ada.Signal.Put(path, Voices.Bucket("People", paused: true), now.Tag())).Json();
        Assert.Equal(7_000, (await ada.Signal.Json("/buckets")).Number("sumBp"));
        await (await Shares(ada, (proof, 10_000))).Json();
    }

    [Fact]
    public async Task Another_account_neither_sees_nor_changes_a_bucket()
    {
        var ada = await suite.SignUp();
        var eve = await suite.SignUp();
        var made = await Make(ada, "Proof");
        var path = $"/buckets/{made.Text("id")}";

        Assert.Empty((await eve.Signal.Json("/buckets")).GetProperty("items").EnumerateArray());
        await (await Shares(eve, (made, 10_000))).Problem(
            HttpStatusCode.UnprocessableEntity,
            "bucket-unknown"
        );
        foreach (
            var answer in new[]
            {
                await eve.Signal.Get(path),
                await eve.Signal.Put(path, Voices.Bucket("Eve"), made.Tag()),
                await eve.Signal.Delete(path, made.Tag()),
                await eve.Signal.Post($"{path}/undelete"),
            }
        )
        {
            await answer.Problem(HttpStatusCode.NotFound);
        }
    }

    private static async Task<JsonElement> Make(Member member, string name) =>
        await (await member.Signal.Post("/buckets", Voices.Bucket(name))).Json();

    private static Task<HttpResponseMessage> Shares(
        Member member,
        params (JsonElement Bucket, int ShareBp)[] shares
    ) =>
        member.Signal.Put(
            "/buckets/shares",
            new
            {
                shares = shares.Select(share => new
                {
                    id = share.Bucket.Text("id"),
                    shareBp = share.ShareBp,
                }),
            }
        );
}
