using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace LeadFuel.Accounts;

/// <summary>
/// The wall in the database: row-level security on every owned table, the doors, the claim function.
/// Applied by the databases project after each migration, as the owner; may run again at any time.
/// </summary>
public static class Wall
{
    /// <summary>SQL for one context; run as lf_{schema}_owner, with roles lf_{schema}_app, _door and _jobs present.</summary>
    public static string Sql(AccountDbContext db)
    {
        var schema = db.Schema;
        var sql = new StringBuilder();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = $"{schema}.{entity.GetTableName()}";
            if (IsGlobal(entity))
            {
                continue;
            }

            // Every query asks for one account. A list of common values would make the planner take any other
            // account for one row and join without an index; without it each account is taken for an average one.
            sql.AppendLine(
                $"""
                alter table {table} alter column account_email set statistics 0;
                alter table {table} enable row level security;
                alter table {table} force row level security;
                drop policy if exists by_account on {table};
                create policy by_account on {table} to lf_{schema}_app
                  using (account_email = current_setting('app.account', true))
                  with check (account_email = current_setting('app.account', true));
                """
            );
        }

        sql.AppendLine($"grant select on {schema}.__ef_migrations_history to lf_{schema}_app;");
        sql.AppendLine(
            $"revoke insert, update, delete on {schema}.__ef_migrations_history from lf_{schema}_app;"
        );
        if (db is ServiceDb)
        {
            sql.AppendLine(Claim(schema));
            // What answered for less than find_jobs does.
            sql.AppendLine($"drop function if exists {schema}.list_jobs(int, text, int);");
        }

        foreach (var door in AllDoors(db))
        {
            sql.AppendLine(DoorSql(schema, door));
        }

