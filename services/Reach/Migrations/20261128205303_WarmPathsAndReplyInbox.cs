using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class WarmPathsAndReplyInbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "resend_id",
                schema: "reach",
                table: "replies",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text"
            );

            migrationBuilder.AddColumn<short>(
                name: "source",
                schema: "reach",
                table: "replies",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0
            );

            migrationBuilder.AddColumn<string>(
                name: "known_to",
                schema: "reach",
                table: "enrolments",
                type: "text",
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "warm_told_at",
                schema: "reach",
                table: "enrolments",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "warm_written_at",
                schema: "reach",
                table: "enrolments",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<Guid[]>(
                name: "left_out_contact_ids",
                schema: "reach",
                table: "campaigns",
                type: "uuid[]",
                nullable: false,
                defaultValue: new Guid[0]
            );

            migrationBuilder.AddColumn<short>(
                name: "warm_policy",
                schema: "reach",
                table: "campaigns",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0
            );

            migrationBuilder.CreateIndex(
                name: "ix_replies_account_email_message_id",
                schema: "reach",
                table: "replies",
                columns: new[] { "account_email", "message_id" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_replies_account_email_message_id",
                schema: "reach",
                table: "replies"
            );

            migrationBuilder.DropColumn(name: "source", schema: "reach", table: "replies");

            migrationBuilder.DropColumn(name: "known_to", schema: "reach", table: "enrolments");

            migrationBuilder.DropColumn(name: "warm_told_at", schema: "reach", table: "enrolments");

            migrationBuilder.DropColumn(
                name: "warm_written_at",
                schema: "reach",
                table: "enrolments"
            );

            migrationBuilder.DropColumn(
                name: "left_out_contact_ids",
                schema: "reach",
                table: "campaigns"
            );

            migrationBuilder.DropColumn(name: "warm_policy", schema: "reach", table: "campaigns");

            migrationBuilder.AlterColumn<string>(
                name: "resend_id",
                schema: "reach",
                table: "replies",
                type: "text",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true
            );
        }
    }
}
