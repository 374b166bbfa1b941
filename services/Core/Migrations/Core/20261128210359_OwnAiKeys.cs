using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Core
{
    /// <inheritdoc />
    public partial class OwnAiKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ai_keys",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    @sealed = table.Column<string>(name: "sealed", type: "text", nullable: false),
                    last_four = table.Column<string>(type: "text", nullable: false),
                    given_by = table.Column<string>(type: "text", nullable: false),
                    checked_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ai_keys", x => x.account_email);
                    table.CheckConstraint(
                        "ck_aikey_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "ai_keys", schema: "core");
        }
    }
}
