using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Scope.Migrations
{
    /// <inheritdoc />
    public partial class Deals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "companies",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    domain = table.Column<string>(
                        type: "character varying(253)",
                        maxLength: 253,
                        nullable: false
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_companies", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_company_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "crm_companies",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    vendor = table.Column<short>(type: "smallint", nullable: false),
                    portal = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    vendor_company_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    domain = table.Column<string>(
                        type: "character varying(253)",
                        maxLength: 253,
                        nullable: false
                    ),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_crm_companies",
                        x => new
                        {
                            x.account_email,
                            x.vendor,
                            x.portal,
                            x.vendor_company_id,
                        }
                    );
                    table.CheckConstraint(
                        "ck_crmcompany_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "crm_connections",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    vendor = table.Column<short>(type: "smallint", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    secret = table.Column<string>(type: "text", nullable: true),
                    password_number = table.Column<int>(type: "integer", nullable: false),
                    old_password_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    portal = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: true
                    ),
                    signs_with_time = table.Column<bool>(type: "boolean", nullable: false),
                    last_event_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    strangers = table.Column<int>(type: "integer", nullable: false),
                    unreadable = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crm_connections", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_crmconnection_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "outcomes",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    vendor = table.Column<short>(type: "smallint", nullable: false),
                    portal = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    vendor_deal_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    known = table.Column<string>(type: "jsonb", nullable: false),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    amount_minor = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    lost_reason = table.Column<string>(type: "text", nullable: true),
                    stage = table.Column<string>(type: "text", nullable: true),
                    vendor_company_id = table.Column<string>(type: "text", nullable: true),
                    company_id = table.Column<Guid>(type: "uuid", nullable: true),
                    domain = table.Column<string>(
                        type: "character varying(253)",
                        maxLength: 253,
                        nullable: true
                    ),
                    match = table.Column<short>(type: "smallint", nullable: false),
                    by_hand = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    updated_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outcomes", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_dealoutcome_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_outcomes_companies_account_email_company_id",
                        columns: x => new { x.account_email, x.company_id },
                        principalSchema: "scope",
                        principalTable: "companies",
                        principalColumns: new[] { "account_email", "id" }
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "crm_events",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dedupe_key = table.Column<string>(
                        type: "character varying(64)",
                        maxLength: 64,
                        nullable: false
                    ),
                    subject = table.Column<short>(type: "smallint", nullable: false),
                    vendor_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    portal = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    occurred_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    order = table.Column<string>(
                        type: "character varying(120)",
                        maxLength: 120,
                        nullable: false
                    ),
                    fields = table.Column<string>(type: "jsonb", nullable: false),
                    stranger = table.Column<bool>(type: "boolean", nullable: false),
                    received_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crm_events", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_crmevent_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_crm_events_crm_connections_account_email_connection_id",
                        columns: x => new { x.account_email, x.connection_id },
                        principalSchema: "scope",
                        principalTable: "crm_connections",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "crm_stages",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stage = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    means = table.Column<short>(type: "smallint", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_crm_stages",
                        x => new
                        {
                            x.account_email,
                            x.connection_id,
                            x.stage,
                        }
                    );
                    table.CheckConstraint(
                        "ck_crmstage_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_crm_stages_crm_connections_account_email_connection_id",
                        columns: x => new { x.account_email, x.connection_id },
                        principalSchema: "scope",
                        principalTable: "crm_connections",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_companies_account_email_domain",
                schema: "scope",
                table: "companies",
                columns: new[] { "account_email", "domain" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_crm_events_account_email_connection_id",
                schema: "scope",
                table: "crm_events",
                columns: new[] { "account_email", "connection_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_crm_events_account_email_dedupe_key",
                schema: "scope",
                table: "crm_events",
                columns: new[] { "account_email", "dedupe_key" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_crm_events_account_email_vendor_id",
                schema: "scope",
                table: "crm_events",
                columns: new[] { "account_email", "vendor_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_outcomes_account_email_closed_at_id",
                schema: "scope",
                table: "outcomes",
                columns: new[] { "account_email", "closed_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_outcomes_account_email_company_id",
                schema: "scope",
                table: "outcomes",
                columns: new[] { "account_email", "company_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_outcomes_account_email_vendor_company_id",
                schema: "scope",
                table: "outcomes",
                columns: new[] { "account_email", "vendor_company_id" }
            );

            migrationBuilder.CreateIndex(
                name: "one_outcome_of_a_deal",
                schema: "scope",
                table: "outcomes",
                columns: new[] { "account_email", "vendor", "portal", "vendor_deal_id" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "crm_companies", schema: "scope");

            migrationBuilder.DropTable(name: "crm_events", schema: "scope");

            migrationBuilder.DropTable(name: "crm_stages", schema: "scope");

            migrationBuilder.DropTable(name: "outcomes", schema: "scope");

            migrationBuilder.DropTable(name: "crm_connections", schema: "scope");

            migrationBuilder.DropTable(name: "companies", schema: "scope");
        }
    }
}
