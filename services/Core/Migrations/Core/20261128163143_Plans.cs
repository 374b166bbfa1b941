using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Core
{
    /// <inheritdoc />
    public partial class Plans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "request_id",
                schema: "core",
                table: "audit_entries",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "billing_customers",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    stripe_customer_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    readings_begun = table.Column<int>(type: "integer", nullable: false),
                    reading_written = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_customers", x => x.account_email);
                    table.CheckConstraint(
                        "ck_billingcustomer_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "checkouts",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    plan = table.Column<string>(
                        type: "character varying(60)",
                        maxLength: 60,
                        nullable: false
                    ),
                    intent_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stripe_session_id = table.Column<string>(
                        type: "character varying(120)",
                        maxLength: 120,
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checkouts", x => new { x.account_email, x.plan });
                    table.CheckConstraint(
                        "ck_checkout_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "stripe_events",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    stripe_event_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    type = table.Column<string>(
                        type: "character varying(80)",
                        maxLength: 80,
                        nullable: false
                    ),
                    object_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: true
                    ),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_stripe_events",
                        x => new { x.account_email, x.stripe_event_id }
                    );
                    table.CheckConstraint(
                        "ck_stripeevent_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "subscriptions",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    stripe_subscription_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    status = table.Column<string>(
                        type: "character varying(30)",
                        maxLength: 30,
                        nullable: false
                    ),
                    plan = table.Column<string>(
                        type: "character varying(60)",
                        maxLength: 60,
                        nullable: false
                    ),
                    period_ends_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    cancels_at_end = table.Column<bool>(type: "boolean", nullable: false),
                    past_due_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    updated_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_subscriptions",
                        x => new { x.account_email, x.stripe_subscription_id }
                    );
                    table.CheckConstraint(
                        "ck_subscription_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "billing_customers", schema: "core");

            migrationBuilder.DropTable(name: "checkouts", schema: "core");

            migrationBuilder.DropTable(name: "stripe_events", schema: "core");

            migrationBuilder.DropTable(name: "subscriptions", schema: "core");

            migrationBuilder.DropColumn(name: "request_id", schema: "core", table: "audit_entries");
        }
    }
}
