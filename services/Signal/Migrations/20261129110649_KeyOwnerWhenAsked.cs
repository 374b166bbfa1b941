using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Signal.Migrations
{
    /// <inheritdoc />
    public partial class KeyOwnerWhenAsked : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What was written so far said "ours" of every generation, whosever key it was: nothing is known of those.
            migrationBuilder.DropColumn(name: "key_owner", schema: "signal", table: "generations");

            migrationBuilder.AddColumn<short>(
                name: "key_owner",
                schema: "signal",
                table: "generations",
                type: "smallint",
                nullable: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<short>(
                name: "key_owner",
                schema: "signal",
                table: "generations",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0,
                oldClrType: typeof(short),
                oldType: "smallint",
                oldNullable: true
            );
        }
    }
}
