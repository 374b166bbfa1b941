using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Core
{
    /// <inheritdoc />
    public partial class Channels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "channels",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    secret_number = table.Column<int>(type: "integer", nullable: false),
                    old_secret_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    proved_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    stopped_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    stopped_because = table.Column<string>(
                        type: "character varying(60)",
                        maxLength: 60,
                        nullable: true
                    ),
                    busy_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_channels", x => new { x.account_email, x.kind });
                    table.CheckConstraint(
                        "ck_channel_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "deliveries",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    channel_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(
                        type: "character varying(60)",
                        maxLength: 60,
                        nullable: false
                    ),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    happened_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    test = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    next_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deliveries", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_delivery_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "channel_events",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    type = table.Column<string>(
                        type: "character varying(60)",
                        maxLength: 60,
                        nullable: false
                    ),
                    send = table.Column<bool>(type: "boolean", nullable: false),
                    details = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_channel_events",
                        x => new
                        {
                            x.account_email,
                            x.kind,
                            x.type,
                        }
                    );
                    table.CheckConstraint(
                        "ck_channelevent_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "delivery_attempts",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    status = table.Column<int>(type: "integer", nullable: false),
                    duration_ms = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<int>(type: "integer", nullable: false),
                    body_sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    error = table.Column<string>(
                        type: "character varying(60)",
                        maxLength: 60,
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_attempts", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_deliveryattempt_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_delivery_attempts_deliveries_account_email_delivery_id",
                        columns: x => new { x.account_email, x.delivery_id },
                        principalSchema: "core",
                        principalTable: "deliveries",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_account_email_created_at",
                schema: "core",
                table: "deliveries",
                columns: new[] { "account_email", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "one_delivery_of_an_event",
                schema: "core",
                table: "deliveries",
                columns: new[] { "account_email", "channel_id", "event_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_delivery_attempts_account_email_at",
                schema: "core",
                table: "delivery_attempts",
                columns: new[] { "account_email", "at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_delivery_attempts_account_email_delivery_id",
                schema: "core",
                table: "delivery_attempts",
                columns: new[] { "account_email", "delivery_id" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "channel_events", schema: "core");

            migrationBuilder.DropTable(name: "delivery_attempts", schema: "core");

            migrationBuilder.DropTable(name: "channels", schema: "core");

            migrationBuilder.DropTable(name: "deliveries", schema: "core");
        }
    }
}
