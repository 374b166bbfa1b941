using System.Net.Http.Json;
using System.Text.Json;
using LeadFuel.Outcomes;

namespace LeadFuel.Testing.Services;

/// <summary>A customer's Slack channel as the Sandbox plays it, and the account that tells it of events.</summary>
public sealed class SlackRoom(Suite suite, Member member, bool direct = false)
{
    private const string Api = "/api/core/integrations/slack";

    /// <summary>One message: as it came, and as people see it. `Calls` would ring at somebody's desk.</summary>
    public sealed record Message(
        DateTimeOffset At,
        string Body,
        string Title,
        string[] Texts,
        string[] Calls
    )
    {
        public bool Test => Texts.Any(text => text.StartsWith("Test · ", StringComparison.Ordinal));

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;
    }

    private sealed record Page(string Address, Message[] Items);

    public string Name { get; } = $"r{Guid.CreateVersion7():N}";

    public Member Member => member;

    /// <summary>A channel that a test has reached and that takes the next message at once.</summary>
    public static async Task<SlackRoom> Open(Suite suite, Member? member = null)
    {
        var room = new SlackRoom(suite, member ?? await suite.SignUp());
        (await room.Connect()).EnsureSuccessStatusCode();
        Assert.True((await room.Test()).GetProperty("arrived").GetBoolean());
        await room.Rested();
        return room;
    }

    // Straight to Core, or as people come.
    private Caller Web => direct ? member.Core : member.Web;
    private string Path => direct ? "/integrations/slack" : Api;

    /// <summary>`token`: a last part of one's own, such as a word that the Sandbox reads.</summary>
    public async Task<HttpResponseMessage> Connect(string? token = null)
    {
        var url = (await Read()).Address;
        return await Web.Put(
            Path,
            new
            {
                url = token is null ? url : url[..(url.LastIndexOf('/') + 1)] + token,
                name = "#sales",
            }
        );
    }

    public async Task<JsonElement> Test(string? type = null) =>
        await (await Web.Post($"{Path}/test", new { type })).Json();

    public async Task Switch(string type, bool send = true, bool details = false) =>
        (
            await Web.Put(
                $"{Path}/events",
                new
                {
                    type,
                    send,
                    details,
                }
            )
        ).EnsureSuccessStatusCode();

    public Task Break(string kind, int times = 1, int? status = null, int? retryAfter = null) =>
        suite.Sandbox.Break(
            new
            {
                vendor = "slack",
                kind,
                times,
                status,
                retryAfter,
                match = Name,
            }
        );

    /// <summary>After a message Slack is left alone for a second; here that second is over.</summary>
    public async Task Rested()
    {
        await using var free = suite
            .Sql("core")
            .CreateCommand("update channels set busy_until = null where account_email = $1");
        free.Parameters.Add(new() { Value = member.Email });
        await free.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What stands in the channel, oldest first.</summary>
    public async Task<IReadOnlyList<Message>> All(bool tests = false) =>
        [.. (await Read()).Items.Where(one => tests || !one.Test).Reverse()];

    /// <summary>The same, once there are so many: a channel takes one a second.</summary>
    public async Task<IReadOnlyList<Message>> Posted(int count)
    {
        IReadOnlyList<Message> all = [];
        await Wait.Until(
            async () => (all = await All()).Count >= count,
            () => $"{all.Count} of {count} messages came"
        );
        return all;
    }

    /// <summary>What reached Slack's door for this channel, shown or not.</summary>
    public async Task<IReadOnlyList<SandboxWorld.Recorded>> Calls() =>
        [
            .. (await suite.Sandbox.Records("slack")).Where(call =>
                call.Path.Contains($"/B{Name}/", StringComparison.OrdinalIgnoreCase)
            ),
        ];

    private async Task<Page> Read()
    {
        using var http = new HttpClient { BaseAddress = suite.Sandbox.Address };
        return (
            await http.GetFromJsonAsync<Page>(
                $"/slack-channel/{Name}/messages",
                HouseJson.Options,
                TestContext.Current.CancellationToken
            )
        )!;
    }
}
