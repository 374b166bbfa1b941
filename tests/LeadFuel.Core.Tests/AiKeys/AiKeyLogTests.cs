namespace LeadFuel.Core.Tests.AiKeys;

/// <summary>What the account's log says of its own key: each answer of Anthropic, and never the key.</summary>
public sealed class AiKeyLogTests(CoreSuite suite)
{
    [Fact]
    public async Task A_key_that_is_refused_or_checked_stands_in_the_log_of_its_account_alone()
    {
        var (ada, eve) = (await suite.SignUp(), await suite.SignUp());
        var key = $"sk-ant-own-{Guid.CreateVersion7():N}";

        await (await Give(ada, "sk-ant-invalid-0123456789")).Problem(
            HttpStatusCode.UnprocessableEntity,
            "key-refused"
        );
        (await Give(ada, key)).EnsureSuccessStatusCode();
        (await ada.Core.Post("/ai-keys/check")).EnsureSuccessStatusCode();
        await suite.Sandbox.Break(
            new
            {
                vendor = "anthropic",
                kind = "unauthorized",
                key,
                times = 1,
            }
        );
        (await ada.Core.Post("/ai-keys/check")).EnsureSuccessStatusCode();

        var log = (await ada.Core.Json("/audit-entries")).GetRawText();
        Assert.Contains("Anthropic does not accept a key that was given.", log);
        Assert.Contains($"Anthropic accepts your key ending in {key[^4..]}.", log);
        Assert.Contains($"Anthropic does not accept your key ending in {key[^4..]}.", log);
        Assert.DoesNotContain("0123456789", log);
        Assert.DoesNotContain(key, log);
        Assert.DoesNotContain("ai-key.", (await eve.Core.Json("/audit-entries")).GetRawText());
    }

    private static Task<HttpResponseMessage> Give(Member member, string text) =>
        member.Core.Put("/ai-keys", new { key = text }, "\"0\"");
}
