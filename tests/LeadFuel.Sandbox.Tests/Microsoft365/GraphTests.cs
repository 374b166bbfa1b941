using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LeadFuel.Sandbox.Tests.Microsoft365;

public sealed class GraphTests : IAsyncLifetime
{
    private const string Address = "maria@northbeam.example";
    private const string Back = "http://localhost:5080/orbit/connect";
    private World world = null!;
    private string token = "";
    private string refresh = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await World.Start();
        await world.Post(
            "/microsoft-boxes",
            new
            {
                address = Address,
                messages = 300,
                seed = 1,
                days = 100,
            }
        );
        var tokens = await SignIn();
        token = tokens.GetProperty("access_token").GetString()!;
        refresh = tokens.GetProperty("refresh_token").GetString()!;
    }

    public async ValueTask DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_same_seed_tells_the_same_story_and_another_one_another()
    {
        async Task<string> First(string address, int seed)
        {
            await world.Post(
                "/microsoft-boxes",
                new
                {
                    address,
                    messages = 50,
                    seed,
                }
            );
            return string.Join(
                '|',
                (await Pages(address, "inbox", 50)).Select(row =>
                    row.GetProperty("subject").GetString()
                )
            );
        }

        Assert.Equal(await First("a@x.example", 5), await First("b@x.example", 5));
        Assert.NotEqual(await First("a@x.example", 5), await First("b@x.example", 6));
    }

    [Fact]
    public async Task Pages_bring_each_mail_once_newest_first_and_end_with_a_delta_link()
    {
        var rows = await Pages(Address, "inbox", 40);

        Assert.Equal(rows.Count, rows.Select(Id).Distinct().Count());
        var times = rows.Select(row => row.GetProperty("receivedDateTime").GetDateTimeOffset())
            .ToList();
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task A_delta_tells_what_came_went_and_was_touched_since_and_the_same_link_tells_it_again()
    {
        var (_, link) = await Delta("inbox");
        var added = await World.Json(
            await world.Post(
                $"/microsoft-boxes/{Address}/mails",
                new { from = "arne@fjordline.no", subject = "New" }
            )
        );
        var number = added.GetProperty("number").GetInt32();

        var (rows, after) = await Follow(link);
        Assert.Equal("New", Assert.Single(rows).GetProperty("subject").GetString());
        Assert.Equal(rows.Select(Id), (await Follow(link)).Rows.Select(Id));

        await world.Post($"/microsoft-boxes/{Address}/mails/{number}/touch", new { });
        var (touched, later) = await Follow(after);
        Assert.False(Assert.Single(touched).TryGetProperty("subject", out _));

        await world.Post(
            $"/microsoft-boxes/{Address}/mails/{number}/move",
            new { folder = "archive" }
        );
        var (gone, _) = await Follow(later);
        Assert.Equal(
            "changed",
            Assert.Single(gone).GetProperty("@removed").GetProperty("reason").GetString()
        );
    }

    [Fact]
    public async Task An_immutable_id_stays_when_the_mail_moves_and_another_does_not()
    {
        var added = await World.Json(
            await world.Post(
                $"/microsoft-boxes/{Address}/mails",
                new { from = "arne@fjordline.no", subject = "Moves" }
            )
        );
        var id = added.GetProperty("id").GetString();
        await world.Post(
            $"/microsoft-boxes/{Address}/mails/{added.GetProperty("number").GetInt32()}/move",
            new { folder = "archive" }
        );

        var (rows, _) = await Delta("archive");

        Assert.Equal(id, Id(Assert.Single(rows)));
        Assert.NotEqual(id, Id(Assert.Single((await Delta("archive", immutable: false)).Rows)));
    }

    [Fact]
    public async Task A_filter_ends_after_five_thousand()
    {
        await world.Post(
            "/microsoft-boxes",
            new
            {
                address = Address,
                messages = 12_000,
                seed = 1,
                days = 100,
            }
        );
        var all = await Pages(Address, "inbox", 1000);
        var filtered = await Pages(
            Address,
            "inbox",
            1000,
            "&$filter=receivedDateTime ge 2020-01-01T00:00:00Z"
        );

        Assert.True(all.Count > 5000);
        Assert.Equal(5000, filtered.Count);
    }

    [Fact]
    public async Task A_refresh_token_is_over_once_the_one_after_it_was_used()
    {
        var second = await World.Json(await Renew(refresh));
        // The old one still works until the new one has: its answer may have been lost.
        Assert.Equal(HttpStatusCode.OK, (await Renew(refresh)).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK,
            (await Renew(second.GetProperty("refresh_token").GetString()!)).StatusCode
        );

        var replayed = await Renew(refresh);

        Assert.Equal(HttpStatusCode.BadRequest, replayed.StatusCode);
        Assert.Equal(
            "invalid_grant",
            (await World.Json(replayed)).GetProperty("error").GetString()
        );
    }

    [Fact]
    public async Task A_code_is_good_once_and_with_its_verifier_alone()
    {
        var (verifier, code) = await Code();
        Assert.Equal(HttpStatusCode.BadRequest, (await Redeem(code, verifier + "x")).StatusCode);
        var (right, another) = await Code();
        Assert.Equal(HttpStatusCode.OK, (await Redeem(another, right)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Redeem(another, right)).StatusCode);
    }

    [Theory]
    [InlineData("POST", "/microsoft/v1.0/me/sendMail")]
    [InlineData("PATCH", "/microsoft/v1.0/me/messages/x")]
    [InlineData("DELETE", "/microsoft/v1.0/me/messages/x")]
    [InlineData("POST", "/microsoft/v1.0/subscriptions")]
    [InlineData("GET", "/microsoft/v1.0/me/events")]
    public async Task What_is_not_played_is_written_down_and_answers_501(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var answer = await world.Web.SendAsync(request, Ct);

        Assert.True((int)answer.StatusCode is 501 or 405, $"{(int)answer.StatusCode}");
        var records = (await world.Get("/records?vendor=microsoft")).GetProperty("items");
        Assert.Contains(records.EnumerateArray(), r => r.GetProperty("path").GetString() == path);
    }

    [Theory]
    [InlineData("throttle", 429)]
    [InlineData("unavailable", 503)]
    [InlineData("access_denied", 403)]
    [InlineData("expired_token", 401)]
    [InlineData("resync", 410)]
    public async Task A_fault_hits_the_mailbox_it_names_and_no_other(string kind, int status)
    {
        await world.Break(
            new
            {
                vendor = "microsoft",
                kind,
                account = "other@x.example",
            }
        );
        Assert.Equal(HttpStatusCode.OK, (await Get("/microsoft/v1.0/me")).StatusCode);

        await world.Break(
            new
            {
                vendor = "microsoft",
                kind,
                account = Address,
                times = 1,
            }
        );
        var answer = await Get("/microsoft/v1.0/me/mailFolders");

        Assert.Equal(status, (int)answer.StatusCode);
        if (kind == "throttle")
        {
            Assert.Equal("1.5", answer.Headers.GetValues("Retry-After").Single());
        }
    }

    [Theory]
    [InlineData("/microsoft-mail")]
    [InlineData("/microsoft-mail?box=maria@northbeam.example&folder=Sent%20Items&mail=3")]
    public async Task The_page_looks_into_the_mailbox(string path)
    {
        var answer = await world.Web.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(Address, await answer.Content.ReadAsStringAsync(Ct));
    }

    private async Task<JsonElement> SignIn()
    {
        var (verifier, code) = await Code();
        return await World.Json(await Redeem(code, verifier));
    }

    private async Task<(string Verifier, string Code)> Code(string address = Address)
    {
        const string Verifier = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
        var challenge = Convert
            .ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
        var url =
            $"/microsoft/login/organizations/oauth2/v2.0/authorize?client_id=leadfuel-sandbox&response_type=code&redirect_uri={Uri.EscapeDataString(Back)}&scope=openid%20profile%20offline_access%20Mail.Read&state=s&nonce=n&code_challenge={challenge}&code_challenge_method=S256";
        var page = await world.Web.GetAsync(url, Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var back = await World.Json(
            await world.Post(
                $"/microsoft-boxes/{address}/consent",
                new { url = "http://localhost" + url }
            )
        );
        return (Verifier, back.GetProperty("code").GetString()!);
    }

    private Task<HttpResponseMessage> Redeem(string code, string verifier) =>
        Token(
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", Back),
            ("code_verifier", verifier)
        );

    private Task<HttpResponseMessage> Renew(string with) =>
        Token(("grant_type", "refresh_token"), ("refresh_token", with));

    private Task<HttpResponseMessage> Token(params (string Name, string Value)[] fields) =>
        world.Web.PostAsync(
            "/microsoft/login/organizations/oauth2/v2.0/token",
            new FormUrlEncodedContent(
                fields
                    .Append(("client_id", "leadfuel-sandbox"))
                    .Append(("client_secret", "microsoft-sandbox-secret"))
                    .Select(field => KeyValuePair.Create(field.Item1, field.Item2))
            ),
            Ct
        );

    private async Task<HttpResponseMessage> Get(
        string url,
        int? size = null,
        bool immutable = true,
        string? with = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", with ?? token);
        request.Headers.TryAddWithoutValidation(
            "Prefer",
            $"odata.maxpagesize={size ?? 100}{(immutable ? ", IdType=\"ImmutableId\"" : "")}"
        );
        return await world.Web.SendAsync(request, Ct);
    }

    private async Task<(List<JsonElement> Rows, string Link)> Delta(
        string folder,
        bool immutable = true
    ) =>
        await Follow(
            $"/microsoft/v1.0/me/mailFolders/{folder}/messages/delta()?%24select=id,subject,receivedDateTime",
            immutable
        );

    private async Task<(List<JsonElement> Rows, string Link)> Follow(
        string link,
        bool immutable = true
    )
    {
        var rows = new List<JsonElement>();
        while (true)
        {
            var page = await World.Json(await Get(link, 100, immutable));
            rows.AddRange(page.GetProperty("value").EnumerateArray());
            if (page.TryGetProperty("@odata.deltaLink", out var end))
            {
                return (rows, end.GetString()!);
            }

            link = page.GetProperty("@odata.nextLink").GetString()!;
        }
    }

    private async Task<List<JsonElement>> Pages(
        string address,
        string folder,
        int size,
        string more = ""
    )
    {
        var (verifier, code) = await Code(address);
        var access = (await World.Json(await Redeem(code, verifier)))
            .GetProperty("access_token")
            .GetString();
        var rows = new List<JsonElement>();
        var link =
            $"/microsoft/v1.0/me/mailFolders/{folder}/messages/delta?$select=id,subject,receivedDateTime{more}";
        while (true)
        {
            var page = await World.Json(await Get(link, size, true, access));
            rows.AddRange(page.GetProperty("value").EnumerateArray());
            if (!page.TryGetProperty("@odata.nextLink", out var next))
            {
                return rows;
            }

            link = next.GetString()! + more;
        }
    }

    private static string? Id(JsonElement row) => row.GetProperty("id").GetString();
}
