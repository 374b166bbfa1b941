using LeadFuel.Scope.Interviews;
using LeadFuel.Testing;
using LeadFuel.Testing.Services;

namespace LeadFuel.House.Tests.Disk;

[CollectionDefinition(DisableParallelization = true)]
public sealed class ArchiveKills;

/// <summary>A service dies in the middle of its archive run; the next one begins anew and ends the same.</summary>
[Collection(typeof(ArchiveKills))]
public sealed class ArchiveKillTests(Suite suite)
{
    [Fact]
    [Claim("T62")]
    public async Task Killed_at_each_step_the_run_is_made_up_for()
    {
        await using var own = await suite.Own(options =>
            options with
            {
                Services = ["core"],
                Apart = ["scope"],
            }
        );
        var scope = own.Apart("scope");
        var process = await scope.Start();
        var ada = await own.SignUp();
        await Wait.Until(
            async () => await Count(own, "accounts", ada) == 1,
            () => "Scope does not know the account"
        );
        var phrase = $"quetzal{Guid.CreateVersion7():N}";
        var made = await ada.Scope.Post("/icps", new { name = "Fintech" });
        var path = $"/icps/{(await made.Json()).GetProperty("id").GetString()}";
        await (
            await ada.Scope.Put(
                $"{path}/answers/{Question.All[0].Key}",
                new { value = $"We sell {phrase}" },
                "\"0\""
            )
        ).Json();
        await ada.Scope.Delete(path, (await ada.Scope.Get(path)).Tag());
        await Sql(own, "delete from idempotency_keys where account_email = $1", ada);
        await ApartService.Kill(process);

        foreach (var point in (string[])["archive-emptied", "archive-table"])
        {
            await Due(own);
            process = await scope.Start(point);
            await Wait.Until(
                () => Task.FromResult(process.HasExited),
                () => $"Scope does not come to {point}"
            );
            Assert.Equal(0, await Count(own, "icps", ada));
            Assert.NotEmpty(await ServerFiles.Holding(own, phrase));
        }

        await Due(own);
        process = await scope.Start();
        await Wait.Until(
            async () => (await ServerFiles.Holding(own, phrase)).Count == 0,
            () => "bytes of it are left"
        );
        await ApartService.Kill(process);
    }

    // Sunday has come, and the leases of the process that died have run out.
    private static Task<object?> Due(Suite own) =>
        Sql(
            own,
            "with j as (update jobs set run_at = now() - interval '1 second', state = 0, lease_until = null where state = 1 or (state = 0 and kind = 'house.archive') returning account_email) update job_lanes set next_at = now() where account_email in (select account_email from j)"
        );

    internal static async Task<long> Count(Suite own, string table, Member member) =>
        (long)(await Sql(own, $"select count(*) from {table} where account_email = $1", member))!;

    private static async Task<object?> Sql(Suite own, string sql, Member? member = null)
    {
#pragma warning disable CA2100 // Written above.
        await using var command = own.Sql("scope").CreateCommand(sql);
#pragma warning restore CA2100
        if (member is not null)
        {
            command.Parameters.Add(new() { Value = member.Email });
        }

        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
