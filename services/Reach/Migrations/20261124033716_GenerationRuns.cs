using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class GenerationRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "error_detail",
                schema: "reach",
                table: "generations",
                type: "text",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "model",
                schema: "reach",
                table: "generations",
                type: "text",
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<int>(
                name: "revision",
                schema: "reach",
                table: "generations",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<int>(
                name: "runs",
                schema: "reach",
                table: "generations",
                type: "integer",
                nullable: false,
                defaultValue: 0
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "error_detail",
                schema: "reach",
                table: "generations"
            );

            migrationBuilder.DropColumn(name: "model", schema: "reach", table: "generations");

            migrationBuilder.DropColumn(name: "revision", schema: "reach", table: "generations");

            migrationBuilder.DropColumn(name: "runs", schema: "reach", table: "generations");
        }
    }
}
