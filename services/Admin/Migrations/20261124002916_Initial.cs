using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Admin.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "admin");

            migrationBuilder.CreateTable(
                name: "accounts",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    suspended_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.account_email);
                    table.CheckConstraint(
                        "ck_knownaccount_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "egress_calls",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    provider = table.Column<string>(type: "text", nullable: false),
                    host = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    categories = table.Column<string[]>(type: "text[]", nullable: false),
                    bytes_out = table.Column<long>(type: "bigint", nullable: false),
                    bytes_in = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    duration_ms = table.Column<int>(type: "integer", nullable: false),
                    body_sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_egress_calls", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_egresscall_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    key = table.Column<string>(type: "text", nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    body = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.account_email, x.key });
                    table.CheckConstraint(
                        "ck_idempotencykey_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "impersonations",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    @operator = table.Column<string>(
                        name: "operator",
                        type: "character varying(254)",
                        maxLength: 254,
                        nullable: false
                    ),
                    reason = table.Column<string>(
                        type: "character varying(500)",
                        maxLength: 500,
                        nullable: false
                    ),
                    started_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    ends_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    ended_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    end_cause = table.Column<string>(
                        type: "character varying(20)",
                        maxLength: 20,
                        nullable: true
                    ),
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_impersonations", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_impersonation_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "job_lanes",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    served_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    next_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    held = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_lanes", x => x.account_email);
                    table.CheckConstraint(
                        "ck_joblane_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "jobs",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    run_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    dedupe_key = table.Column<string>(type: "text", nullable: true),
                    runs_in_grace = table.Column<bool>(type: "boolean", nullable: false),
                    lease_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    lease_token = table.Column<Guid>(type: "uuid", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    done_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_jobrow_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "operator_entries",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    @operator = table.Column<string>(
                        name: "operator",
                        type: "character varying(254)",
                        maxLength: 254,
                        nullable: false
                    ),
                    action = table.Column<string>(
                        type: "character varying(60)",
                        maxLength: 60,
                        nullable: false
                    ),
                    subject = table.Column<string>(
                        type: "character varying(200)",
                        maxLength: 200,
                        nullable: false
                    ),
                    detail = table.Column<string>(
                        type: "character varying(600)",
                        maxLength: 600,
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_entries", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_operatorentry_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "provider_switches",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    provider = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    says = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_provider_switches",
                        x => new { x.account_email, x.provider }
                    );
                    table.CheckConstraint(
                        "ck_providerswitch_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "impersonated_requests",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    impersonation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    method = table.Column<string>(
                        type: "character varying(10)",
                        maxLength: 10,
                        nullable: false
                    ),
                    route = table.Column<string>(
                        type: "character varying(300)",
                        maxLength: 300,
                        nullable: false
                    ),
                    subject = table.Column<string>(
                        type: "character varying(200)",
                        maxLength: 200,
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_impersonated_requests",
                        x => new { x.account_email, x.id }
                    );
                    table.CheckConstraint(
                        "ck_impersonatedrequest_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_impersonated_requests_impersonations_account_email_imperson",
                        columns: x => new { x.account_email, x.impersonation_id },
                        principalSchema: "admin",
                        principalTable: "impersonations",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_egress_calls_account_email_at",
                schema: "admin",
                table: "egress_calls",
                columns: new[] { "account_email", "at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_account_email_created_at",
                schema: "admin",
                table: "idempotency_keys",
                columns: new[] { "account_email", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_impersonated_requests_account_email_impersonation_id_at",
                schema: "admin",
                table: "impersonated_requests",
                columns: new[] { "account_email", "impersonation_id", "at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_impersonations_account_email_started_at",
                schema: "admin",
                table: "impersonations",
                columns: new[] { "account_email", "started_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_jobs_account_email_done_at",
                schema: "admin",
                table: "jobs",
                columns: new[] { "account_email", "done_at" },
                filter: "done_at is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_jobs_account_email_kind_dedupe_key",
                schema: "admin",
                table: "jobs",
                columns: new[] { "account_email", "kind", "dedupe_key" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "job_due",
                schema: "admin",
                table: "jobs",
                columns: new[] { "account_email", "run_at", "id" },
                filter: "state in (0, 1)"
            );

            migrationBuilder.CreateIndex(
                name: "ix_operator_entries_account_email_at",
                schema: "admin",
                table: "operator_entries",
                columns: new[] { "account_email", "at" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "accounts", schema: "admin");

            migrationBuilder.DropTable(name: "egress_calls", schema: "admin");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "admin");

            migrationBuilder.DropTable(name: "impersonated_requests", schema: "admin");

            migrationBuilder.DropTable(name: "job_lanes", schema: "admin");

            migrationBuilder.DropTable(name: "jobs", schema: "admin");

            migrationBuilder.DropTable(name: "operator_entries", schema: "admin");

            migrationBuilder.DropTable(name: "provider_switches", schema: "admin");

            migrationBuilder.DropTable(name: "impersonations", schema: "admin");
        }
    }
}
