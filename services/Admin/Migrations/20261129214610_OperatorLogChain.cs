using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Admin.Migrations
{
    /// <inheritdoc />
    public partial class OperatorLogChain : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "subject",
                schema: "admin",
                table: "operator_entries",
                type: "character varying(300)",
                maxLength: 300,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(200)",
                oldMaxLength: 200
            );

            migrationBuilder.AlterColumn<string>(
                name: "detail",
                schema: "admin",
                table: "operator_entries",
                type: "character varying(1200)",
                maxLength: 1200,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(600)",
                oldMaxLength: 600
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "hash",
                schema: "admin",
                table: "operator_entries",
                type: "bytea",
                nullable: false,
                defaultValueSql: "''::bytea"
            );

            migrationBuilder.AddColumn<long>(
                name: "number",
                schema: "admin",
                table: "operator_entries",
                type: "bigint",
                nullable: false,
                defaultValue: 0L
            );

            migrationBuilder.AddColumn<byte[]>(
                name: "prev_hash",
                schema: "admin",
                table: "operator_entries",
                type: "bytea",
                nullable: false,
                defaultValueSql: "''::bytea"
            );

            migrationBuilder.AlterColumn<string>(
                name: "reason",
                schema: "admin",
                table: "impersonations",
                type: "character varying(600)",
                maxLength: 600,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(500)",
                oldMaxLength: 500
            );

            migrationBuilder.AddColumn<string>(
                name: "operator_name",
                schema: "admin",
                table: "impersonations",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.CreateTable(
                name: "operator_heads",
                schema: "admin",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_heads", x => x.account_email);
                    table.CheckConstraint(
                        "ck_operatorhead_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_operator_entries_account_email_number",
                schema: "admin",
                table: "operator_entries",
                columns: new[] { "account_email", "number" },
                unique: true,
                filter: "number > 0"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "operator_heads", schema: "admin");

            migrationBuilder.DropIndex(
                name: "ix_operator_entries_account_email_number",
                schema: "admin",
                table: "operator_entries"
            );

            migrationBuilder.DropColumn(name: "hash", schema: "admin", table: "operator_entries");

            migrationBuilder.DropColumn(name: "number", schema: "admin", table: "operator_entries");

            migrationBuilder.DropColumn(
                name: "prev_hash",
                schema: "admin",
                table: "operator_entries"
            );

            migrationBuilder.DropColumn(
                name: "operator_name",
                schema: "admin",
                table: "impersonations"
            );

            migrationBuilder.AlterColumn<string>(
                name: "subject",
                schema: "admin",
                table: "operator_entries",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(300)",
                oldMaxLength: 300
            );

            migrationBuilder.AlterColumn<string>(
                name: "detail",
                schema: "admin",
                table: "operator_entries",
                type: "character varying(600)",
                maxLength: 600,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(1200)",
                oldMaxLength: 1200
            );

            migrationBuilder.AlterColumn<string>(
                name: "reason",
                schema: "admin",
                table: "impersonations",
                type: "character varying(500)",
                maxLength: 500,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(600)",
                oldMaxLength: 600
            );
        }
    }
}
