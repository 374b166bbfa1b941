using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Shared
{
    /// <inheritdoc />
    public partial class DeletionDue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deletion_due_at",
                schema: "shared",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true
            );

            // Another function finds accounts now.
            migrationBuilder.Sql(
                "drop function if exists shared.list_accounts(text, int, text, int);"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "deletion_due_at",
                schema: "shared",
                table: "accounts"
            );
        }
    }
}
