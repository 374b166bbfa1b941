using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Scope.Migrations
{
    /// <inheritdoc />
    public partial class HeardTurnsMergesAndAddresses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "heard_in",
                schema: "scope",
                table: "voice_intakes",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb"
            );

            migrationBuilder.AddColumn<bool>(
                name: "by_merge",
                schema: "scope",
                table: "outcomes",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<string>(
                name: "token",
                schema: "scope",
                table: "crm_connections",
                type: "text",
                nullable: true
            );

            migrationBuilder.AddColumn<string[]>(
                name: "turns",
                schema: "scope",
                table: "answers",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'::text[]"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "heard_in", schema: "scope", table: "voice_intakes");

            migrationBuilder.DropColumn(name: "by_merge", schema: "scope", table: "outcomes");

            migrationBuilder.DropColumn(name: "token", schema: "scope", table: "crm_connections");

            migrationBuilder.DropColumn(name: "turns", schema: "scope", table: "answers");
        }
    }
}
