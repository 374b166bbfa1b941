using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Signal.Migrations
{
    /// <inheritdoc />
    public partial class HoldCauses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What held accounts so far was their deletion alone.
            migrationBuilder.RenameColumn(
                name: "suspended_at",
                schema: "signal",
                table: "accounts",
                newName: "leaving_at"
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "suspended_at",
                schema: "signal",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "suspended_at", schema: "signal", table: "accounts");

            migrationBuilder.RenameColumn(
                name: "leaving_at",
                schema: "signal",
                table: "accounts",
                newName: "suspended_at"
            );
        }
    }
}
