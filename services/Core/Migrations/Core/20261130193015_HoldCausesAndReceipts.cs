using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Core
{
    /// <inheritdoc />
    public partial class HoldCausesAndReceipts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "requested_at",
                schema: "core",
                table: "purge_receipts"
            );

            migrationBuilder.RenameColumn(
                name: "totals",
                schema: "core",
                table: "purge_receipts",
                newName: "content"
            );

            migrationBuilder.AlterColumn<string>(
                name: "signature",
                schema: "core",
                table: "purge_receipts",
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(64)",
                oldMaxLength: 64
            );

            migrationBuilder.AddColumn<string>(
                name: "public_key",
                schema: "core",
                table: "purge_receipts",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "token_hash",
                schema: "core",
                table: "purge_receipts",
                type: "bytea",
                nullable: false,
                defaultValue: new byte[0]
            );

            migrationBuilder.AddColumn<int>(
                name: "tries",
                schema: "core",
                table: "exports",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );

            // What held accounts so far was their deletion alone.
            migrationBuilder.RenameColumn(
                name: "suspended_at",
                schema: "core",
                table: "accounts",
                newName: "leaving_at"
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "suspended_at",
                schema: "core",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "suspensions",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(
                        type: "character varying(500)",
                        maxLength: 500,
                        nullable: false
                    ),
                    suspended_by = table.Column<string>(
                        type: "character varying(300)",
                        maxLength: 300,
                        nullable: false
                    ),
                    lifted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    lifted_because = table.Column<string>(
                        type: "character varying(500)",
                        maxLength: 500,
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suspensions", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_suspension_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_purge_receipts_token_hash",
                schema: "core",
                table: "purge_receipts",
                column: "token_hash"
            );

            migrationBuilder.CreateIndex(
                name: "ix_suspensions_account_email",
                schema: "core",
                table: "suspensions",
                column: "account_email",
                unique: true,
                filter: "lifted_at is null"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "suspensions", schema: "core");

            migrationBuilder.DropIndex(
                name: "ix_purge_receipts_token_hash",
                schema: "core",
                table: "purge_receipts"
            );

            migrationBuilder.DropColumn(
                name: "public_key",
                schema: "core",
                table: "purge_receipts"
            );

            migrationBuilder.DropColumn(
                name: "token_hash",
                schema: "core",
                table: "purge_receipts"
            );

            migrationBuilder.DropColumn(name: "tries", schema: "core", table: "exports");

            migrationBuilder.DropColumn(name: "suspended_at", schema: "core", table: "accounts");

            migrationBuilder.RenameColumn(
                name: "leaving_at",
                schema: "core",
                table: "accounts",
                newName: "suspended_at"
            );

            migrationBuilder.RenameColumn(
                name: "content",
                schema: "core",
                table: "purge_receipts",
                newName: "totals"
            );

            migrationBuilder.AlterColumn<string>(
                name: "signature",
                schema: "core",
                table: "purge_receipts",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(100)",
                oldMaxLength: 100
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "requested_at",
                schema: "core",
                table: "purge_receipts",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(
                    new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified),
                    new TimeSpan(0, 0, 0, 0, 0)
                )
            );
        }
    }
}
