using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Orbit.Migrations
{
    /// <inheritdoc />
    public partial class ReadAlone : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due_at",
                schema: "orbit",
                table: "quarantined_messages",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<int>(
                name: "holds",
                schema: "orbit",
                table: "mailboxes",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<double>(
                name: "rate",
                schema: "orbit",
                table: "mailboxes",
                type: "double precision",
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rate_at",
                schema: "orbit",
                table: "mailboxes",
                type: "timestamp with time zone",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "due_at",
                schema: "orbit",
                table: "quarantined_messages"
            );

            migrationBuilder.DropColumn(name: "holds", schema: "orbit", table: "mailboxes");

            migrationBuilder.DropColumn(name: "rate", schema: "orbit", table: "mailboxes");

            migrationBuilder.DropColumn(name: "rate_at", schema: "orbit", table: "mailboxes");
        }
    }
}
