using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Scope.Migrations
{
    /// <inheritdoc />
    public partial class VoiceIntakes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "voice_intakes",
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
                    questions = table.Column<string[]>(type: "text[]", nullable: false),
                    consent_by = table.Column<string>(type: "text", nullable: false),
                    consent_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    seconds = table.Column<int>(type: "integer", nullable: false),
                    heard = table.Column<string>(type: "jsonb", nullable: false),
                    held_by = table.Column<Guid>(type: "uuid", nullable: true),
                    held_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    ended_at = table.Column<DateTimeOffset>(
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
                    table.PrimaryKey("pk_voice_intakes", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_voiceintake_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_voice_intakes_icps_account_email_icp_id",
                        columns: x => new { x.account_email, x.icp_id },
                        principalSchema: "scope",
                        principalTable: "icps",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "voice_turns",
                schema: "scope",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    intake_id = table.Column<Guid>(type: "uuid", nullable: false),
                    item_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: false
                    ),
                    previous_item_id = table.Column<string>(
                        type: "character varying(100)",
                        maxLength: 100,
                        nullable: true
                    ),
                    number = table.Column<int>(type: "integer", nullable: false),
                    ours = table.Column<bool>(type: "boolean", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_voice_turns",
                        x => new
                        {
                            x.account_email,
                            x.intake_id,
                            x.item_id,
                        }
                    );
                    table.CheckConstraint(
                        "ck_voiceturn_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_voice_turns_voice_intakes_account_email_intake_id",
                        columns: x => new { x.account_email, x.intake_id },
                        principalSchema: "scope",
                        principalTable: "voice_intakes",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_voice_intakes_account_email_icp_id",
                schema: "scope",
                table: "voice_intakes",
                columns: new[] { "account_email", "icp_id" }
            );

            migrationBuilder.CreateIndex(
                name: "one_voice_intake",
                schema: "scope",
                table: "voice_intakes",
                column: "account_email",
                unique: true,
                filter: "ended_at is null"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "voice_turns", schema: "scope");

            migrationBuilder.DropTable(name: "voice_intakes", schema: "scope");
        }
    }
}
