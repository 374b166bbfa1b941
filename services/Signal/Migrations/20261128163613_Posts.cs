using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Signal.Migrations
{
    /// <inheritdoc />
    public partial class Posts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "buckets",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    name = table.Column<string>(type: "text", nullable: false),
                    brief = table.Column<string>(type: "text", nullable: false),
                    colour = table.Column<short>(type: "smallint", nullable: false),
                    share_bp = table.Column<int>(type: "integer", nullable: false),
                    formats = table.Column<string[]>(type: "text[]", nullable: false),
                    call_to_action = table.Column<string>(type: "text", nullable: false),
                    paused = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_buckets", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_bucket_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "connections",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    member_urn = table.Column<string>(type: "text", nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    access_expires_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    refresh_expires_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connections", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_connection_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "consents",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    state_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    session_id = table.Column<string>(type: "text", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_consent_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "personas",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    name = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    audience = table.Column<string>(type: "text", nullable: false),
                    formal = table.Column<int>(type: "integer", nullable: false),
                    playful = table.Column<int>(type: "integer", nullable: false),
                    bold = table.Column<int>(type: "integer", nullable: false),
                    dos = table.Column<string[]>(type: "text[]", nullable: false),
                    donts = table.Column<string[]>(type: "text[]", nullable: false),
                    banned_phrases = table.Column<string[]>(type: "text[]", nullable: false),
                    signature_phrases = table.Column<string[]>(type: "text[]", nullable: false),
                    emoji = table.Column<short>(type: "smallint", nullable: false),
                    hashtags = table.Column<short>(type: "smallint", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    samples = table.Column<string[]>(type: "text[]", nullable: false),
                    default_target_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_personas", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_persona_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "posts",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    target_id = table.Column<Guid>(type: "uuid", nullable: true),
                    persona_id = table.Column<Guid>(type: "uuid", nullable: true),
                    bucket_id = table.Column<Guid>(type: "uuid", nullable: true),
                    icp_id = table.Column<Guid>(type: "uuid", nullable: true),
                    brief = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    mention_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    asked_by = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    next_try_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    urn = table.Column<string>(type: "text", nullable: true),
                    permalink = table.Column<string>(type: "text", nullable: true),
                    published_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    updated_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    deleted_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_posts", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_post_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "connection_tokens",
                schema: "signal",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    access_token = table.Column<string>(type: "text", nullable: false),
                    refresh_token = table.Column<string>(type: "text", nullable: true),
                    renewing_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_connection_tokens",
                        x => new { x.account_email, x.connection_id }
                    );
                    table.CheckConstraint(
                        "ck_connectiontoken_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_connection_tokens_connections_account_email_connection_id",
                        columns: x => new { x.account_email, x.connection_id },
                        principalSchema: "signal",
                        principalTable: "connections",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "targets",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    urn = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_targets", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_target_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_targets_connections_account_email_connection_id",
                        columns: x => new { x.account_email, x.connection_id },
                        principalSchema: "signal",
                        principalTable: "connections",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "attempts",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    digest = table.Column<string>(type: "text", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    ended_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    http_status = table.Column<int>(type: "integer", nullable: true),
                    request_id = table.Column<string>(type: "text", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    look_failed = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attempts", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_attempt_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_attempts_posts_account_email_post_id",
                        columns: x => new { x.account_email, x.post_id },
                        principalSchema: "signal",
                        principalTable: "posts",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "generations",
                schema: "signal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    prompt_hash = table.Column<string>(type: "text", nullable: false),
                    template_version = table.Column<int>(type: "integer", nullable: false),
                    parts = table.Column<string[]>(type: "text[]", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    partial = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    key_owner = table.Column<short>(type: "smallint", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    error_detail = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<string>(type: "text", nullable: false),
                    input_tokens = table.Column<long>(type: "bigint", nullable: false),
                    output_tokens = table.Column<long>(type: "bigint", nullable: false),
                    latency_ms = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    ended_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generations", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_generation_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_generations_posts_account_email_post_id",
                        columns: x => new { x.account_email, x.post_id },
                        principalSchema: "signal",
                        principalTable: "posts",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "variants",
                schema: "signal",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    generation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_variants",
                        x => new
                        {
                            x.account_email,
                            x.generation_id,
                            x.number,
                        }
                    );
                    table.CheckConstraint(
                        "ck_variant_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_variants_generations_account_email_generation_id",
                        columns: x => new { x.account_email, x.generation_id },
                        principalSchema: "signal",
                        principalTable: "generations",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_attempts_account_email_post_id_number",
                schema: "signal",
                table: "attempts",
                columns: new[] { "account_email", "post_id", "number" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_connections_account_email_member_urn",
                schema: "signal",
                table: "connections",
                columns: new[] { "account_email", "member_urn" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_consents_account_email_expires_at",
                schema: "signal",
                table: "consents",
                columns: new[] { "account_email", "expires_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_consents_account_email_state_hash",
                schema: "signal",
                table: "consents",
                columns: new[] { "account_email", "state_hash" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_generations_account_email_post_id",
                schema: "signal",
                table: "generations",
                columns: new[] { "account_email", "post_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_posts_account_email_state",
                schema: "signal",
                table: "posts",
                columns: new[] { "account_email", "state" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_posts_account_email_urn",
                schema: "signal",
                table: "posts",
                columns: new[] { "account_email", "urn" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_targets_account_email_connection_id_urn",
                schema: "signal",
                table: "targets",
                columns: new[] { "account_email", "connection_id", "urn" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "attempts", schema: "signal");

            migrationBuilder.DropTable(name: "buckets", schema: "signal");

            migrationBuilder.DropTable(name: "connection_tokens", schema: "signal");

            migrationBuilder.DropTable(name: "consents", schema: "signal");

            migrationBuilder.DropTable(name: "personas", schema: "signal");

            migrationBuilder.DropTable(name: "targets", schema: "signal");

            migrationBuilder.DropTable(name: "variants", schema: "signal");

            migrationBuilder.DropTable(name: "connections", schema: "signal");

            migrationBuilder.DropTable(name: "generations", schema: "signal");

            migrationBuilder.DropTable(name: "posts", schema: "signal");
        }
    }
}
