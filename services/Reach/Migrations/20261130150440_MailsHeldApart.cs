using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class MailsHeldApart : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "mails_free_at",
                schema: "reach",
                table: "send_pace",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "paused_because",
                schema: "reach",
                table: "campaigns",
                type: "text",
                nullable: false,
                defaultValue: ""
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "mails_free_at", schema: "reach", table: "send_pace");

            migrationBuilder.DropColumn(
                name: "paused_because",
                schema: "reach",
                table: "campaigns"
            );
        }
    }
}
