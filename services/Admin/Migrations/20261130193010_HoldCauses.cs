using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Admin.Migrations
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
                schema: "admin",
                table: "accounts",
                newName: "leaving_at"
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "suspended_at",
                schema: "admin",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true
            );

            // A viewing is refused by what Core says of the account.
            migrationBuilder.Sql("drop function if exists admin.account_named(text);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "suspended_at", schema: "admin", table: "accounts");

            migrationBuilder.RenameColumn(
                name: "leaving_at",
                schema: "admin",
                table: "accounts",
                newName: "suspended_at"
            );
        }
    }
}
