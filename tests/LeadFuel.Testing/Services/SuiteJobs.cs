using Grpc.Core;
using LeadFuel.Core.Accounts;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace LeadFuel.Testing.Services;

/// <summary>The jobs of a suite's services: whether any is open, and which of them nobody could ever do here.</summary>
internal sealed class SuiteJobs(Suite suite, SuiteOptions options)
{
    // What a busy machine does to a call or a statement; a provider's refusals have names of their own.
    private static readonly string[] OfTheMachine =
    [
        nameof(RpcException),
        nameof(NpgsqlException),
        nameof(TimeoutException),
        $"sql {PostgresErrorCodes.LockNotAvailable}",
        $"sql {PostgresErrorCodes.DeadlockDetected}",
        $"sql {PostgresErrorCodes.QueryCanceled}",
    ];

    /// <summary>Waits until no job is due or running: of one account or all, of these kinds or all. What an account that leaves holds back is not waited for.</summary>
    public async Task Drain(Member? of = null, params string[] kinds)
    {
        var last = "";
        var before = -1L;
        await Wait.Until(
            async () =>
            {
                var (open, ended, says) = await Jobs(of, kinds);
                last = says;
                // Twice the same, since a job that ended while we looked may have asked for another.
                var quiet = open == 0 && ended == before;
                before = ended;
                return quiet;
            },
            () => $"jobs are still due or running: {last}"
        );
    }

    /// <summary>Who is not in this suite would be asked for ever to open the account.</summary>
    public async Task LeaveOutAbsent(string email)
    {
        string[] absent = [.. OpenAccount.Services.Except(options.Services.Concat(options.Apart))];
        if (absent.Length == 0)
        {
            return;
        }

        await using var command = suite
            .Sql("core")
            .CreateCommand(
                "update jobs set state = 2, done_at = now(), lease_until = null where account_email = $1 and kind = $2 and dedupe_key = any ($3)"
            );
        command.Parameters.Add(new() { Value = email });
        command.Parameters.Add(new() { Value = OpenAccount.Job.Kind });
        command.Parameters.Add(new() { Value = absent });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<(long Open, long Ended, string Says)> Jobs(Member? of, string[] kinds)
    {
        var (open, ended, says) = (0L, 0L, "");
        foreach (var database in options.Services.Where(name => name != "gateway"))
        {
            if (options.Clock is FakeTimeProvider)
            {
                await TryAgain(database);
            }

            suite.Service(database).Ring();
            await using var command = suite
                .Sql(database)
                .CreateCommand(
                    """
                    select count(*) filter (where open), count(*) filter (where state in (2, 3)),
                           coalesce(string_agg(kind || ' (' || attempts || '. try, ' || coalesce(last_error, 'no error') || ')', ', ') filter (where open), '')
                    from (select j.*, state = 1 or (state = 0 and run_at <= $1 and (l.held is not true or runs_in_grace)) as open
                          from jobs j left join job_lanes l using (account_email)
                          where ($2 is null or account_email = $2) and (cardinality($3) = 0 or kind = any ($3))) as j
                    """
                );
            command.Parameters.Add(new() { Value = suite.Time.GetUtcNow().UtcDateTime });
            command.Parameters.Add(
                new()
                {
                    Value = (object?)of?.Email ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
                }
            );
            command.Parameters.Add(new() { Value = kinds });
            await using var reader = await command.ExecuteReaderAsync(
                TestContext.Current.CancellationToken
            );
            await reader.ReadAsync(TestContext.Current.CancellationToken);
            open += reader.GetInt64(0);
            ended += reader.GetInt64(1);
            says += reader.GetString(2);
        }

        return (open, ended, says);
    }

    // A neighbour that was slow is asked again in some seconds, which never pass while the time stands still.
    private async Task TryAgain(string database)
    {
        await using var command = suite
            .Sql(database)
            .CreateCommand(
                """
                with late as (update jobs set run_at = $1 where state = 0 and run_at > $1 and last_error = any ($2) returning account_email)
                update job_lanes set next_at = $1 where next_at > $1 and account_email in (select account_email from late)
                """
            );
        command.Parameters.Add(new() { Value = suite.Time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = OfTheMachine });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
