using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using LeadFuel.Reach.Sends;
using LeadFuel.Testing;
using Microsoft.EntityFrameworkCore;

namespace LeadFuel.Reach.Tests.Replies;

/// <summary>What may come to the address that Resend tells, by the way it really takes: through the gateway, with raw bytes.</summary>
public sealed class HookMatrixTests(Suite suite)
{
    private const string Ours = "whsec_bGVhZGZ1ZWwtdGVzdHMtd2ViaG9vay1zZWNyZXQtMQ==";
    private const string Theirs = "whsec_YW5vdGhlci1hY2NvdW50cy13ZWJob29rLXNlY3JldA==";

    [Theory]
    [InlineData("good", 200)]
    [InlineData("chunked", 200)]
    [InlineData("two signatures", 200)]
    [InlineData("one byte changed", 401)]
    [InlineData("old", 401)]
    [InlineData("from the future", 401)]
    [InlineData("another's secret", 401)]
    [InlineData("no signature", 401)]
    [InlineData("2 MB", 413)]
    [InlineData("2 MB chunked", 413)]
    public async Task Only_what_Resend_signed_just_now_is_taken(string kind, int status)
    {
        var campaign = await Stage.Launch(suite, await suite.SignUp(), steps: 1);
        await campaign.Settle();
        var message = await campaign.Message(campaign.Person.Messages[0]);
        var large = kind.StartsWith("2 MB", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes(
            Complaint(message, large ? new string('x', 2 << 20) : "")
        );
        var id = $"msg_{Guid.CreateVersion7():N}";
        var at =
            suite.Time.GetUtcNow()
            + kind switch
            {
                "old" => TimeSpan.FromMinutes(-6),
                "from the future" => TimeSpan.FromMinutes(6),
                _ => TimeSpan.Zero,
            };
        var signature = Sign(kind == "another's secret" ? Theirs : Ours, id, at, body);
        if (kind == "one byte changed")
        {
            body[^3] ^= 1;
        }

        var answer = await Post(
            id,
            at,
            kind switch
            {
                "no signature" => null,
                "two signatures" => $"v1,{Convert.ToBase64String(new byte[32])} {signature}",
                _ => signature,
            },
            body,
            kind.EndsWith("chunked", StringComparison.Ordinal)
        );

        Assert.Equal(status, (int)answer.StatusCode);
        await campaign.Settle();
        Assert.Equal(
            status == 200 ? MessageState.Complained : MessageState.Delivered,
            (await campaign.Message(message.Id)).State
        );
        Assert.Equal(
            status == 200 ? 1 : 0,
            await Stage.Read(
                suite,
                campaign.Member,
                db => db.ResendEvents.CountAsync(e => e.SvixId == id, Stage.Ct)
            )
        );
    }

    [Fact]
    public async Task A_replay_within_the_five_minutes_is_answered_and_does_nothing_more()
    {
        var campaign = await Stage.Launch(suite, await suite.SignUp(), steps: 1);
        await campaign.Settle();
        var message = await campaign.Message(campaign.Person.Messages[0]);
        var body = Encoding.UTF8.GetBytes(Complaint(message, ""));
        var (id, at) = ($"msg_{Guid.CreateVersion7():N}", suite.Time.GetUtcNow());
        var signature = Sign(Ours, id, at, body);
        (await Post(id, at, signature, body, false)).EnsureSuccessStatusCode();
        await campaign.Settle();
        var list = await campaign.Member.Reach.Json("/suppressions");

        Assert.Equal(HttpStatusCode.OK, (await Post(id, at, signature, body, false)).StatusCode);

        await campaign.Settle();
        Assert.Equal(
            list.ToString(),
            (await campaign.Member.Reach.Json("/suppressions")).ToString()
        );
    }

    private static string Complaint(Message message, string more) =>
        $"{{\"type\":\"email.complained\",\"created_at\":\"2026-01-01T00:00:00Z\",\"data\":{{\"email_id\":\"{message.ProviderId}\",\"tags\":{{\"message\":\"{message.Id}\"}},\"more\":\"{more}\"}}}}";

    private static string Sign(string secret, string id, DateTimeOffset at, byte[] body) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds()}."), .. body]
            )
        );

    private Task<HttpResponseMessage> Post(
        string id,
        DateTimeOffset at,
        string? signature,
        byte[] body,
        bool chunked
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/resend/reach")
        {
            Content = chunked ? new StreamContent(new Unsized(body)) : new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        request.Headers.Add("svix-id", id);
        request.Headers.Add(
            "svix-timestamp",
            at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
        );
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("svix-signature", signature);
        }

        return suite.Browser().Send(request);
    }

    /// <summary>Bytes whose number nobody is told.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
