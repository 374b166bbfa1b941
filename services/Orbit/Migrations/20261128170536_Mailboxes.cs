using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadFuel.Orbit.Migrations
{
    /// <inheritdoc />
    public partial class Mailboxes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "addresses",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    email = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    domain = table.Column<string>(type: "text", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_addresses", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_address_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "consents",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    state_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    verifier = table.Column<string>(type: "text", nullable: false),
                    session_id = table.Column<string>(type: "text", nullable: false),
                    member = table.Column<string>(type: "text", nullable: false),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
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
                name: "excluded_marks",
                schema: "orbit",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mark = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_excluded_marks",
                        x => new
                        {
                            x.account_email,
                            x.mailbox_id,
                            x.mark,
                        }
                    );
                    table.CheckConstraint(
                        "ck_excludedmark_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "exclusion_rules",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    member = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exclusion_rules", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_exclusionrule_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "handovers",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    internet_id = table.Column<string>(type: "text", nullable: false),
                    answers = table.Column<string[]>(type: "text[]", nullable: false),
                    recipients = table.Column<string[]>(type: "text[]", nullable: false),
                    headers = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    received_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_handovers", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_handover_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "identity_events",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    act = table.Column<short>(type: "smallint", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    other_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_identity_events", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_identityevent_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "mailboxes",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    member = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    tenant_id = table.Column<string>(type: "text", nullable: false),
                    directory_id = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    tokens = table.Column<string>(type: "text", nullable: true),
                    refreshing_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    with_text = table.Column<bool>(type: "boolean", nullable: false),
                    oldest_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    visibility = table.Column<short>(type: "smallint", nullable: false),
                    contacts = table.Column<short>(type: "smallint", nullable: false),
                    own_addresses = table.Column<string[]>(type: "text[]", nullable: false),
                    replies_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    chain = table.Column<int>(type: "integer", nullable: false),
                    percent = table.Column<int>(type: "integer", nullable: false),
                    sync_started_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    folders_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    synced_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    next_sync_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    held_until = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    problem = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    version = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mailboxes", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_mailbox_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "participants",
                schema: "orbit",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<short>(type: "smallint", nullable: false),
                    address_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_participants",
                        x => new
                        {
                            x.account_email,
                            x.message_id,
                            x.role,
                            x.address_id,
                        }
                    );
                    table.CheckConstraint(
                        "ck_participant_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "persons",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false),
                    name_from_id = table.Column<Guid>(type: "uuid", nullable: true),
                    merged_into_id = table.Column<Guid>(type: "uuid", nullable: true),
                    root_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stale = table.Column<bool>(type: "boolean", nullable: false),
                    scored_at = table.Column<DateTimeOffset>(
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
                    table.PrimaryKey("pk_persons", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_person_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "placements",
                schema: "orbit",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    folder_id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_id = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    generation = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_placements",
                        x => new
                        {
                            x.account_email,
                            x.folder_id,
                            x.graph_id,
                        }
                    );
                    table.CheckConstraint(
                        "ck_placement_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "quarantined_messages",
                schema: "orbit",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_id = table.Column<string>(type: "text", nullable: false),
                    folder_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_quarantined_messages",
                        x => new
                        {
                            x.account_email,
                            x.mailbox_id,
                            x.graph_id,
                        }
                    );
                    table.CheckConstraint(
                        "ck_quarantinedmessage_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "separations",
                schema: "orbit",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    left_id = table.Column<Guid>(type: "uuid", nullable: false),
                    right_id = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_separations",
                        x => new
                        {
                            x.account_email,
                            x.left_id,
                            x.right_id,
                        }
                    );
                    table.CheckConstraint(
                        "ck_separation_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "strengths",
                schema: "orbit",
                columns: table => new
                {
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member = table.Column<string>(type: "text", nullable: false),
                    shared = table.Column<bool>(type: "boolean", nullable: false),
                    score = table.Column<int>(type: "integer", nullable: false),
                    reasons = table.Column<string>(type: "jsonb", nullable: false),
                    first_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    last_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    last_turn_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    scored_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_strengths",
                        x => new
                        {
                            x.account_email,
                            x.person_id,
                            x.member,
                            x.shared,
                        }
                    );
                    table.CheckConstraint(
                        "ck_strength_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "threads",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    first_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    last_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    messages = table.Column<int>(type: "integer", nullable: false),
                    last_outgoing = table.Column<bool>(type: "boolean", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_threads", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_thread_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "folders",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    known = table.Column<string>(type: "text", nullable: false),
                    parent_graph_id = table.Column<string>(type: "text", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    included = table.Column<bool>(type: "boolean", nullable: false),
                    link = table.Column<string>(type: "text", nullable: true),
                    phase = table.Column<short>(type: "smallint", nullable: false),
                    generation = table.Column<int>(type: "integer", nullable: false),
                    pages = table.Column<int>(type: "integer", nullable: false),
                    seen = table.Column<int>(type: "integer", nullable: false),
                    synced_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    rest_seconds = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_folders", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_folder_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_folders_mailboxes_account_email_mailbox_id",
                        columns: x => new { x.account_email, x.mailbox_id },
                        principalSchema: "orbit",
                        principalTable: "mailboxes",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "messages",
                schema: "orbit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_email = table.Column<string>(
                        type: "text",
                        nullable: false,
                        collation: "C"
                    ),
                    mailbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_id = table.Column<string>(type: "text", nullable: false),
                    internet_id = table.Column<string>(type: "text", nullable: false),
                    conversation_id = table.Column<string>(type: "text", nullable: false),
                    outgoing = table.Column<bool>(type: "boolean", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    from_address = table.Column<string>(type: "text", nullable: false),
                    recipients = table.Column<int>(type: "integer", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    subject = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    unlinked_at = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => new { x.account_email, x.id });
                    table.CheckConstraint(
                        "ck_message_account",
                        "account_email = lower(account_email) and account_email like '%_@_%' and length(account_email) <= 254"
                    );
                    table.ForeignKey(
                        name: "fk_messages_mailboxes_account_email_mailbox_id",
                        columns: x => new { x.account_email, x.mailbox_id },
                        principalSchema: "orbit",
                        principalTable: "mailboxes",
                        principalColumns: new[] { "account_email", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_addresses_account_email_domain",
                schema: "orbit",
                table: "addresses",
                columns: new[] { "account_email", "domain" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_addresses_account_email_email",
                schema: "orbit",
                table: "addresses",
                columns: new[] { "account_email", "email" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_addresses_account_email_person_id",
                schema: "orbit",
                table: "addresses",
                columns: new[] { "account_email", "person_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_consents_account_email_state_hash",
                schema: "orbit",
                table: "consents",
                columns: new[] { "account_email", "state_hash" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_exclusion_rules_account_email_member_kind_value",
                schema: "orbit",
                table: "exclusion_rules",
                columns: new[] { "account_email", "member", "kind", "value" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_folders_account_email_mailbox_id_graph_id",
                schema: "orbit",
                table: "folders",
                columns: new[] { "account_email", "mailbox_id", "graph_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_handovers_account_email_state_received_at",
                schema: "orbit",
                table: "handovers",
                columns: new[] { "account_email", "state", "received_at" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_identity_events_account_email_person_id",
                schema: "orbit",
                table: "identity_events",
                columns: new[] { "account_email", "person_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_mailboxes_account_email_tenant_id_directory_id",
                schema: "orbit",
                table: "mailboxes",
                columns: new[] { "account_email", "tenant_id", "directory_id" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_internet_id",
                schema: "orbit",
                table: "messages",
                columns: new[] { "account_email", "internet_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_mailbox_id_conversation_id",
                schema: "orbit",
                table: "messages",
                columns: new[] { "account_email", "mailbox_id", "conversation_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_mailbox_id_graph_id",
                schema: "orbit",
                table: "messages",
                columns: new[] { "account_email", "mailbox_id", "graph_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_messages_account_email_mailbox_id_unlinked_at",
                schema: "orbit",
                table: "messages",
                columns: new[] { "account_email", "mailbox_id", "unlinked_at" },
                filter: "unlinked_at is not null"
            );

            migrationBuilder.CreateIndex(
                name: "ix_participants_account_email_address_id_message_id",
                schema: "orbit",
                table: "participants",
                columns: new[] { "account_email", "address_id", "message_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_persons_account_email_id",
                schema: "orbit",
                table: "persons",
                columns: new[] { "account_email", "id" },
                filter: "stale"
            );

            migrationBuilder.CreateIndex(
                name: "ix_persons_account_email_name_key",
                schema: "orbit",
                table: "persons",
                columns: new[] { "account_email", "name_key" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_persons_account_email_root_id",
                schema: "orbit",
                table: "persons",
                columns: new[] { "account_email", "root_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_placements_account_email_message_id",
                schema: "orbit",
                table: "placements",
                columns: new[] { "account_email", "message_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_threads_account_email_mailbox_id_conversation_id",
                schema: "orbit",
                table: "threads",
                columns: new[] { "account_email", "mailbox_id", "conversation_id" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "addresses", schema: "orbit");

            migrationBuilder.DropTable(name: "consents", schema: "orbit");

            migrationBuilder.DropTable(name: "excluded_marks", schema: "orbit");

            migrationBuilder.DropTable(name: "exclusion_rules", schema: "orbit");

            migrationBuilder.DropTable(name: "folders", schema: "orbit");

            migrationBuilder.DropTable(name: "handovers", schema: "orbit");

            migrationBuilder.DropTable(name: "identity_events", schema: "orbit");

            migrationBuilder.DropTable(name: "messages", schema: "orbit");

            migrationBuilder.DropTable(name: "participants", schema: "orbit");

            migrationBuilder.DropTable(name: "persons", schema: "orbit");

            migrationBuilder.DropTable(name: "placements", schema: "orbit");

            migrationBuilder.DropTable(name: "quarantined_messages", schema: "orbit");

            migrationBuilder.DropTable(name: "separations", schema: "orbit");

            migrationBuilder.DropTable(name: "strengths", schema: "orbit");

            migrationBuilder.DropTable(name: "threads", schema: "orbit");

            migrationBuilder.DropTable(name: "mailboxes", schema: "orbit");
        }
    }
}
