using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class ReplyAddresses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "reply_addresses",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    sender_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<string[]>(type: "text[]", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    seen_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    closed_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reply_addresses", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_replyaddress_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_reply_addresses_senders_account_email_sender_id",
                        columns: x => new { x.account_email, x.sender_id },
                        principalSchema: "reach",
                        principalTable: "senders",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_reply_addresses_account_email_mailbox_id",
                schema: "reach",
                table: "reply_addresses",
                columns: new[] { "account_email", "mailbox_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_reply_addresses_account_email_sender_id",
                schema: "reach",
                table: "reply_addresses",
                columns: new[] { "account_email", "sender_id" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "reply_addresses", schema: "reach");
        }
    }
}