        return sql.ToString();
    }

    /// <summary>The doors of a context with those that every service has.</summary>
    public static IReadOnlyList<Door> AllDoors(AccountDbContext db) =>
        db is ServiceDb ? [.. db.Doors, .. HouseDoors(db.Schema), Forget(db)] : db.Doors;

    public static bool IsGlobal(IReadOnlyEntityType entity) =>
        entity.ClrType.GetCustomAttribute<StoredAttribute>()?.Global == true;

    /// <summary>What the catalogue says against the wall: no lines, or the service is not ready.</summary>
    public static async Task<IReadOnlyList<string>> Faults(
        NpgsqlDataSource source,
        AccountDbContext db,
        CancellationToken ct
    )
    {
        var schema = db.Schema;
        var global = db
            .Model.GetEntityTypes()
            .Where(IsGlobal)
            .Select(e => e.GetTableName()!)
            .Append("__ef_migrations_history")
            .ToArray();
        var doorIndexes = AllDoors(db).SelectMany(d => d.Indexes).Select(IndexName).ToArray();
        const string sql = """
            select 'row-level security is not forced on ' || relname from pg_class c join pg_namespace n on n.oid = relnamespace
             where nspname = $1 and relkind in ('r','p') and relname <> all ($2) and not (relrowsecurity and relforcerowsecurity)
            union all
            select 'no account_email in ' || relname from pg_class c join pg_namespace n on n.oid = relnamespace
             where nspname = $1 and relkind in ('r','p') and relname <> all ($2)
               and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_email' and a.attnotnull)
            union all
            select 'index not led by account_email: ' || c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
              join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
              left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
             where nspname = $1 and t.relname <> all ($2) and c.relname <> all ($3) and a.attname is distinct from 'account_email'
            union all
            select 'foreign key across accounts: ' || conname from pg_constraint k join pg_namespace n on n.oid = connamespace
             where nspname = $1 and contype = 'f' and not exists (select 1 from pg_attribute a
               where a.attrelid = conrelid and a.attnum = any(conkey) and attname = 'account_email')
            union all
            select 'view without security_invoker: ' || relname from pg_class c join pg_namespace n on n.oid = relnamespace
             where nspname = $1 and relkind in ('v','m') and (relkind = 'm' or not coalesce(reloptions::text like '%security_invoker=true%', false))
            union all
            select 'policies for the application role on ' || t.relname || ': ' || count(p.oid)
              from pg_class t join pg_namespace n on n.oid = t.relnamespace
              left join pg_policy p on p.polrelid = t.oid and (current_user::regrole = any (p.polroles) or 0 = any (p.polroles))
             where nspname = $1 and t.relkind in ('r','p') and t.relname <> all ($2) group by t.relname having count(p.oid) <> 1
            union all
            select 'login may pass the wall: ' || rolname from pg_roles where rolname = current_user and (rolsuper or rolbypassrls or rolcreaterole)
            union all
            select 'login owns ' || relname from pg_class c join pg_namespace n on n.oid = relnamespace
             where nspname = $1 and pg_get_userbyid(relowner) = current_user
            """;
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = schema });
        command.Parameters.Add(new() { Value = global });
        command.Parameters.Add(new() { Value = doorIndexes });
        var faults = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            faults.Add(reader.GetString(0));
        }

        return faults;
    }

    // "create unique index session_hash on …" → session_hash
    private static string IndexName(string sql)
    {
        var words = sql.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[Array.IndexOf(words, "index") + 1];
    }

    private static string DoorSql(string schema, Door door)
    {
        var sql = new StringBuilder();
        foreach (var index in door.Indexes)
        {
            sql.AppendLine(
                index
                    .Replace(" index ", " index if not exists ", StringComparison.Ordinal)
                    .TrimEnd(';') + ";"
            );
        }

        foreach (var table in door.Reads.Keys.Union(door.Writes.Keys))
        {
            sql.AppendLine(
                $"drop policy if exists door on {schema}.{table}; create policy door on {schema}.{table} to lf_{schema}_door using (true) with check (true);"
            );
        }

        foreach (var (table, columns) in door.Reads)
        {
            sql.AppendLine(
                $"grant select ({string.Join(", ", columns)}) on {schema}.{table} to lf_{schema}_door;"
            );
        }

        foreach (var (table, verbs) in door.Writes)
        {
            sql.AppendLine(
                $"grant {string.Join(", ", verbs)} on {schema}.{table} to lf_{schema}_door;"
            );
        }

        sql.AppendLine(
            $"""
            create or replace function {schema}.{door.Name}({door.Parameters}) returns {door.Returns}
              language plpgsql security definer set search_path = {schema}, pg_catalog, pg_temp as $door$
            #variable_conflict use_column
            begin {door.Body} end $door$;
            revoke all on function {schema}.{door.Name} from public;
            grant execute on function {schema}.{door.Name} to lf_{schema}_app;
            grant create on schema {schema} to lf_{schema}_door;
            alter function {schema}.{door.Name} owner to lf_{schema}_door;
            revoke create on schema {schema} from lf_{schema}_door;
            """
        );
        return sql.ToString();
    }

    private static readonly string[] Deletes = ["delete"];

    // What the data map says about time, done: the same declaration makes the words and the deletion.
    private static Door Forget(AccountDbContext db)
    {
        var terms = DataMap.Terms(db);
        return new Door(
            "forget",
            "p_now timestamptz",
            "void",
            string.Concat(
                terms.Select(term =>
                    $"delete from {term.Table} where {term.Column} <= p_now - interval '{(long)term.Term.TotalSeconds} seconds';\n"
                )
            )
        )
        {
            Reads = terms.ToDictionary(term => term.Table, term => new[] { term.Column }),
            Writes = terms.ToDictionary(term => term.Table, _ => Deletes),
            Indexes =
            [
                .. terms.Select(term =>
                    $"create index forget_{term.Table} on {db.Schema}.{term.Table} ({term.Column})"
                ),
            ],
        };
    }

    private static IReadOnlyList<Door> HouseDoors(string schema) =>
        [
            new(
                "all_accounts",
                "p_after text",
                "table (account_email text)",
                "return query select a.account_email::text from accounts a where a.account_email > p_after order by a.account_email limit 1000;"
            )
            {
                Reads = new Dictionary<string, string[]> { ["accounts"] = ["account_email"] },
            },
            new(
                "provider_switches_off",
                "",
                "table (account_email text, provider text, state text, says text)",
                "return query select s.account_email::text, s.provider::text, s.state::text, s.says::text from provider_switches s where s.state <> 'on';"
            )
            {
                Reads = new Dictionary<string, string[]>
                {
                    ["provider_switches"] = ["account_email", "provider", "state", "says"],
                },
            },
            Jobs(
                schema,
                "find_jobs",
                ", p_limit int",
                "table (account_email text, id uuid, kind text, state smallint, attempts int, run_at timestamptz, created_at timestamptz, last_error text, held boolean)",
                "j.account_email::text, j.id, j.kind::text, j.state, j.attempts, j.run_at, j.created_at, j.last_error, coalesce(l.held, false)",
                "order by j.run_at desc limit p_limit"
            ),
            Jobs(
                schema,
                "count_jobs",
                "",
                "table (account_email text, jobs bigint)",
                "j.account_email::text, count(*)",
                "group by j.account_email"
            ),
        ];

    // Of all accounts, for operators: what it is, never what it carries.
    private static Door Jobs(
        string schema,
        string name,
        string limit,
        string returns,
        string columns,
        string ending
    ) =>
        new(
            name,
            $"p_state int, p_kind text, p_account text, p_error text, p_held boolean{limit}",
            returns,
            $"""
            return query select {columns} from jobs j left join job_lanes l on l.account_email = j.account_email
              where (p_state is null or j.state = p_state) and (p_kind = '' or j.kind = p_kind)
                and (p_account = '' or position(lower(p_account) in j.account_email) > 0)
                and (p_error = '' or position(lower(p_error) in lower(j.last_error)) > 0)
                and (not p_held or l.held) {ending};
            """
        )
        {
            Reads = new Dictionary<string, string[]>
            {
                ["jobs"] =
                [
                    "account_email",
                    "id",
                    "kind",
                    "state",
                    "attempts",
                    "run_at",
                    "created_at",
                    "last_error",
                ],
                ["job_lanes"] = ["account_email", "held"],
            },
            Indexes = [$"create index jobs_dead on {schema}.jobs (run_at) where state = 3"],
        };

    private static string Claim(string schema) =>
        $"""
            drop policy if exists dispatcher on {schema}.jobs;
            create policy dispatcher on {schema}.jobs to lf_{schema}_jobs using (true) with check (true);
            drop policy if exists dispatcher on {schema}.job_lanes;
            create policy dispatcher on {schema}.job_lanes to lf_{schema}_jobs using (true) with check (true);
            grant select (account_email, id, kind, state, attempts, run_at, lease_until, lease_token, runs_in_grace) on {schema}.jobs to lf_{schema}_jobs;
            grant update (state, attempts, lease_until, lease_token) on {schema}.jobs to lf_{schema}_jobs;
            grant select, update, delete on {schema}.job_lanes to lf_{schema}_jobs;
            create or replace function {schema}.claim_jobs(p_token uuid, p_take int, p_per_account int, p_lease interval, p_now timestamptz)
            returns table (account_email text, id uuid, attempts int)
            language plpgsql security definer set search_path = {schema}, pg_catalog, pg_temp as $f$
            #variable_conflict use_column
            declare lane record; room int; got int; rest int := p_take; nxt timestamptz;
            begin
              -- Leases follow the database's clock, one for all replicas; what is due follows the suite's.
              for lane in select l.account_email, l.held from job_lanes l where l.next_at <= p_now
                          order by l.served_at for update skip locked loop
                exit when rest <= 0;
                select p_per_account - count(*) into room from jobs j
                 where j.account_email = lane.account_email and j.state = 1 and j.lease_until > now();
                if room > 0 then
                  return query with due as (
                      select j.account_email, j.id from jobs j
                       where j.account_email = lane.account_email and j.state in (0, 1) and j.run_at <= p_now
                         and (j.state = 0 or j.lease_until <= now()) and (not lane.held or j.runs_in_grace)
                       order by j.run_at, j.id limit least(room, rest) for update skip locked)
                    update jobs j set state = 1, attempts = j.attempts + 1, lease_token = p_token, lease_until = now() + p_lease
                      from due d where j.account_email = d.account_email and j.id = d.id
                    returning j.account_email::text, j.id, j.attempts;
                  get diagnostics got = row_count; rest := rest - got;
                end if;
                select min(case when j.state = 1 then greatest(j.run_at, p_now + (j.lease_until - now())) else j.run_at end) into nxt
                  from jobs j where j.account_email = lane.account_email and j.state in (0, 1) and (not lane.held or j.runs_in_grace);
                if nxt is null and not lane.held then
                  delete from job_lanes l where l.account_email = lane.account_email;
                else
                  update job_lanes l set served_at = now(), next_at = coalesce(nxt, 'infinity') where l.account_email = lane.account_email;
                end if;
              end loop;
            end $f$;
            revoke all on function {schema}.claim_jobs from public;
            grant execute on function {schema}.claim_jobs to lf_{schema}_app;
            grant create on schema {schema} to lf_{schema}_jobs;
            alter function {schema}.claim_jobs owner to lf_{schema}_jobs;
            revoke create on schema {schema} from lf_{schema}_jobs;
            """;
}
