using LeadFuel.Testing.Services;

namespace LeadFuel.Testing;

/// <summary>What an account may use, set without waiting for days.</summary>
public static class Trial
{
    /// <summary>As if the trial had ended yesterday.</summary>
    public static Task EndTrial(this Suite suite, Member member) =>
        Set(suite, member, suite.Time.GetUtcNow().AddDays(-1));

    /// <summary>Everything may be used again.</summary>
    public static Task BeginTrial(this Suite suite, Member member) =>
        Set(suite, member, suite.Time.GetUtcNow().AddDays(14));

    /// <summary>As if a payment had been missing since yesterday.</summary>
    public static Task BeLate(this Suite suite, Member member) => Late(suite, member, 1);

    /// <summary>As if a payment had been missing for 30 days.</summary>
    public static Task Lock(this Suite suite, Member member) => Late(suite, member, 30);

    private static Task Late(Suite suite, Member member, int days) =>
        Do(
            suite,
            member,
            "update entitlements set state = 2, source = 'stripe', past_due_at = $2 where account_email = $1",
            suite.Time.GetUtcNow().AddDays(-days)
        );

    private static Task Set(Suite suite, Member member, DateTimeOffset end) =>
        Do(
            suite,
            member,
            "update entitlements set trial_ends_at = $2 where account_email = $1",
            end
        );

    private static async Task Do(Suite suite, Member member, string sql, DateTimeOffset at)
    {
        await using var command = suite.Sql("shared").CreateCommand(sql);
        command.Parameters.Add(new() { Value = member.Email });
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
