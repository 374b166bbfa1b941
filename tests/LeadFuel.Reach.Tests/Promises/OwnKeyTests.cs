using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Anthropic.Models.Messages;
using LeadFuel.Accounts;
using LeadFuel.Prompts;
using LeadFuel.Prompts.Rpc;
using LeadFuel.Providers;
using LeadFuel.Reach.Tests.Campaigns;
using LeadFuel.Reach.Tests.Drafts;
using LeadFuel.Secrets;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;
using Microsoft.Extensions.DependencyInjection;

namespace LeadFuel.Reach.Tests.Promises;

/// <summary>An account that brings its own key of Anthropic asks with it, and never with ours.</summary>
public sealed class OwnKeyTests(Suite suite)
{
    private readonly string key = $"sk-ant-own-{Guid.CreateVersion7():N}";

    private static string Ours => Mark("sk-ant-sandbox");

    private string Own => Mark(key);

    [Fact]
    [Claim("T40")]
    public async Task Drafts_are_asked_with_the_accounts_own_key_until_it_is_removed()
    {
        var (ada, eve) = (await Begun(), await Begun());
        var given = await (await Give(ada.Member, key)).Json();
        Assert.Equal(key[^4..], given.Text("lastFour"));
        Assert.DoesNotContain(key, given.ToString(), StringComparison.Ordinal);

        await Written(ada);
        await Written(eve);
        Assert.Equal(Own, await KeyOf(ada.Word));
        Assert.Equal(Ours, await KeyOf(eve.Word));
        Assert.Contains("your own Anthropic key", await Ledger(ada.Member));
        Assert.DoesNotContain("your own Anthropic key", await Ledger(eve.Member));

        (await ada.Member.Core.Delete("/ai-keys")).EnsureSuccessStatusCode();
        await Written(ada);
        Assert.Equal(Ours, await KeyOf(ada.Word));
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("signal")]
    [Claim("T40")]
    public async Task The_other_services_that_ask_Claude_use_it_too(string service)
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        (await Give(ada, key)).EnsureSuccessStatusCode();

