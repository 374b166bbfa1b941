using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class FrozenProfilesAndReasons : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "held_because",
                schema: "reach",
                table: "send_pace",
                type: "text",
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<string>(
                name: "goal",
                schema: "reach",
                table: "plan_versions",
                type: "text",
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<Guid>(
                name: "icp_id",
                schema: "reach",
                table: "plan_versions",
                type: "uuid",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "icp_name",
                schema: "reach",
                table: "plan_versions",
                type: "text",
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<int>(
                name: "icp_version",
                schema: "reach",
                table: "plan_versions",
                type: "integer",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "hold_evidence",
                schema: "reach",
                table: "enrolments",
                type: "text",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "held_because", schema: "reach", table: "send_pace");

            migrationBuilder.DropColumn(name: "goal", schema: "reach", table: "plan_versions");

            migrationBuilder.DropColumn(name: "icp_id", schema: "reach", table: "plan_versions");

            migrationBuilder.DropColumn(name: "icp_name", schema: "reach", table: "plan_versions");

            migrationBuilder.DropColumn(
                name: "icp_version",
                schema: "reach",
                table: "plan_versions"
            );

            migrationBuilder.DropColumn(
                name: "hold_evidence",
                schema: "reach",
                table: "enrolments"
            );
        }
    }
}
