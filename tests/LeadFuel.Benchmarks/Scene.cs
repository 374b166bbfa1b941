using LeadFuel.Reach.Campaigns;
using LeadFuel.Reach.Contacts;
using LeadFuel.Scope.Icps;
using LeadFuel.Scope.Interviews;
using Npgsql;

namespace LeadFuel.Benchmarks;

/// <summary>One account in the middle of its work, made by its own slices, among a hundred others of the same size.</summary>
internal sealed record Scene(Guid Icp, Guid Campaign, Guid Contact)
{
    private const int Others = 100;
    private const int Contacts = 1_000;
    private const int Few = 20;

    public static async Task<Scene> Set(Server server, Side side, CancellationToken ct)
    {
        var icps = new List<Guid>();
        for (var i = 0; i < Few; i++)
        {
            await using var db = side.Scope();
            var made = await CreateIcp.Handle(new($"Market {i}"), db, TimeProvider.System, ct);
            icps.Add(made.Value.Id);
        }

        foreach (var icp in icps)
        {
            foreach (var question in Question.All)
            {
                await using var db = side.Scope();
                await WriteAnswer.Handle(
                    icp,
                    question.Key,
                    new(
                        "Payment companies with 80 to 400 people, as we have them in three countries."
                    ),
                    new IfMatch(0),
                    db,
                    TimeProvider.System,
                    ct
                );
            }
        }

        var campaigns = new List<Guid>();
        for (var i = 0; i < Few; i++)
        {
            await using var db = side.Reach();
            var made = await CreateCampaign.Handle(
                new($"Campaign {i}", "Talk to ten of them", icps[0]),
                db,
                TimeProvider.System,
                ct
            );
            campaigns.Add(made.Value.Id);
        }

        var people = string.Join(
            '\n',
            Enumerable
                .Range(0, Contacts)
                .Select(i => $"person{i}@company{i % 90}.test,Ines,Kern,Company {i % 90}")
                .Prepend("email,first name,last name,company")
        );
        await using (var db = side.Reach())
        {
            await ImportContacts.Handle(
                new(people, null, null, null),
                db,
                db.Account,
                TimeProvider.System,
                ct
            );
        }

        await Execute(server.Itself("core"), Entries, ct);
        foreach (var database in (string[])["scope", "reach", "core"])
        {
            await Multiply(server.Itself(database), database, ct);
        }

        await using var reach = side.Reach();
        await using var work = await reach.Begin(ct);
        return new(icps[0], campaigns[0], await reach.Contacts.Select(c => c.Id).FirstAsync(ct));
    }

    private const string Entries = $"""
        insert into core.audit_entries (account_email, id, number, at, actor, via, action, subject, detail, hash)
        select '{Side.Account}', gen_random_uuid(), n, now() - n * interval '1 minute', '{Side.Account}', 'scope',
               'icp.created', gen_random_uuid()::text, 'ICP “Market” was created.', '\x00'
          from generate_series(1, 500) n;
        insert into core.audit_heads (account_email, number, hash) values ('{Side.Account}', 500, '\x00')
        """;

    /// <summary>Every row of the account once more for each of the others, whatever the tables are.</summary>
    private static async Task Multiply(NpgsqlDataSource source, string schema, CancellationToken ct)
    {
        var tables = new List<(string Table, string Columns)>();
        await using (
            var columns = source.CreateCommand(
                """
                select c.table_name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) from information_schema.columns c
                 where c.table_schema = $1 and c.is_generated = 'NEVER' and c.table_name in (
                   select table_name from information_schema.columns where table_schema = $1 and column_name = 'account_email')
                 group by c.table_name
                """
            )
        )
        {
            columns.Parameters.Add(new() { Value = schema });
            await using var reader = await columns.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                tables.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var sql = "set session_replication_role = replica;";
        foreach (var (table, columns) in tables.Where(t => t.Table is not ("jobs" or "job_lanes")))
        {
            var copied = columns.Replace(
                "account_email",
                "'other' || n || '@benchmarks.test'",
                StringComparison.Ordinal
            );
            sql +=
                $"insert into {schema}.{table} ({columns}) select {copied} from {schema}.{table}, generate_series(1, {Others}) n on conflict do nothing;";
        }

        await Execute(source, sql + "set session_replication_role = origin;", ct);
        await Execute(source, "vacuum analyze", ct);
    }

    private static async Task Execute(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Written in this file; names come from the catalogue.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
