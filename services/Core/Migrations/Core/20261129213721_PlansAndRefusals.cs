using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Core
{
    /// <inheritdoc />
    public partial class PlansAndRefusals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "ends_with_account",
                schema: "core",
                table: "subscriptions",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<long>(
                name: "bytes",
                schema: "core",
                table: "exported_tables",
                type: "bigint",
                nullable: false,
                defaultValue: 0L
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "purged_at",
                schema: "core",
                table: "deletions",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "refused_at",
                schema: "core",
                table: "ai_keys",
                type: "timestamp with time zone",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ends_with_account",
                schema: "core",
                table: "subscriptions"
            );

            migrationBuilder.DropColumn(name: "bytes", schema: "core", table: "exported_tables");

            migrationBuilder.DropColumn(name: "purged_at", schema: "core", table: "deletions");

            migrationBuilder.DropColumn(name: "refused_at", schema: "core", table: "ai_keys");
        }
    }
}
