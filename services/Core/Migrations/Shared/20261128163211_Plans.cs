using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Shared
{
    /// <inheritdoc />
    public partial class Plans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "plan",
                schema: "shared",
                table: "entitlements",
                type: "character varying(60)",
                maxLength: 60,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(40)",
                oldMaxLength: 40
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ends_at",
                schema: "shared",
                table: "entitlements",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "past_due_at",
                schema: "shared",
                table: "entitlements",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<bool>(
                name: "same_browser_only",
                schema: "shared",
                table: "accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "ends_at", schema: "shared", table: "entitlements");

            migrationBuilder.DropColumn(
                name: "past_due_at",
                schema: "shared",
                table: "entitlements"
            );

            migrationBuilder.DropColumn(
                name: "same_browser_only",
                schema: "shared",
                table: "accounts"
            );

            migrationBuilder.AlterColumn<string>(
                name: "plan",
                schema: "shared",
                table: "entitlements",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(60)",
                oldMaxLength: 60
            );
        }
    }
}
