using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Core
{
    /// <inheritdoc />
    public partial class SlackChannels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<short>(
                name: "doubts",
                schema: "core",
                table: "deliveries",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_failed_at",
                schema: "core",
                table: "channels",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<int>(
                name: "failures",
                schema: "core",
                table: "channels",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<string>(
                name: "name",
                schema: "core",
                table: "channels",
                type: "character varying(80)",
                maxLength: 80,
                nullable: true
            );

            migrationBuilder.AddColumn<short>(
                name: "told_after_days",
                schema: "core",
                table: "channels",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "doubts", schema: "core", table: "deliveries");

            migrationBuilder.DropColumn(name: "first_failed_at", schema: "core", table: "channels");

            migrationBuilder.DropColumn(name: "failures", schema: "core", table: "channels");

            migrationBuilder.DropColumn(name: "name", schema: "core", table: "channels");

            migrationBuilder.DropColumn(name: "told_after_days", schema: "core", table: "channels");
        }
    }
}