        Assert.Equal(Own, await Asked(service, ada));
        Assert.Equal(Ours, await Asked(service, eve));
    }

    [Fact]
    [Claim("T40")]
    public async Task A_key_that_is_refused_later_stops_the_draft_and_ours_is_not_used()
    {
        var ada = await Begun();
        (await Give(ada.Member, key)).EnsureSuccessStatusCode();
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "unauthorized",
                match = ada.Word,
                times = 1,
            }
        );

        await Written(ada);

        var generation = (await ada.Draft()).GetProperty("generation");
        Assert.Equal(
            ("failed", "own-key-refused"),
            (generation.Text("state"), generation.Text("problem"))
        );
        Assert.Equal([Own], (await Sent(ada.Word)).Select(r => r.Key));
    }

    [Fact]
    public async Task A_key_that_was_refused_in_use_says_so_until_it_is_accepted_again()
    {
        var (ada, eve) = (await Begun(), await suite.SignUp());
        (await Give(ada.Member, key)).EnsureSuccessStatusCode();
        (await Give(eve, key)).EnsureSuccessStatusCode();
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "unauthorized",
                match = ada.Word,
                times = 1,
            }
        );

        await Written(ada);

        Assert.True(await Refused(ada.Member));
        Assert.False(await Refused(eve));
        Assert.Contains(
            $"Anthropic refused your key ending in {key[^4..]}",
            (await ada.Member.Core.Json("/audit-entries?action=ai-key.refused")).ToString(),
            StringComparison.Ordinal
        );
        (await ada.Member.Core.Post("/ai-keys/check")).EnsureSuccessStatusCode();
        Assert.False(await Refused(ada.Member));
        await (await (await suite.SignUp()).Core.Post("/ai-keys/check")).Problem(
            HttpStatusCode.Conflict,
            "no-key"
        );
    }

    private static async Task<bool> Refused(Member member) =>
        (await member.Core.Json("/ai-keys")).GetProperty("refusedAt").ValueKind
        == JsonValueKind.String;

    [Fact]
    public async Task A_key_that_Anthropic_refuses_is_not_stored()
    {
        var ada = await suite.SignUp();

        await (await Give(ada, "sk-ant-invalid-0123456789")).Problem(
            HttpStatusCode.UnprocessableEntity
        );
        await (await Give(ada, "not a key")).Problem(HttpStatusCode.BadRequest);

        Assert.False((await ada.Core.Json("/ai-keys")).GetProperty("set").GetBoolean());
        Assert.Null(await Stored(ada));
    }

    [Fact]
    public async Task On_its_way_to_a_service_it_is_sealed_and_opens_for_its_account_alone()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        (await Give(ada, key)).EnsureSuccessStatusCode();

        var told = await Told(ada);

        Assert.DoesNotContain(key, told.ToString(), StringComparison.Ordinal);
        var keys = suite.Reach.Provider.GetRequiredService<SecretKeys>();
        Assert.Equal(key, keys.Open("core.ai-key", ada.Email, told.Sealed).Reveal());
        Assert.Throws<FernetException>(() => keys.Open("core.ai-key", eve.Email, told.Sealed));
        Assert.Empty((await Told(eve)).Sealed);
    }

    private async Task<GetAiKeyReply> Told(Member member) =>
        await new AiKeys.AiKeysClient(
            suite.Rpc("core", "reach", new TokenClaims(member.Email) { Account = member.Email })
        ).GetAsync(new GetAiKeyRequest(), cancellationToken: TestContext.Current.CancellationToken);

    [Fact]
    public async Task It_rests_encrypted_is_shown_to_nobody_and_is_another_accounts_business()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        (await Give(ada, key)).EnsureSuccessStatusCode();

        Assert.DoesNotContain(key, await Stored(ada), StringComparison.Ordinal);
        Assert.DoesNotContain(
            key,
            (await ada.Core.Json("/ai-keys")).ToString(),
            StringComparison.Ordinal
        );
        Assert.False((await eve.Core.Json("/ai-keys")).GetProperty("set").GetBoolean());
        Assert.DoesNotContain(
            suite.Logs.Lines,
            line => line.Text.Contains(key, StringComparison.Ordinal)
        );
        var told = await ada.Core.Json("/audit-entries");
        Assert.Contains(key[^4..], told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, told.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The Sandbox keeps no key, only what tells one from another.</summary>
    private static string Mark(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));

    private static Task<HttpResponseMessage> Give(Member member, string text) =>
        member.Core.Put("/ai-keys", new { key = text }, "\"0\"");

    private async Task Written(Writing writing)
    {
        await (await writing.Start()).Json();
        await suite.Drain(writing.Member, "reach.generate-draft");
    }

    private async Task<List<SandboxWorld.Recorded>> Sent(string word) =>
        [
            .. (await suite.Sandbox.Records("anthropic")).Where(r =>
                r.Body.Contains(word, StringComparison.Ordinal)
            ),
        ];

    private async Task<string?> KeyOf(string word) => (await Sent(word))[^1].Key;

    /// <summary>By the service's own client and purpose, inside the member's account.</summary>
    private async Task<string?> Asked(string service, Member member)
    {
        var word = $"word{Guid.CreateVersion7():N}";
        await using var scope = suite.Service(service).Provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentAccount>()
            .Enter(new AccountKey(member.Email), member.Email);
        var claude = scope.ServiceProvider.GetRequiredService<ClaudeClient>();
        var request = new MessageCreateParams
        {
            Model = "claude-sonnet-5-5",
            MaxTokens = 100,
            Messages = [new UserMessageParam(word)],
        };
        var shown = PromptGuard.Hash(await claude.Render(request, Stage.Ct));
        var why = scope
            .ServiceProvider.GetServices<Provider>()
            .First(p => p.Name == ClaudeClient.Name);
        var purpose = why.Purposes[0] with
        {
            Categories =
            [
                .. why.Purposes[0].Categories.Where(c => c != ClaudeClient.OwnKeyCategory),
            ],
        };
        await foreach (var _ in claude.Stream(request, shown, purpose, Stage.Ct))
        {
            // Only what went out matters.
        }

        return await KeyOf(word);
    }

    private async Task<string> Ledger(Member member)
    {
        await using var calls = suite
            .Sql("reach")
            .CreateCommand(
                "select string_agg(categories::text, ' ') from egress_calls where account_email = $1 and provider = 'Anthropic'"
            );
        calls.Parameters.Add(new() { Value = member.Email });
        return (string)(await calls.ExecuteScalarAsync(Stage.Ct))!;
    }

    private async Task<string?> Stored(Member member)
    {
        await using var row = suite
            .Sql("core")
            .CreateCommand("select row_to_json(k)::text from ai_keys k where account_email = $1");
        row.Parameters.Add(new() { Value = member.Email });
        return await row.ExecuteScalarAsync(Stage.Ct) as string;
    }

    private async Task<Writing> Begun()
    {
        var member = await suite.SignUp();
        var word = $"word{Guid.CreateVersion7():N}";
        var plan = await Plan.Create(suite, member);
        await plan.Save(
            new
            {
                name = "Spring",
                goal = $"About {word}",
                persona = "Heads of finance",
            }
        );
        return new Writing(plan, (await plan.Drafts())[0].Text("id"), word);
    }
}
