using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Scope.Migrations
{
    /// <inheritdoc />
    public partial class DealsToldOnce : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_crm_stages_crm_connections_account_email_connection_id",
                schema: "scope",
                table: "crm_stages"
            );

            migrationBuilder.AddColumn<short>(
                name: "ended_as",
                schema: "scope",
                table: "outcomes",
                type: "smallint",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "ended_for",
                schema: "scope",
                table: "outcomes",
                type: "character varying(253)",
                maxLength: 253,
                nullable: true
            );

            migrationBuilder.AddColumn<short>(
                name: "told_as",
                schema: "scope",
                table: "outcomes",
                type: "smallint",
                nullable: true
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "old_password_hash",
                schema: "scope",
                table: "crm_connections",
                type: "bytea",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "password",
                schema: "scope",
                table: "crm_connections",
                type: "text",
                nullable: true
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "password_hash",
                schema: "scope",
                table: "crm_connections",
                type: "bytea",
                nullable: true
            );

            // What is closed already was told: nothing of it is told anew. Passwords that were derived are sealed by a job.
            migrationBuilder.Sql(
                """
                alter table scope.outcomes no force row level security;
                alter table scope.crm_connections no force row level security;
                alter table scope.jobs no force row level security;
                alter table scope.job_lanes no force row level security;
                update scope.outcomes
                set told_as = case when by_merge then null else status end,
                    ended_as = case when domain is null then null else status end,
                    ended_for = domain
                where status in (1, 2);
                insert into scope.jobs (account_email, id, kind, payload, state, attempts, run_at, dedupe_key, runs_in_grace, created_at)
                select account_email, gen_random_uuid(), 'scope.seal-passwords', '{}', 0, 0, now(), 'scope.seal-passwords', true, now()
                from (select distinct account_email from scope.crm_connections) as a;
                insert into scope.job_lanes (account_email, served_at, next_at, held)
                select distinct account_email, '-infinity'::timestamptz, now(), false from scope.crm_connections
                on conflict (account_email) do update set next_at = least(job_lanes.next_at, excluded.next_at);
                alter table scope.outcomes force row level security;
                alter table scope.crm_connections force row level security;
                alter table scope.jobs force row level security;
                alter table scope.job_lanes force row level security;
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "ended_as", schema: "scope", table: "outcomes");

            migrationBuilder.DropColumn(name: "ended_for", schema: "scope", table: "outcomes");

            migrationBuilder.DropColumn(name: "told_as", schema: "scope", table: "outcomes");

            migrationBuilder.DropColumn(
                name: "old_password_hash",
                schema: "scope",
                table: "crm_connections"
            );

            migrationBuilder.DropColumn(
                name: "password",
                schema: "scope",
                table: "crm_connections"
            );

            migrationBuilder.DropColumn(
                name: "password_hash",
                schema: "scope",
                table: "crm_connections"
            );

            migrationBuilder.AddForeignKey(
                name: "fk_crm_stages_crm_connections_account_email_connection_id",
                schema: "scope",
                table: "crm_stages",
                columns: new[] { "account_email", "connection_id" },
                principalSchema: "scope",
                principalTable: "crm_connections",
                principalColumns: new[] { "account_email", "id" },
                onDelete: ReferentialAction.Cascade
            );
        }
    }
}
