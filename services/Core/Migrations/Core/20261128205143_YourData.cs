using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Core.Migrations.Core
{
    /// <inheritdoc />
    public partial class YourData : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "deletions",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    requested_by = table.Column<string>(
                        type: "character varying(254)",
                        maxLength: 254,
                        nullable: false
                    ),
                    due_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    undone_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    totals = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deletions", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_deletion_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "exports",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    requested_by = table.Column<string>(
                        type: "character varying(254)",
                        maxLength: 254,
                        nullable: false
                    ),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    ready_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    expires_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exports", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_export_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "purge_receipts",
                schema: "core",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_hash = table.Column<string>(
                        type: "character varying(64)",
                        maxLength: 64,
                        nullable: false
                    ),
                    requested_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    purged_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    totals = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<string>(
                        type: "character varying(64)",
                        maxLength: 64,
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_purge_receipts", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "export_pieces",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    export_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<long>(type: "bigint", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_export_pieces",
                        x => new
                        {
                            x.account_email,
                            x.export_id,
                            x.ordinal,
                        }
                    );
                    table.CheckConstraint(
                        "ck_exportpiece_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_export_pieces_exports_account_email_export_id",
                        columns: x => new { x.account_email, x.export_id },
                        principalSchema: "core",
                        principalTable: "exports",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "exported_tables",
                schema: "core",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    export_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(
                        type: "character varying(130)",
                        maxLength: 130,
                        nullable: false
                    ),
                    service = table.Column<string>(
                        type: "character varying(20)",
                        maxLength: 20,
                        nullable: false
                    ),
                    expected = table.Column<long>(type: "bigint", nullable: false),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<string>(
                        type: "character varying(64)",
                        maxLength: 64,
                        nullable: true
                    ),
                    last_piece = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_exported_tables",
                        x => new
                        {
                            x.account_email,
                            x.export_id,
                            x.name,
                        }
                    );
                    table.CheckConstraint(
                        "ck_exportedtable_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_exported_tables_exports_account_email_export_id",
                        columns: x => new { x.account_email, x.export_id },
                        principalSchema: "core",
                        principalTable: "exports",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_deletions_account_email_created_at",
                schema: "core",
                table: "deletions",
                columns: new[] { "account_email", "created_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_exports_account_email_created_at",
                schema: "core",
                table: "exports",
                columns: new[] { "account_email", "created_at" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "deletions", schema: "core");

            migrationBuilder.DropTable(name: "export_pieces", schema: "core");

            migrationBuilder.DropTable(name: "exported_tables", schema: "core");

            migrationBuilder.DropTable(name: "purge_receipts", schema: "core");

            migrationBuilder.DropTable(name: "exports", schema: "core");
        }
    }
}
