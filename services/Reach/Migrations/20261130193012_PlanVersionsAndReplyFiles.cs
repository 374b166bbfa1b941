using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Reach.Migrations
{
    /// <inheritdoc />
    public partial class PlanVersionsAndReplyFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_plan_versions_account_email_campaign_id",
                schema: "reach",
                table: "plan_versions"
            );

            migrationBuilder.DropColumn(name: "plan_id", schema: "reach", table: "enrolments");

            migrationBuilder.AddColumn<string[]>(
                name: "changes",
                schema: "reach",
                table: "plan_versions",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]
            );

            migrationBuilder.AddColumn<int>(
                name: "number",
                schema: "reach",
                table: "plan_versions",
                type: "integer",
                nullable: false,
                defaultValue: 1
            );

            migrationBuilder.AddColumn<string>(
                name: "persona",
                schema: "reach",
                table: "plan_versions",
                type: "text",
                nullable: false,
                defaultValue: ""
            );

            migrationBuilder.AddColumn<short>(
                name: "warm_policy",
                schema: "reach",
                table: "plan_versions",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0
            );

            migrationBuilder.AddColumn<int>(
                name: "plan_number",
                schema: "reach",
                table: "messages",
                type: "integer",
                nullable: true
            );

            // Whatever was launched so far went by its first plan, whose persona and policy could not change.
            migrationBuilder.Sql(
                """
                alter table reach.plan_versions no force row level security;
                alter table reach.campaigns no force row level security;
                alter table reach.messages no force row level security;
                update reach.plan_versions p
                set persona = c.persona, warm_policy = c.warm_policy
                from reach.campaigns c
                where c.account_email = p.account_email and c.id = p.campaign_id;
                update reach.messages set plan_number = 1
                where payload is not null and enrolment_id is not null;
                alter table reach.plan_versions force row level security;
                alter table reach.campaigns force row level security;
                alter table reach.messages force row level security;
                """
            );

            // What held accounts so far was their deletion alone.
            migrationBuilder.RenameColumn(
                name: "suspended_at",
                schema: "reach",
                table: "accounts",
                newName: "leaving_at"
            );

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "suspended_at",
                schema: "reach",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "reply_files",
                schema: "reach",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    reply_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    resend_id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reply_files", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_replyfile_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_reply_files_replies_account_email_reply_id",
                        columns: x => new { x.account_email, x.reply_id },
                        principalSchema: "reach",
                        principalTable: "replies",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_plan_versions_account_email_campaign_id_number",
                schema: "reach",
                table: "plan_versions",
                columns: new[] { "account_email", "campaign_id", "number" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_reply_files_account_email_reply_id",
                schema: "reach",
                table: "reply_files",
                columns: new[] { "account_email", "reply_id" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "reply_files", schema: "reach");

            migrationBuilder.DropIndex(
                name: "ix_plan_versions_account_email_campaign_id_number",
                schema: "reach",
                table: "plan_versions"
            );

            migrationBuilder.DropColumn(name: "changes", schema: "reach", table: "plan_versions");

            migrationBuilder.DropColumn(name: "number", schema: "reach", table: "plan_versions");

            migrationBuilder.DropColumn(name: "persona", schema: "reach", table: "plan_versions");

            migrationBuilder.DropColumn(
                name: "warm_policy",
                schema: "reach",
                table: "plan_versions"
            );

            migrationBuilder.DropColumn(name: "plan_number", schema: "reach", table: "messages");

            migrationBuilder.DropColumn(name: "suspended_at", schema: "reach", table: "accounts");

            migrationBuilder.RenameColumn(
                name: "leaving_at",
                schema: "reach",
                table: "accounts",
                newName: "suspended_at"
            );

            migrationBuilder.AddColumn<Guid>(
                name: "plan_id",
                schema: "reach",
                table: "enrolments",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000")
            );

            migrationBuilder.CreateIndex(
                name: "ix_plan_versions_account_email_campaign_id",
                schema: "reach",
                table: "plan_versions",
                columns: new[] { "account_email", "campaign_id" }
            );
        }
    }
}
