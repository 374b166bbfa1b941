using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Scope.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(name: "scope");

            migrationBuilder.CreateTable(
                name: "accounts",
                schema: "scope",
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
                schema: "scope",
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
                name: "icps",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(
                        type: "character varying(120)",
                        maxLength: 120,
                        nullable: false
                    ),
                    published_version = table.Column<int>(type: "integer", nullable: true),
                    published_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    latest_version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    updated_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_icps", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_icp_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                schema: "scope",
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
                name: "job_lanes",
                schema: "scope",
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
                schema: "scope",
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
                name: "provider_switches",
                schema: "scope",
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
                name: "answers",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    icp_id = table.Column<Guid>(type: "uuid", nullable: false),
                    question = table.Column<string>(
                        type: "character varying(40)",
                        maxLength: 40,
                        nullable: false
                    ),
                    value = table.Column<string>(type: "text", nullable: false),
                    skipped = table.Column<bool>(type: "boolean", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_answers",
                        x => new
                        {
                            x.account_email,
                            x.icp_id,
                            x.question,
                        }
                    );
                    table.CheckConstraint(
                        "ck_answer_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_answers_icps_account_email_icp_id",
                        columns: x => new { x.account_email, x.icp_id },
                        principalSchema: "scope",
                        principalTable: "icps",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "syntheses",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    icp_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    sources = table.Column<string>(type: "jsonb", nullable: false),
                    request_hash = table.Column<string>(type: "text", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    last_event = table.Column<int>(type: "integer", nullable: false),
                    tokens_in = table.Column<int>(type: "integer", nullable: false),
                    tokens_out = table.Column<int>(type: "integer", nullable: false),
                    became_version = table.Column<int>(type: "integer", nullable: true),
                    problem = table.Column<string>(type: "text", nullable: true),
                    problem_detail = table.Column<string>(type: "text", nullable: true),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    acting_operator = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    started_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    ended_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_syntheses", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_synthesis_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_syntheses_icps_account_email_icp_id",
                        columns: x => new { x.account_email, x.icp_id },
                        principalSchema: "scope",
                        principalTable: "icps",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "versions",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    icp_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "jsonb", nullable: false),
                    schema_version = table.Column<int>(type: "integer", nullable: false),
                    origin = table.Column<short>(type: "smallint", nullable: false),
                    made_from = table.Column<int>(type: "integer", nullable: true),
                    quotes_dropped = table.Column<int>(type: "integer", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    acting_operator = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_versions",
                        x => new
                        {
                            x.account_email,
                            x.icp_id,
                            x.number,
                        }
                    );
                    table.CheckConstraint(
                        "ck_icpversion_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_versions_icps_account_email_icp_id",
                        columns: x => new { x.account_email, x.icp_id },
                        principalSchema: "scope",
                        principalTable: "icps",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "synthesis_events",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    synthesis_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_synthesis_events",
                        x => new
                        {
                            x.account_email,
                            x.synthesis_id,
                            x.number,
                        }
                    );
                    table.CheckConstraint(
                        "ck_synthesisevent_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_synthesis_events_syntheses_account_email_synthesis_id",
                        columns: x => new { x.account_email, x.synthesis_id },
                        principalSchema: "scope",
                        principalTable: "syntheses",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_egress_calls_account_email_at",
                schema: "scope",
                table: "egress_calls",
                columns: new[] { "account_email", "at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_account_email_created_at",
                schema: "scope",
                table: "idempotency_keys",
                columns: new[] { "account_email", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_jobs_account_email_done_at",
                schema: "scope",
                table: "jobs",
                columns: new[] { "account_email", "done_at" },
                filter: "done_at is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_jobs_account_email_kind_dedupe_key",
                schema: "scope",
                table: "jobs",
                columns: new[] { "account_email", "kind", "dedupe_key" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "job_due",
                schema: "scope",
                table: "jobs",
                columns: new[] { "account_email", "run_at", "id" },
                filter: "state in (0, 1)"
            );

            migrationBuilder.CreateIndex(
                name: "ix_syntheses_account_email_icp_id_created_at",
                schema: "scope",
                table: "syntheses",
                columns: new[] { "account_email", "icp_id", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "one_running_synthesis",
                schema: "scope",
                table: "syntheses",
                columns: new[] { "account_email", "icp_id" },
                unique: true,
                filter: "state in (0, 1, 2)"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "accounts", schema: "scope");

            migrationBuilder.DropTable(name: "answers", schema: "scope");

            migrationBuilder.DropTable(name: "egress_calls", schema: "scope");

            migrationBuilder.DropTable(name: "idempotency_keys", schema: "scope");

            migrationBuilder.DropTable(name: "job_lanes", schema: "scope");

            migrationBuilder.DropTable(name: "jobs", schema: "scope");

            migrationBuilder.DropTable(name: "provider_switches", schema: "scope");

            migrationBuilder.DropTable(name: "synthesis_events", schema: "scope");

            migrationBuilder.DropTable(name: "versions", schema: "scope");

            migrationBuilder.DropTable(name: "syntheses", schema: "scope");

            migrationBuilder.DropTable(name: "icps", schema: "scope");
        }
    }
}
