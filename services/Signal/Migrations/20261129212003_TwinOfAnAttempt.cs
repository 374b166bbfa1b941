using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Signal.Migrations
{
    /// <inheritdoc />
    public partial class TwinOfAnAttempt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "twin",
                schema: "signal",
                table: "attempts",
                type: "text",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "twin", schema: "signal", table: "attempts");
        }
    }
}
