using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class DomainDmarc : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "dmarc",
                schema: "reach",
                table: "domains",
                type: "text",
                nullable: false,
                defaultValue: "unknown"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "dmarc", schema: "reach", table: "domains");
        }
    }
}
