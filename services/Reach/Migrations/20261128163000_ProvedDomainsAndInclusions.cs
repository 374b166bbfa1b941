using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class ProvedDomainsAndInclusions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "included_contact_id",
                schema: "reach",
                table: "generations",
                type: "uuid",
                nullable: true
            );

            migrationBuilder.AddColumn<string[]>(
                name: "included_fields",
                schema: "reach",
                table: "generations",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "verified_at",
                schema: "reach",
                table: "domains",
                type: "timestamp with time zone",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "included_contact_id",
                schema: "reach",
                table: "generations"
            );

            migrationBuilder.DropColumn(
                name: "included_fields",
                schema: "reach",
                table: "generations"
            );

            migrationBuilder.DropColumn(name: "verified_at", schema: "reach", table: "domains");
        }
    }
}
